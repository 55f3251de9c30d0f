"""The way out of e-mails about a topic, from the e-mail itself and without signing in (RFC 8058). views.py shows it."""

from django.core import signing
from django.urls import reverse

from lms.notices.models import Notice, Preference, Topic, Way
from lms.people.models import Person

SALT = "cordee.notices.stop"


def stop_address(letter: list[Notice]) -> str:
    """Where one click stops e-mails about the topics of this letter, for its person. It never runs out."""
    topics = sorted({row.topic for row in letter})
    token = signing.dumps([str(letter[0].person.public_id), topics], salt=SALT)
    return reverse("notices:stop", args=[token])


def read_stop(token: str) -> tuple[Person, list[Topic]] | None:
    """None when it is not ours, or its person is gone."""
    try:
        public_id, names = signing.loads(token, salt=SALT)
        topics = [Topic(name) for name in names]
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.filter(public_id=public_id).first()
    return (person, topics) if person and topics else None


def set_way(person: Person, topics: list[Topic], way: Way) -> None:
    """Said again it changes nothing."""
    rows = [Preference(person=person, topic=topic, way=way) for topic in topics]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "topic"], update_fields=["way"]
    )

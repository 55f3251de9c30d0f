"""What notices know of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from django.db.models import Q

from lms.notices.models import Notice, Preference
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What this person was told, and how they want to be told."""
    told = Notice.objects.filter(person=person).order_by("created_at", "pk")
    wanted = Preference.objects.filter(person=person).order_by("topic")
    return {
        "notices": list(told.values("topic", "subject", "body", "address", "created_at", "read_at", "mail", "sent_at")),
        "preferences": list(wanted.values("topic", "way")),
    }


def erase(person: Person) -> None:
    """All of it: what this person was told, and what the team was told of them."""
    Notice.objects.filter(Q(person=person) | Q(about=person)).delete()
    Preference.objects.filter(person=person).delete()

"""How many notices wait: the number in the head of every page."""

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from lms.notices.models import Notice
from lms.people.models import Person

FRESH = 30  # seconds: pages are many, and a number that is half a minute old misleads nobody


def unread_count(person: Person) -> int:
    """At most one query in half a minute, on an index that holds unread notices alone."""
    return int(cache.get_or_set(_key(person.pk), lambda: count_unread(person), FRESH) or 0)


def count_unread(person: Person) -> int:
    """As it is now."""
    return Notice.objects.filter(person=person, read_at=None).count()


def count_unread_by_topic(person: Person) -> dict[str, int]:
    """Every topic of which the person was told something, with how many are not read. One query."""
    rows = Notice.objects.filter(person=person).order_by().values_list("topic")
    return dict(rows.annotate(unread=Count("pk", filter=Q(read_at=None))))


def read_place(person: Person, place: str) -> None:
    """They are there and see it themselves: what they were told from this place is read."""
    if Notice.objects.filter(person=person, place=place, read_at=None).update(read_at=timezone.now()):
        forget_count(person)


def forget_count(person: Person) -> None:
    """Something was told or read: the next page counts again."""
    cache.delete(_key(person.pk))


def _key(person_id: int) -> str:
    return f"cordee.unread.{person_id}"

"""How far people have read: marks, what is new at a glance, and the forums' lines of lists."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from content.forum.access import Pass
from content.forum.models import ReadMark, Thread
from lms.people.models import Person

NEW = timedelta(days=60)  # older threads count as news for nobody
PAGE = 50  # posts of a page


def page_of(position: int) -> int:
    """The page of a thread where that position stands, from 1."""
    return max(0, position - 1) // PAGE + 1


def mark_read(person: Person, thread: Thread, position: int) -> None:
    """As far as here; never back. Two queries at most."""
    if not ReadMark.objects.filter(person=person, thread=thread, position__lt=position).update(position=position):
        # Known already as far as that, or not at all.
        ReadMark.objects.bulk_create([ReadMark(person=person, thread=thread, position=position)], ignore_conflicts=True)


def with_news(rows: QuerySet[Thread], person: Person) -> QuerySet[Thread]:
    """Each with `read`: how far this person has read it, and `news`: how many posts came since."""
    mark = ReadMark.objects.filter(person=person, thread=OuterRef("pk")).values("position")[:1]
    return rows.annotate(read=Coalesce(Subquery(mark), Value(0))).annotate(news=F("size") - F("read"))


def news_of(passes: list[Pass]) -> dict[int, dict[str, int]]:
    """By forum id: {"threads", "news"}, of what each pass reads. One query for all."""
    if not passes:
        return {}
    readable = Q()
    for held in passes:
        own = Q(forum=held.forum)
        readable |= own if held.cohorts is None else own & (Q(cohort=None) | Q(cohort__in=held.cohorts))
    rows = with_news(Thread.objects.filter(readable), passes[0].person).order_by()
    fresh = Q(news__gt=0, last_at__gte=timezone.now() - NEW)
    counted = rows.values("forum").annotate(threads=Count("pk"), fresh=Sum("news", filter=fresh))
    return {one["forum"]: {"threads": one["threads"], "news": one["fresh"] or 0} for one in counted}


def threads_page(rows: QuerySet[Thread], person: Person) -> QuerySet[Thread]:
    """As lists show them: pinned ones first, then where something was said last."""
    related = rows.select_related("author", "cohort", "accepted")
    return with_news(related, person).order_by("-is_pinned", "-last_at", "-pk")


def line_of(thread: Any) -> dict[str, Any]:
    """A thread in a list."""
    return {
        "thread": thread,
        "news": thread.news if thread.last_at >= timezone.now() - NEW else 0,
        "replies": max(0, thread.size - 1),
        "page": page_of(thread.read + 1 if thread.news > 0 else thread.size),
    }

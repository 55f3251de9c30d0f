"""How fast learners are answered, per journey: median time and share within the promise (domain.md B1, indicator 19).

Two queries, however many journeys. Readers without names see nothing about fewer than five people.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from lms.catalogue.models import Journey
from lms.conversations.delay import words_of
from lms.conversations.exchanges import counted_for
from lms.people import access
from lms.people.access import Reach
from lms.people.models import Person


@dataclass(frozen=True)
class Answering:
    """One journey's figures. What is not late yet is neither kept nor broken: it stands in no share."""

    journey: Journey
    people: int
    asked: int
    answered: int
    within: int
    decided: int
    late: int
    median: float | None  # minutes of working days
    is_shown: bool
    may_open: bool

    @property
    def share(self) -> int | None:
        return 100 * self.within // self.decided if self.decided else None

    @property
    def median_words(self) -> str:
        return words_of(round(self.median)) if self.median is not None else ""


def answering(person: Person) -> list[Answering]:
    """In order of the journeys' titles; only journeys in which somebody asked something."""
    rows, now = counted_for(person), timezone.now()
    kept = Q(answered_at__isnull=False, answered_at__lte=F("due_at"))
    is_late = Q(answered_at=None, due_at__lt=now)
    counts = (
        rows.order_by()
        .values("journey")
        .annotate(
            people=Count("conversation", distinct=True),
            asked=Count("pk"),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            within=Count("pk", filter=kept),
            decided=Count("pk", filter=Q(answered_at__isnull=False) | is_late),
            late=Count("pk", filter=is_late),
        )
    )
    found: dict[int, dict[str, Any]] = {row["journey"]: {**row} for row in counts}
    for row in found.values():
        del row["journey"]
    medians = _medians(person)
    journeys = Journey.objects.filter(pk__in=found).select_related("organisation")
    made = [_one(person, each, found[each.pk], medians.get(each.pk)) for each in journeys]
    return sorted(made, key=lambda one: (one.journey.title, one.journey.pk))


def _one(person: Person, journey: Journey, counts: dict[str, Any], median: float | None) -> Answering:
    reach = access.reach(person, journey.organisation_id)
    is_shown = access.may_see_figure_of(person, journey.organisation_id, counts["people"])
    return Answering(
        journey, **counts, median=median, is_shown=is_shown, may_open=reach in (Reach.EVERYBODY, Reach.COACHED)
    )


def _medians(person: Person) -> dict[int, float]:
    """The middle one, or the mean of the two in the middle."""
    rows = counted_for(person).filter(minutes__isnull=False)
    placed = rows.annotate(
        place=Window(RowNumber(), partition_by=F("journey"), order_by=[F("minutes"), F("pk")]),
        many=Window(Count("pk"), partition_by=F("journey")),
    )
    middle = placed.filter(place__gte=F("many") / 2.0, place__lte=F("many") / 2.0 + 1)
    found: dict[int, list[int]] = {}
    for journey, minutes in middle.values_list("journey", "minutes"):
        found.setdefault(journey, []).append(minutes or 0)
    return {journey: sum(values) / len(values) for journey, values in found.items()}

"""What the record knows of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from django.db.models import QuerySet

from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.progress.models import Completion, Evidence, IndicatorStanding, Measure
from lms.progress.standing import total_of


def export(person: Person) -> dict[str, Any]:
    """Everything recorded of this person, and what they said of others, without the others' names."""
    enrolments = person.enrolments.select_related("journey", "total").order_by("pk")
    return {
        "evidence": [_evidence(row) for row in _evidence_rows(Evidence.objects.filter(enrolment__person=person))],
        "measures": [_measure(row) for row in _measures(person)],
        "activities": [_completion(row) for row in _completions(person)],
        "indicators": [_standing(row) for row in _standings(person)],
        "totals": [{"journey": enrolment.journey.title, **_total(total_of(enrolment))} for enrolment in enrolments],
        "said_of_others": [
            {"verb": row.verb, "happened_at": row.happened_at, "comment": row.comment}
            for row in _evidence_rows(Evidence.objects.filter(author=person).exclude(enrolment__person=person))
        ],
    }


def erase(person: Person) -> None:
    """Blank the person's own words and what was said of them in words, and forget them as author. Facts, scores and
    totals stay, nameless: they hold no words, and rebuild still derives the same."""
    # What is being recorded this moment is waited for, or its words would stay.
    list(Enrolment.objects.select_for_update().filter(person=person).order_by("pk"))
    Evidence.objects.filter(enrolment__person=person).blank()
    Evidence.objects.filter(author=person).forget_author()


def _evidence_rows(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    return rows.select_related("activity", "author").order_by("happened_at", "pk")


def _evidence(row: Evidence) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "activity": row.activity.title if row.activity else None,
        "verb": row.verb,
        "happened_at": row.happened_at,
        "received_at": row.received_at,
        "score": row.score,
        "vouched_for_by": row.trust,
        "author": row.author.name if row.author else None,
        "comment": row.comment,
        "detail": row.detail,
        "raw": row.raw,
        "withdraws": row.voids_id,
    }


def _measures(person: Person) -> QuerySet[Measure]:
    rows = Measure.objects.filter(enrolment__person=person).select_related("indicator", "evidence")
    return rows.order_by("pk")


def _measure(row: Measure) -> dict[str, Any]:
    return {
        "indicator": str(row.indicator),
        "value": row.value,
        "unit": row.indicator.unit,
        "happened_at": row.evidence.happened_at,
        "counts": row.is_validated,
        "evidence": row.evidence.public_id,
    }


def _completions(person: Person) -> QuerySet[Completion]:
    rows = Completion.objects.filter(enrolment__person=person).exclude(state=Completion.State.VOIDED)
    return rows.select_related("activity").order_by("started_at", "pk")


def _completion(row: Completion) -> dict[str, Any]:
    names = ("state", "score", "trust", "started_at", "completed_at", "facts")
    return {"activity": row.activity.title, **{name: getattr(row, name) for name in names}}


def _standings(person: Person) -> QuerySet[IndicatorStanding]:
    rows = IndicatorStanding.objects.filter(enrolment__person=person)
    return rows.select_related("indicator").order_by("indicator__code", "pk")


def _standing(row: IndicatorStanding) -> dict[str, Any]:
    names = ("value", "measured_at", "is_met", "is_autonomous")
    return {"indicator": str(row.indicator), **{name: getattr(row, name) for name in names}}


def _total(total: Any) -> dict[str, Any]:
    names = (
        "minutes",
        "minutes_in_person",
        "minutes_remote",
        "activities_done",
        "indicators_met",
        "competencies_validated",
        "levels",
        "declared_levels",
        "last_evidence_at",
    )
    return {name: getattr(total, name) for name in names}

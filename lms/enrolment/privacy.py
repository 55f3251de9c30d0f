"""What enrolments know of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from lms.enrolment.models import DateException, Enrolment, Extension, GateOpening
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Every enrolment of this person, with what was agreed beside the calendar."""
    rows = Enrolment.objects.filter(person=person).select_related("journey", "cohort", "coach", "exit_category")
    return {"enrolments": [_enrolment(row) for row in rows.order_by("starts_on", "pk")]}


def organisations(person: Person) -> set[int]:
    """Where this person has followed a journey."""
    return set(Enrolment.objects.filter(person=person).values_list("organisation_id", flat=True))


def erase(person: Person) -> None:
    """Blank what was told about the person. The enrolment stays, nameless, for the totals: its key to the person
    goes with the person's row. Trainee type and priority area stay too: sums of the yearly return need them."""
    mine = Enrolment.objects.filter(person=person)
    for agreed in (DateException, GateOpening, Extension):
        agreed.objects.filter(enrolment__in=mine).update(reason="")
        agreed.objects.filter(author=person).update(author=None)
    mine.update(intake={}, coach=None, exit_reason="")
    Enrolment.objects.filter(coach=person).update(coach=None)


def _enrolment(row: Enrolment) -> dict[str, Any]:
    exceptions = row.date_exceptions.select_related("sequence")
    return {
        "journey": row.journey.title,
        "cohort": row.cohort.name if row.cohort else None,
        "coach": row.coach.name if row.coach else None,
        "state": row.state,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "exit": row.exit_category.title if row.exit_category else None,
        "exit_reason": row.exit_reason,
        "trainee_type": row.trainee_type,
        "lives_in_priority_area": row.lives_in_priority_area,
        "intake": row.intake,
        "agreed_dates": [
            {"sequence": one.sequence.title, "due_on": one.due_on, "reason": one.reason} for one in exceptions
        ],
        "opened_steps": [
            {"sequence": one.sequence.title, "reason": one.reason, "opened_at": one.opened_at}
            for one in row.gate_openings.select_related("sequence")
        ],
        "extensions": list(row.extensions.order_by("pk").values("before", "until", "reason", "made_at")),
    }

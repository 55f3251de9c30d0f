"""What was agreed with one person beside the journey's own calendar: dates, open gates, a later end. Only with who and
why. Coordinators' and coaches' screens write it, learners' pages read all of it in one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, DateField, F, QuerySet, Value
from django.utils.translation import gettext as _

from lms.catalogue.models import Sequence
from lms.enrolment.days_off import DaysOff
from lms.enrolment.models import Closure, DateException, Enrolment, Extension, GateOpening
from lms.people.models import Person

AT_ONCE = 2000  # databases take so many keys in a question
NO_DAY = Value(date(1970, 1, 1), output_field=DateField())


@dataclass(frozen=True)
class Agreed:
    """What holds for one enrolment. due_on and opened go by sequence id; until is the last extension's day."""

    days_off: DaysOff = field(default_factory=DaysOff)
    due_on: dict[int, date] = field(default_factory=dict)
    opened: frozenset[int] = frozenset()
    until: date | None = None


def agreed_with(enrolment: Enrolment) -> Agreed:
    """One query."""
    return agreed_with_each([enrolment])[enrolment.pk]


def agreed_with_each(enrolments: Iterable[Enrolment]) -> dict[int, Agreed]:
    """By enrolment id, of any organisations. One query for AT_ONCE of them, none for nobody."""
    rows = list(enrolments)
    if not rows:
        return {}
    if len(rows) > AT_ONCE:
        return agreed_with_each(rows[:AT_ONCE]) | agreed_with_each(rows[AT_ONCE:])
    closures: dict[int, list[tuple[date, date]]] = defaultdict(list)
    due: dict[int, dict[int, date]] = defaultdict(dict)
    opened: dict[int, set[int]] = defaultdict(set)
    until: dict[int, tuple[int, date]] = {}
    for sort, owner, other, first, last in _facts(rows):
        if sort == "closure":
            closures[owner].append((first, last))
        elif sort == "date":
            due[owner][other] = first
        elif sort == "gate":
            opened[owner].add(other)
        else:
            until[owner] = max(until.get(owner, (0, first)), (other, first))
    off = {organisation: DaysOff(tuple(sorted(spans))) for organisation, spans in closures.items()}
    return {
        row.pk: Agreed(
            off.get(row.organisation_id, DaysOff()),
            due[row.pk],
            frozenset(opened[row.pk]),
            until[row.pk][1] if row.pk in until else None,
        )
        for row in rows
    }


def days_off_of(organisation_id: int) -> DaysOff:
    """One query."""
    rows = Closure.objects.filter(organisation_id=organisation_id).order_by("first_on", "pk")
    return DaysOff(tuple(rows.values_list("first_on", "last_on")))


def set_due_date(enrolment: Enrolment, sequence: Sequence, due_on: date | None, reason: str, author: Person) -> None:
    """This person's own date for one sequence, from now on; None goes back to the calendar's. Saying it again changes
    nothing. Raises ValidationError, in words, for another journey's sequence or a day before the entry."""
    _check(enrolment, sequence)
    if due_on is None:
        DateException.objects.filter(enrolment=enrolment, sequence=sequence).delete()
        return
    if due_on < enrolment.starts_on:
        raise ValidationError(_("This day comes before the journey begins."))
    values = {"due_on": due_on, "reason": reason, "author": author}
    DateException.objects.update_or_create(enrolment=enrolment, sequence=sequence, defaults=values)


def open_gate(enrolment: Enrolment, sequence: Sequence, reason: str, author: Person) -> GateOpening:
    """Let this learner in before the prerequisites are done. The first opening stays, with who and why."""
    _check(enrolment, sequence)
    opening, _is_new = GateOpening.objects.get_or_create(
        enrolment=enrolment, sequence=sequence, defaults={"reason": reason, "author": author}
    )
    return opening


@transaction.atomic
def extend(enrolment: Enrolment, until: date, reason: str, author: Person) -> Extension | None:
    """Move the last day; the one before stays readable (domain.md A25, AC5). None when it was that day already.

    Raises ValidationError, in words, when the enrolment is over or the day comes before its first.
    """
    from lms.enrolment.calendar import last_day  # it reads what is agreed

    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("journey").get(pk=enrolment.pk)
    if locked.state == Enrolment.State.ENDED:
        raise ValidationError(_("This journey is over: take the exit back first, or enrol the person again."))
    if until < locked.starts_on:
        raise ValidationError(_("This day comes before the journey begins."))
    before = last_day(locked)
    if until == before:
        return None
    return Extension.objects.create(enrolment=locked, until=until, before=before, reason=reason, author=author)


def _check(enrolment: Enrolment, sequence: Sequence) -> None:
    if sequence.journey_id != enrolment.journey_id:
        raise ValidationError(_("This step belongs to another journey."))


def _facts(rows: list[Enrolment]) -> QuerySet:
    """(sort, whose, of what, first day, last day) of four tables in one query."""
    keys, organisations = [row.pk for row in rows], {row.organisation_id for row in rows}

    def told(query: QuerySet, sort: str, *columns: object) -> QuerySet:
        names = ("sort", "whose", "what", "first", "last")
        said = Value(sort, output_field=CharField())
        return query.order_by().annotate(**dict(zip(names, (said, *columns), strict=True))).values_list(*names)

    closures = told(
        Closure.objects.filter(organisation_id__in=organisations),
        "closure",
        F("organisation_id"),
        F("pk"),
        F("first_on"),
        F("last_on"),
    )
    dates = DateException.objects.filter(enrolment_id__in=keys)
    gates = GateOpening.objects.filter(enrolment_id__in=keys)
    extensions = Extension.objects.filter(enrolment_id__in=keys)
    return closures.union(
        told(dates, "date", F("enrolment_id"), F("sequence_id"), F("due_on"), F("due_on")),
        told(gates, "gate", F("enrolment_id"), F("sequence_id"), NO_DAY, NO_DAY),
        told(extensions, "until", F("enrolment_id"), F("pk"), F("until"), F("before")),
        all=True,
    )

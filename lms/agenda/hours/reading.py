"""What is known of enrolments, read for counting: two queries for all that happened, whatever the number of people."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, DateTimeField, Exists, F, IntegerField, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast

from lms.agenda.hours.facts import Done, Known, Meeting, Slot, Unit
from lms.agenda.models import Appointment, Presence, Session, SignOff
from lms.catalogue.models import Sequence
from lms.catalogue.outline import OutlineItem, SequenceItem
from lms.plugins.kind import Verb
from lms.plugins.registry import kinds
from lms.progress.folding import WAIVED
from lms.progress.models import Completion, Evidence, EvidenceVerb

SIGNED, SEEN, MET, TOLD = "signed", "seen", "met", "told"
LONGEST = 10**6  # minutes: more than anybody attended
Place = tuple[int, int | None]  # enrolment, sequence (none: beside the journey)


class Happened(NamedTuple):
    """One row of what happened, whatever table it comes from."""

    sort: str
    enrolment: int
    sequence: int | None
    number: int  # of the half-day, where it is about one
    starts_at: datetime
    ends_at: datetime
    joined_at: datetime
    left_at: datetime
    closed_at: datetime | None
    minutes: int
    state: str
    key: UUID
    words: str  # JSON: the evidence it told the record, or what evidence says itself


def known_of(enrolments: Collection[int]) -> dict[Place, Known]:
    """Everything about these enrolments, by enrolment and sequence."""
    rows = [Happened(*row) for row in _happened(enrolments)]
    said = {key for row in rows if row.sort in (SIGNED, MET) for key in json.loads(row.words or "[]")}
    places: dict[Place, list[Happened]] = defaultdict(list)
    for row in rows:
        if row.sort != TOLD or str(row.key) not in said:
            places[row.enrolment, row.sequence].append(row)
    known = {place: _known(found) for place, found in places.items()}
    for place, done in _done(enrolments).items():
        known[place] = replace(known.get(place, Known()), done=tuple(done))
    return known


def units_of(outline: OutlineItem, more: Iterable[int] = ()) -> dict[int, Unit]:
    """The journey's sequences, and withdrawn ones in which something was done: these cost one query."""
    units = {item.id: _unit(item) for item in outline.sequences}
    missing = set(more) - set(units)
    if missing:
        names = ("id", "code", "titles", "minutes", "timing", "grouping", "place")
        for row in Sequence.objects.filter(pk__in=missing).values(*names):
            units[row["id"]] = Unit(**row)
    return units


def _unit(item: SequenceItem) -> Unit:
    required = [one for one in item.activities if one.is_required] or list(item.activities)
    producing = {name for name, kind in kinds().items() if kind.may_produce}
    asked = tuple((one.id, one.created_at, one.kind in producing) for one in required)
    return Unit(item.id, item.code, item.titles, item.minutes, item.timing, item.grouping, item.place, asked)


# -- what happened


def _happened(enrolments: Collection[int]) -> QuerySet[Any, Any]:
    """Signatures, connections, appointments and attendance told by evidence alone, in one query."""
    signed = _as_happened(
        SignOff.objects.filter(enrolment__in=enrolments, role=SignOff.Role.LEARNER, cancelled_at=None),
        SIGNED,
        sequence="half_day__session__sequence",
        number="half_day_id",
        starts="half_day__starts_at",
        ends="half_day__ends_at",
        closed="half_day__closed_at",
        state="state",
        words="evidence",
    )
    seen = _as_happened(
        Presence.objects.filter(enrolment__in=enrolments, session__state=Session.State.PLANNED),
        SEEN,
        sequence="session__sequence",
        number="session__half_days__id",
        starts="session__half_days__starts_at",
        ends="session__half_days__ends_at",
        joined="joined_at",
        left="left_at",
        key="session__public_id",
    )
    met = _as_happened(
        Appointment.objects.filter(enrolment__in=enrolments, state=Appointment.State.HELD),
        MET,
        sequence="activity__sequence",
        starts="starts_at",
        ends="ends_at",
        minutes="minutes_held",
        words="evidence",
    )
    return signed.union(seen, met, _as_happened(_told(enrolments), TOLD, **TOLD_COLUMNS), all=True)


TOLD_COLUMNS = {
    "sequence": "sequence",
    "starts": "happened_at",
    "ends": "happened_at",
    "minutes": "activity_version__minutes",
    "words": "detail",
}


def _told(enrolments: Collection[int]) -> QuerySet[Evidence]:
    voided = Evidence.objects.filter(voids=OuterRef("pk"), verb=EvidenceVerb.VOIDED)
    attended = Evidence.objects.filter(enrolment__in=enrolments, verb=Verb.ATTENDED.value, sequence__isnull=False)
    return attended.exclude(Exists(voided))


def _as_happened(rows: QuerySet[Any], sort: str, **columns: str) -> QuerySet[Any, Any]:
    """These rows in the columns of Happened; what a table does not know repeats its own start, or is nothing."""
    starts, ends = columns["starts"], columns["ends"]
    number, minutes = columns.get("number"), columns.get("minutes")
    return rows.order_by().values_list(
        Value(sort, CharField()),
        "enrolment_id",
        F(columns["sequence"]),
        Cast(F(number) if number else Value(0), IntegerField()),
        Cast(F(starts), DateTimeField()),
        Cast(F(ends), DateTimeField()),
        Cast(F(columns.get("joined", starts)), DateTimeField()),
        Cast(F(columns.get("left", ends)), DateTimeField()),
        Cast(F(columns.get("closed", starts)), DateTimeField()),
        Cast(F(minutes) if minutes else Value(0), IntegerField()),
        Cast(F(columns["state"]) if "state" in columns else Value(""), CharField(max_length=20)),
        F(columns.get("key", "public_id")),
        Cast(F(columns["words"]) if "words" in columns else Value(""), TextField()),
    )


def _known(rows: list[Happened]) -> Known:
    seen = [row for row in rows if row.sort == SEEN]
    return Known(
        slots=tuple(_slots(rows)),
        meetings=tuple(Meeting(row.starts_at, row.minutes, str(row.key)) for row in rows if row.sort == MET),
        told=tuple(Meeting(row.starts_at, _minutes_told(row), str(row.key)) for row in rows if row.sort == TOLD),
        connections=tuple(sorted({(row.joined_at, row.left_at) for row in seen})),
    )


def _slots(rows: Iterable[Happened]) -> Iterable[Slot]:
    """One for each half-day: its signature, and when the server saw the learner in it."""
    halves: dict[int, list[Happened]] = defaultdict(list)
    for row in rows:
        if row.sort in (SIGNED, SEEN) and row.number:
            halves[row.number].append(row)
    for number, found in halves.items():
        signed = next((row for row in found if row.sort == SIGNED), None)
        row = signed or found[0]
        connected = tuple(sorted((one.joined_at, one.left_at) for one in found if one.sort == SEEN))
        is_closed = signed is not None and signed.closed_at is not None
        state = signed.state if signed else ""
        yield Slot(number, row.starts_at, row.ends_at, str(row.key), state, is_closed, connected)


def _minutes_told(row: Happened) -> int:
    """As the evidence says; else what the activity counts for."""
    detail = json.loads(row.words or "{}")
    said = detail.get("minutes") if isinstance(detail, Mapping) else None
    if isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said < LONGEST:
        return int(said)
    return row.minutes


# -- what was completed


def _done(enrolments: Collection[int]) -> dict[Place, list[Done]]:
    found: dict[Place, list[Done]] = defaultdict(list)
    rows = Completion.objects.filter(enrolment__in=enrolments).exclude(state=Completion.State.VOIDED)
    names = ("version__minutes", "last_at", "completed_at", "recorded_at")
    for enrolment, sequence, activity, key, name, facts, *moments in rows.values_list(
        "enrolment_id", "sequence_id", "activity_id", "activity__key", "activity__kind", "facts", *names
    ):
        minutes, last_at, completed_at, recorded_at = moments
        kind = kinds().get(name)
        is_production = kind is not None and kind.is_production(facts)
        if WAIVED in facts and not is_production:
            continue  # somebody waived it: nothing was done
        one = Done(activity, minutes, last_at, completed_at, recorded_at, is_production, str(key))
        found[enrolment, sequence].append(one)
    return found

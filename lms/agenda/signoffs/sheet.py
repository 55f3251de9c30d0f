"""The attendance sheet of a session: who signed which half-day, what was struck and why, and the hash of all of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from lms.agenda.half_days import is_afternoon
from lms.agenda.models import Booking, HalfDay, Session, SignOff
from lms.agenda.rules import rules_of
from lms.agenda.signoffs.room import name_order, words_of
from lms.enrolment.models import Enrolment

SHOWN = 12  # characters of a line's hash on the sheet


@dataclass(frozen=True)
class Part:
    half_day: HalfDay
    title: str  # "Thursday 12 November 2026, morning"
    hours: str  # "09:30 - 13:00"


@dataclass(frozen=True)
class Cell:
    """One person's word on one half-day; without a sign-off nothing was signed."""

    sign_off: SignOff | None
    state: str
    reason: str = ""
    signed: str = ""  # when and how
    mark: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    cells: list[Cell]  # in the order of the parts


@dataclass(frozen=True)
class Struck:
    name: str
    part: Part
    cell: Cell
    why: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    session: Session
    parts: list[Part]
    learners: list[Row]
    trainer: Row
    struck: list[Struck]
    sha256: str


def sheet_of(session: Session) -> Sheet:
    """Five queries, whatever the number of people."""
    midday = rules_of(session.organisation_id).midday
    parts = [_part(row, session, midday) for row in session.half_days.order_by("part")]
    found = SignOff.objects.filter(half_day__session=session).order_by("pk")
    rows = list(found.select_related("person", "enrolment__person", "entered_by", "cancelled_by"))
    living = {(row.half_day_id, row.role, row.enrolment_id): row for row in rows if row.cancelled_at is None}
    zone_of = session.organisation.zone
    learners = [
        Row(name, [_cell(living.get((part.half_day.pk, "learner", pk)), zone_of) for part in parts])
        for pk, name in _names(session, rows)
    ]
    trainers = [living.get((part.half_day.pk, "trainer", None)) for part in parts]
    own = Row(str(session.trainer or ""), [_cell(row, zone_of, with_name=True) for row in trainers])
    by_half_day = {part.half_day.pk: part for part in parts}
    struck = [_struck(row, by_half_day[row.half_day_id], zone_of) for row in rows if row.cancelled_at]
    return Sheet(session, parts, learners, own, struck, _digest(session, parts, rows))


def about(session: Session) -> list[tuple[str, str]]:
    """What stands on top of a sheet: the action, who gives it, where, when, and who leads it."""
    codes = [row.code for row in (session.journey, session.sequence) if row is not None]
    number = rules_of(session.organisation_id).registration_number
    return [
        (_("Training action"), session.journey.title if session.journey else session.title),
        (_("Reference"), " / ".join(code for code in codes if code)),
        (_("Session"), session.title),
        (_("Training provider"), session.organisation.name),
        (_("Registration number"), number),
        (_("Place"), place_of(session)),
        (_("Trainer"), str(session.trainer or "")),
    ]


def place_of(session: Session) -> str:
    """Venue, room and address, or how people meet at a distance."""
    if session.venue is None:
        return _("At a distance, by %(means)s") % {"means": session.get_online_display()} if session.online else ""
    parts = [session.venue.name, session.room.name if session.room else "", *session.venue.address.splitlines()]
    return ", ".join(part.strip() for part in parts if part.strip())


def _part(half_day: HalfDay, session: Session, midday: Any) -> Part:
    zone = session.organisation.zone
    start, end = half_day.starts_at.astimezone(zone), half_day.ends_at.astimezone(zone)
    side = _("afternoon") if is_afternoon(half_day.starts_at, zone, midday) else _("morning")
    day = date_format(start, "l j F Y")
    hours = f"{time_format(start, 'H:i')} - {time_format(end, 'H:i')}"
    return Part(half_day, _("%(day)s, %(side)s") % {"day": day, "side": side}, hours)


def _names(session: Session, rows: list[SignOff]) -> list[tuple[int, str]]:
    """Everybody with a seat or a line, by name."""
    people = {row.enrolment_id: row.enrolment for row in rows if row.enrolment is not None}
    seats = Booking.objects.filter(session=session, state=Booking.State.BOOKED).select_related("enrolment__person")
    people |= {seat.enrolment_id: seat.enrolment for seat in seats}
    named = [(pk, _name(enrolment)) for pk, enrolment in people.items() if pk is not None]
    return sorted(named, key=lambda one: (name_order(one[1]), one[0]))


def _name(enrolment: Enrolment | None) -> str:
    return str(enrolment.person) if enrolment and enrolment.person else _("Name erased")


def _cell(row: SignOff | None, zone: Any, with_name: bool = False) -> Cell:
    if row is None:
        return Cell(None, _("Not signed"))
    state = (str(row.person or _("Name erased")) if with_name else words_of(row)).strip()
    moment = date_format(row.signed_at.astimezone(zone), "SHORT_DATETIME_FORMAT")
    signed = _("%(moment)s, %(how)s") % {"moment": moment, "how": _how(row)}
    return Cell(row, state, row.reason, signed, row.statement_hash[:SHOWN])


def _how(row: SignOff) -> str:
    """How it was signed; who wrote it, when it was not the person."""
    if row.role == SignOff.Role.TRAINER:
        return _("with their own account")
    if row.entered_by is None:
        return str(row.get_method_display())
    if row.state == SignOff.State.ABSENT:
        return _("noted by %(name)s") % {"name": row.entered_by}
    if row.method == SignOff.Method.PAPER:
        return _("on paper, entered afterwards by %(name)s") % {"name": row.entered_by}
    return _("%(method)s, entered by %(name)s") % {"method": row.get_method_display(), "name": row.entered_by}


def _struck(row: SignOff, part: Part, zone: Any) -> Struck:
    is_trainer = row.role == SignOff.Role.TRAINER
    name = str(row.person or _("Name erased")) if is_trainer else _name(row.enrolment)
    by, at = str(row.cancelled_by or _("Name erased")), row.cancelled_at
    assert at is not None
    return Struck(name, part, _cell(row, zone), row.cancel_reason, by, at.astimezone(zone))


def _digest(session: Session, parts: list[Part], rows: list[SignOff]) -> str:
    """Of every line ever written, struck or not, and of when each half-day was closed: the same until one is added."""
    lines = [f"cordee sheet 1 {session.public_id}"]
    for part in parts:
        closed = part.half_day.closed_at
        lines.append(f"half-day {part.half_day.part} {closed.astimezone(UTC).isoformat() if closed else '-'}")
    for row in rows:
        struck = row.cancelled_at.astimezone(UTC).isoformat() if row.cancelled_at else "-"
        lines.append(f"{row.public_id} {row.statement_hash} {struck}")
    return sha256(("\n".join(lines) + "\n").encode()).hexdigest()

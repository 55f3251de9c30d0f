"""What has an hour in one person's calendar, learner or team: sessions, seats, appointments. One query for all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.agenda.classes.door import join_url
from lms.agenda.models import Appointment, Booking, Session
from lms.people.models import Person

SESSION, APPOINTMENT = "session", "appointment"
NO_WORDS = Value("", output_field=CharField())
COLUMN = "line_"
SIGNED_BEFORE, SIGNED_AFTER = timedelta(hours=1), timedelta(days=1)
KEYS = {"journey_id", "sequence_id"}
# What sessions and appointments call alike.
SAME = (
    "pk",
    "public_id",
    "organisation_id",
    "starts_at",
    "ends_at",
    "online",
    "link",
    "state",
    "revision",
    "changed_at",
)


@dataclass(frozen=True)
class Line:
    """One dated thing of one person. Instants are UTC; `leads` is true for those who lead or host it."""

    sort: str
    leads: str
    pk: int
    public_id: UUID
    organisation_id: int
    journey_id: int | None
    sequence_id: int | None
    title: str
    with_whom: str
    starts_at: datetime
    ends_at: datetime
    venue: str
    address: str
    room: str
    online: str
    link: str
    state: str
    seat: str  # of a learner's booking; empty for appointments and for who leads
    revision: int
    changed_at: datetime
    seat_changed_at: datetime

    @property
    def is_cancelled(self) -> bool:
        return self.state == Session.State.CANCELLED or self.seat == Booking.State.CANCELLED

    @property
    def is_waiting(self) -> bool:
        return self.seat == Booking.State.WAITING and not self.is_cancelled

    @property
    def last_change(self) -> datetime:
        return max(self.changed_at, self.seat_changed_at)

    @cached_property
    def join(self) -> str:
        """Path of the way in, for who has a seat; empty when it is not at a distance."""
        if not self.online or self.is_cancelled or self.is_waiting:
            return ""
        names = ("pk", "public_id", "organisation_id", "starts_at", "ends_at", "online", "link", "state")
        model = Session if self.sort == SESSION else Appointment
        return join_url(model(**{name: getattr(self, name) for name in names}))

    def sign(self, now: datetime) -> str:
        """Path to where a presence is signed, from an hour before until the day after; empty at other times, and for
        what is not signed. The organisation's own rules say exactly when."""
        is_held = self.sort == SESSION and not self.is_cancelled and not self.is_waiting
        if not is_held or not self.starts_at - SIGNED_BEFORE <= now <= self.ends_at + SIGNED_AFTER:
            return ""
        return reverse("agenda:signing", args=[self.public_id]) if self.leads else reverse("agenda:sign_now")

    @property
    def place(self) -> str:
        """Maison des projets, salle 2."""
        where = ", ".join(part for part in (self.venue, self.room) if part)
        return where or (_("at a distance") if self.online else "")


def lines_of(person: Person, since: datetime, until: datetime) -> list[Line]:
    """Everything that this person is booked for, waits for, leads or hosts and that touches this span, in order.

    Also what was cancelled. One query, whatever the number.
    """
    found = _read(_rows(person, {"starts_at__lt": until, "ends_at__gt": since}))
    return sorted(found, key=lambda line: (line.starts_at, line.sort, line.pk))


def line_of(person: Person, sort: str, public_id: UUID) -> Line | None:
    """The one session or appointment of this person; None when it is not theirs."""
    found = _read(_rows(person, {"public_id": public_id}))
    return next((line for line in found if line.sort == sort), None)


def _read(rows: QuerySet[Any, dict[str, Any]]) -> list[Line]:
    return [_line(row) for row in rows]


def _line(row: dict[str, Any]) -> Line:
    """Words that a table does not have are empty; keys that it does not have are None."""
    told: dict[str, Any] = {column.removeprefix(COLUMN): value for column, value in row.items()}
    for name, value in told.items():
        if value is None and name not in KEYS:
            told[name] = ""
    return Line(**told)


def _rows(person: Person, wanted: dict[str, Any]) -> QuerySet[Any, dict[str, Any]]:
    through = {f"session__{name}": value for name, value in wanted.items()}
    return _session_rows(Booking.objects.filter(enrolment__person=person, **through), "session__").union(
        _session_rows(Session.objects.filter(trainer=person, **wanted), ""),
        _appointment_rows(Appointment.objects.filter(enrolment__person=person, **wanted), "host__name"),
        _appointment_rows(Appointment.objects.filter(host=person, **wanted), "enrolment__person__name"),
        all=True,
    )


def _session_rows(query: QuerySet, at: str) -> QuerySet[Any, dict[str, Any]]:
    """`at` is the road to the session: a learner comes by their booking."""
    special = {
        "sort": _said(SESSION),
        "leads": _said("" if at else "leads"),
        "journey_id": F(f"{at}journey_id"),
        "sequence_id": F(f"{at}sequence_id"),
        "title": F(f"{at}title"),
        "with_whom": F("session__trainer__name") if at else NO_WORDS,
        "room": F(f"{at}room__name"),
        "seat": F("state") if at else NO_WORDS,
        "seat_changed_at": Coalesce("cancelled_at", "promoted_at", "since") if at else F("changed_at"),
    }
    return _told(query, at, special)


def _appointment_rows(query: QuerySet, other: str) -> QuerySet[Any, dict[str, Any]]:
    """`other` is the road to the name of the one who is met."""
    special = {
        "sort": _said(APPOINTMENT),
        "leads": _said("" if other == "host__name" else "leads"),
        "journey_id": F("enrolment__journey_id"),
        "sequence_id": F("activity__sequence_id"),
        "title": F("type__title"),
        "with_whom": F(other),
        "room": NO_WORDS,
        "seat": NO_WORDS,
        "seat_changed_at": F("changed_at"),
    }
    return _told(query, "", special)


def _told(query: QuerySet, at: str, special: dict[str, Any]) -> QuerySet[Any, dict[str, Any]]:
    """The same columns in the same order whatever the table; under names that no field has."""
    roads = {name: F(f"{at}{name}") for name in SAME} | {"venue": F(f"{at}venue__name")}
    columns = roads | {"address": F(f"{at}venue__address")} | special
    return query.order_by().values(**{f"{COLUMN}{name}": columns[name] for name in sorted(columns)})


def _said(words: str) -> Value:
    return Value(words, output_field=CharField())

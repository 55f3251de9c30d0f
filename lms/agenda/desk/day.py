"""What a coordinator's day holds: today's sessions with their signatures, who waits for something, who comes and goes.

Each figure is a few rows of one query; nothing here grows with the number of learners but the lists a person reads.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lms.agenda.half_days import instant
from lms.agenda.models import Booking, HalfDay, Session, SignOff
from lms.agenda.sessions.seats import with_counts
from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation

FORTNIGHT = timedelta(days=14)
LISTED = 12  # lines of one list; what is more is a number and a way on


@dataclass(frozen=True)
class Signing:
    """One half-day of today: how many of those expected have signed, and whether the trainer closed it."""

    half_day: HalfDay
    signed: int
    expected: int

    @property
    def is_closed(self) -> bool:
        return self.half_day.closed_at is not None

    @property
    def state(self) -> str:
        """The knot that says it."""
        if self.is_closed:
            return "done"
        return "doing" if self.signed else "todo"


@dataclass(frozen=True)
class Sitting:
    """One session of today."""

    session: Session
    booked: int
    waiting: int
    signings: list[Signing] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    organisation: Organisation
    today: date
    sittings: list[Sitting]
    unsigned: list[HalfDay]  # ended, and the trainer has not signed
    queues: list[Session]  # coming sessions with people on the waiting list; each has `waiting` and `booked`
    entries: list[Enrolment]
    exits: list[Enrolment]
    silent: list[Enrolment]  # under way, and nothing recorded for a while
    more_silent: int

    @property
    def journeys_left(self) -> list[Journey]:
        """Those that somebody has just left: their end documents may be due."""
        return list({row.journey_id: row.journey for row in self.exits}.values())


def day_of(organisation: Organisation, now: datetime | None = None, inactive_after: int = 21) -> Day:
    """The day of one organisation, on its own clock. Seven queries, whatever there is."""
    now = now or timezone.now()
    today = timezone.localdate(now, timezone=organisation.zone)
    silent = list(_silent(organisation, now - timedelta(days=inactive_after))[: LISTED + 1])
    return Day(
        organisation=organisation,
        today=today,
        sittings=_sittings(organisation, today),
        unsigned=list(_unsigned(organisation, now)[:LISTED]),
        queues=list(_queues(organisation, now)[:LISTED]),
        entries=list(_moving(organisation, "starts_on", today)),
        exits=list(_moving(organisation, "ends_on", today)),
        silent=silent[:LISTED],
        more_silent=max(0, len(silent) - LISTED),
    )


def _sittings(organisation: Organisation, today: date) -> list[Sitting]:
    midnight = instant(today, time(0), organisation.zone)
    tomorrow = instant(today + timedelta(days=1), time(0), organisation.zone)
    rows = (
        _counted(Session.objects.filter(organisation=organisation, state=Session.State.PLANNED))
        .filter(starts_at__lt=tomorrow, ends_at__gt=midnight)
        .order_by("starts_at", "pk")
    )
    signings: dict[int, list[Signing]] = {row.pk: [] for row in rows}
    booked = {row.pk: row.booked for row in rows}  # type: ignore[attr-defined]  # by with_counts
    for half_day in _half_days(list(signings), midnight, tomorrow):
        signed: int = half_day.signed  # type: ignore[attr-defined]  # annotated by _half_days
        signings[half_day.session_id].append(Signing(half_day, signed, max(booked[half_day.session_id], signed)))
    return [
        Sitting(row, row.booked, row.waiting, signings[row.pk])  # type: ignore[attr-defined]  # by with_counts
        for row in rows
    ]


def _counted(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return with_counts(sessions.select_related("trainer", "venue", "room", "journey"))


def _half_days(sessions: list[int], midnight: datetime, tomorrow: datetime) -> QuerySet[HalfDay]:
    was_there = Q(
        sign_offs__cancelled_at=None,
        sign_offs__role=SignOff.Role.LEARNER,
        sign_offs__state__in=[SignOff.State.PRESENT, SignOff.State.LATE],
    )
    rows = HalfDay.objects.filter(session__in=sessions, starts_at__lt=tomorrow, ends_at__gt=midnight)
    return rows.annotate(signed=Count("sign_offs", filter=was_there)).order_by("starts_at", "part")


def _unsigned(organisation: Organisation, now: datetime) -> QuerySet[HalfDay]:
    """Ended with people in it, and not closed by the trainer: hours that nobody can justify yet."""
    expected = Booking.objects.filter(session=OuterRef("session"), state=Booking.State.BOOKED)
    return (
        HalfDay.objects.filter(
            Exists(expected),
            session__organisation=organisation,
            session__state=Session.State.PLANNED,
            session__sequence__isnull=False,
            closed_at=None,
            ends_at__lt=now,
        )
        .select_related("session__trainer")
        .order_by("ends_at")
    )


def _queues(organisation: Organisation, now: datetime) -> QuerySet[Session]:
    rows = Session.objects.filter(organisation=organisation, state=Session.State.PLANNED, starts_at__gt=now)
    return _counted(rows).filter(waiting__gt=0).order_by("starts_at")


def _moving(organisation: Organisation, name: str, today: date) -> QuerySet[Enrolment]:
    """Who entered, or left, in the fortnight around today."""
    window = {f"{name}__gt": today - FORTNIGHT, f"{name}__lte": today + FORTNIGHT}
    rows = Enrolment.objects.filter(organisation=organisation, person__isnull=False, **window)
    return rows.select_related("person", "journey", "cohort", "exit_category").order_by(name, "person__name")


def _silent(organisation: Organisation, before: datetime) -> QuerySet[Enrolment]:
    """Under way for longer than that, with nothing recorded since; those silent longest first."""
    since = before.astimezone(organisation.zone).date()
    rows = Enrolment.objects.filter(
        Q(total__last_evidence_at__lt=before) | Q(total__last_evidence_at=None),
        organisation=organisation,
        state=Enrolment.State.ACTIVE,
        person__isnull=False,
        starts_on__lte=since,
    )
    return rows.select_related("person", "journey", "coach", "total").order_by("total__last_evidence_at", "starts_on")

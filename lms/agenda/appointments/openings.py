"""When a coach can be booked: weekly hours less everything else that takes their time. Screens and book.py ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from lms.agenda.half_days import Span, instant
from lms.agenda.models import Appointment, AppointmentType, Availability, Booking, HalfDay, Session, Unavailability
from lms.enrolment.models import Closure
from lms.people.models import Organisation, Person

DAY = timedelta(days=1)
TAKES_TIME = (Appointment.State.BOOKED, Appointment.State.HELD)


@dataclass(frozen=True)
class Opening:
    """One hour that can be booked, in UTC, and where it would be."""

    starts_at: datetime
    ends_at: datetime
    hours: Availability


def openings(
    coach: Person,
    type: AppointmentType,
    first_day: date,
    days: int,
    *,
    learner: Person | None = None,
    besides: int | None = None,
) -> list[Opening]:
    """Free hours of this coach from that day on, in steps of the type's length, in order. Three queries.

    Days and hours are those of the organisation's clock. With a learner, hours that the learner has taken
    otherwise are left out too. Nothing that has begun is offered. `besides`: see `busy`.
    """
    organisation = type.organisation
    zone = organisation.zone
    span = Span(instant(first_day, time(0), zone), instant(first_day + days * DAY, time(0), zone))
    hours = list(_hours(coach, organisation, first_day, first_day + (days - 1) * DAY))
    if not hours:
        return []
    taken = busy(span, [coach], [learner] if learner else [], besides) + _closed(organisation, first_day, days)
    now = timezone.now()
    offered = [one for number in range(days) for one in _of_day(first_day + number * DAY, hours, type)]
    free = [one for one in offered if one.starts_at > now and not any(overlap(one, other) for other in taken)]
    return sorted({one.starts_at: one for one in reversed(free)}.values(), key=lambda one: one.starts_at)


def covering(coach: Person, organisation: Organisation, starts_at: datetime) -> Availability | None:
    """The weekly hours this moment falls in: where the coach is then."""
    zone = organisation.zone
    local = starts_at.astimezone(zone)
    for row in _hours(coach, organisation, local.date(), local.date()):
        span = _span(row, local.date(), organisation)
        if row.weekday == local.weekday() and span.starts_at <= starts_at < span.ends_at:
            return row
    return None


def busy(span: Span, hosts: list[Person], learners: list[Person], besides: int | None = None) -> list[Span]:
    """What takes these people's time within the span: appointments, sessions, absences. One query.

    `besides`: the id of an appointment that is about to be moved.
    """
    everybody = [*hosts, *learners]
    meetings = Appointment.objects.filter(state__in=TAKES_TIME).exclude(pk=besides)
    mine = Q(host__in=everybody) | Q(enrolment__person__in=everybody)
    booked = Booking.objects.filter(state=Booking.State.BOOKED, enrolment__person__in=everybody)
    sessions = HalfDay.objects.filter(session__state=Session.State.PLANNED)
    led = Q(session__trainer__in=everybody) | Q(session__in=booked.values("session"))
    absences = Unavailability.objects.filter(coach__in=hosts)
    found = _times(meetings.filter(mine), span).union(
        _times(sessions.filter(led), span), _times(absences, span), all=True
    )
    return [Span(starts_at, ends_at) for starts_at, ends_at in found]


def overlap(one: Opening | Span, other: Span) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _times(rows, span: Span):  # type: ignore[no-untyped-def]  # querysets of several models, for one union
    within = rows.filter(starts_at__lt=span.ends_at, ends_at__gt=span.starts_at)
    return within.order_by().values_list("starts_at", "ends_at")


def _hours(coach: Person, organisation: Organisation, first: date, last: date) -> Iterator[Availability]:
    rows = Availability.objects.filter(coach=coach, organisation=organisation, first_on__lte=last)
    rows = rows.filter(Q(until=None) | Q(until__gte=first)).select_related("venue")
    return iter(rows.order_by("weekday", "starts_at", "pk"))


def _of_day(day: date, hours: list[Availability], type: AppointmentType) -> Iterator[Opening]:
    step = timedelta(minutes=max(type.minutes, 1))
    for row in hours:
        if row.weekday != day.weekday() or day < row.first_on or (row.until is not None and day > row.until):
            continue
        span = _span(row, day, type.organisation)
        start = span.starts_at
        while start + step <= span.ends_at:
            yield Opening(start, start + step, row)
            start += step


def _span(row: Availability, day: date, organisation: Organisation) -> Span:
    zone = organisation.zone
    return Span(instant(day, row.starts_at, zone), instant(day, row.ends_at, zone))


def _closed(organisation: Organisation, first_day: date, days: int) -> list[Span]:
    zone = organisation.zone
    rows = Closure.objects.filter(
        organisation=organisation, first_on__lt=first_day + days * DAY, last_on__gte=first_day
    )
    return [Span(instant(row.first_on, time(0), zone), instant(row.last_on + DAY, time(0), zone)) for row in rows]

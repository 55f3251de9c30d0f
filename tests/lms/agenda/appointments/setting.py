"""What tests of appointments share: a coach's weekly hours, and moments on the organisation's clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from django.utils import timezone

from lms.agenda.half_days import instant
from lms.agenda.models import Appointment, AppointmentType, Availability
from lms.enrolment.models import Enrolment
from tests.factories import World


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """The machine's clock stands still there."""
    with patch.object(timezone, "now", lambda: moment):
        yield


def coming_monday(world: World, weeks: int = 1) -> date:
    """A Monday at least two days away, so that learners may still change what stands there."""
    today = timezone.localdate(timezone=world.organisation.zone)
    return today + timedelta(days=(7 - today.weekday()) % 7 or 7) + timedelta(weeks=weeks)


def at(world: World, day: date, clock: str) -> datetime:
    return instant(day, time.fromisoformat(clock), world.organisation.zone)


def make_hours(
    world: World, weekday: int = 0, first: str = "09:00", last: str = "12:00", **fields: object
) -> Availability:
    defaults = {"coach": world.chloe, "first_on": date(2020, 1, 1), "online": "link", "link": "https://visio.example/c"}
    return Availability.objects.create(
        organisation=world.organisation,
        weekday=weekday,
        starts_at=time.fromisoformat(first),
        ends_at=time.fromisoformat(last),
        **{**defaults, **fields},
    )


def make_appointment(
    enrolment: Enrolment, type: AppointmentType, starts_at: datetime, state: str = "booked", **fields: object
) -> Appointment:
    """A row as it stands, past every rule."""
    minutes = int(fields.pop("minutes", type.minutes))
    held = {"minutes_held": minutes} if state == Appointment.State.HELD else {}
    return Appointment.objects.create(
        organisation=enrolment.organisation,
        enrolment=enrolment,
        type=type,
        host=fields.pop("host", enrolment.coach),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        state=state,
        **held,
        **fields,
    )

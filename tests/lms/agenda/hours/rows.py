"""What a learner may have behind them: signed half-days, appointments, work done. Rows as other areas write them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lms.agenda.models import Appointment, HalfDay, Presence, Session, SignOff
from lms.enrolment.models import Enrolment
from lms.progress import intake
from tests.factories import World
from tests.lms.agenda.factories import make_appointment_type, make_session, make_sign_off


def days_ago(days: int, hour: int = 8) -> datetime:
    """That many days ago at this hour UTC: in the morning in Paris, at 8 or before."""
    return (timezone.now() - timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def sign(half_day: HalfDay, enrolment: Enrolment, state: str = "present", **fields: Any) -> SignOff:
    return make_sign_off(half_day, enrolment, state=state, signed_at=half_day.starts_at, **fields)


def signed_session(world: World, enrolment: Enrolment, days: int = 7, is_closed: bool = True, **fields: Any) -> Session:
    """A session of half a day, that many days ago, signed by the learner and closed by the trainer."""
    session = make_session(world, days_ago(days), **fields)
    for half_day in session.half_days.all():
        sign(half_day, enrolment)
    if is_closed:
        close(session)
    return session


def close(session: Session) -> None:
    session.half_days.update(closed_at=session.ends_at)


def see(session: Session, enrolment: Enrolment, minutes: int) -> Presence:
    left_at = session.starts_at + timedelta(minutes=minutes)
    return Presence.objects.create(
        session=session, enrolment=enrolment, joined_at=session.starts_at, left_at=left_at, source="jitsi"
    )


def hold(
    world: World, enrolment: Enrolment, minutes: int = 45, sequence: str | None = "S11", days: int = 5
) -> Appointment:
    code = f"t{Appointment.objects.count()}"
    return Appointment.objects.create(
        organisation=world.organisation,
        enrolment=enrolment,
        type=make_appointment_type(world, code),
        activity=world.activity(sequence) if sequence else None,
        host=world.chloe,
        starts_at=days_ago(days),
        ends_at=days_ago(days) + timedelta(minutes=60),
        state=Appointment.State.HELD,
        minutes_held=minutes,
    )


def finish(world: World, enrolment: Enrolment, sequence: str, number: int = 1) -> None:
    """Done as the engine records it; prerequisites of the sequence are the caller's."""
    intake.receive(enrolment, world.activity(sequence, number), {"verb": "completed"}, key=f"done-{sequence}-{number}")

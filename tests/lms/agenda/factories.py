"""What tests of the agenda need beside tests/factories.py: places, dated sessions and seats, plainly written."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lms.agenda.half_days import Span, cut
from lms.agenda.models import AppointmentType, Booking, HalfDay, Room, Session, SignOff, Venue
from lms.agenda.rules import rules_of
from lms.agenda.signoffs import statement
from lms.catalogue.models import Sequence
from lms.enrolment.models import Enrolment
from tests.factories import World


def make_venue(world: World, code: str = "SIEGE", **fields: object) -> Venue:
    defaults = {"name": f"Maison {code}", "address": "1 rue du Pont", "latitude": 45.27, "longitude": 1.77}
    return Venue.objects.create(organisation=world.organisation, code=code, **{**defaults, **fields})


def make_room(venue: Venue, name: str = "Salle 1", capacity: int = 12) -> Room:
    return Room.objects.create(venue=venue, name=name, capacity=capacity)


def make_session(
    world: World,
    starts_at: datetime | None = None,
    minutes: int = 210,
    sequence: str | None = "S11",
    **fields: object,
) -> Session:
    """A session of Ana's journey led by Bo: tomorrow at this hour unless said, cut into half-days."""
    starts_at = starts_at or timezone.now() + timedelta(days=1)
    row = Sequence.objects.get(journey=world.journey, code=sequence) if sequence else None
    defaults = {
        "organisation": world.organisation,
        "journey": world.journey if row else None,
        "sequence": row,
        "title": row.title if row else "Point d'accès",
        "trainer": world.bo,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
    }
    session = Session.objects.create(**{**defaults, **fields})
    cut_session(session)
    return session


def cut_session(session: Session) -> list[HalfDay]:
    """Its half-days, by the rules of its organisation."""
    midday = rules_of(session.organisation).midday
    pieces = cut([Span(session.starts_at, session.ends_at)], session.organisation.zone, midday)
    rows = [
        HalfDay(session=session, part=number, starts_at=piece.starts_at, ends_at=piece.ends_at)
        for number, piece in enumerate(pieces, start=1)
    ]
    return HalfDay.objects.bulk_create(rows)


def make_booking(session: Session, enrolment: Enrolment, state: str = Booking.State.BOOKED) -> Booking:
    return Booking.objects.create(session=session, enrolment=enrolment, state=state)


def make_appointment_type(world: World, code: str = "referent", **fields: object) -> AppointmentType:
    usual = {"organisation": world.organisation, "journey": world.journey, "title": "Rendez-vous avec le référent"}
    return AppointmentType.objects.create(code=code, **{**usual, "minutes": 60, **fields})


def make_sign_off(half_day: HalfDay, enrolment: Enrolment | None = None, **fields: Any) -> SignOff:
    """A learner's word on a half-day, or with no enrolment that of `person`, the trainer."""
    person = fields.pop("person", None) or enrolment.person
    role = SignOff.Role.LEARNER if enrolment else SignOff.Role.TRAINER
    row = SignOff(half_day=half_day, enrolment=enrolment, person=person, signer=person.public_id, role=role)
    for name, value in {"method": SignOff.Method.CODE, **fields}.items():
        setattr(row, name, value)
    row.statement_hash = statement.digest(row)
    row.save()
    return row

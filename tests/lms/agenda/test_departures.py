"""Who leaves or pauses keeps no seat from others; what was done stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lms.agenda import departures
from lms.agenda.models import Appointment, Booking
from lms.enrolment.models import Enrolment, ExitCategory
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


@pytest.fixture
def neighbour(world) -> Enrolment:
    return enrol_learner(world, make_person("Nora Nom", world.organisation, email="nora@example.org"))


def book_tomorrow(world: World) -> Appointment:
    start = timezone.now() + timedelta(days=1)
    return Appointment.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        type=make_appointment_type(world),
        host=world.chloe,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )


def test_the_seat_of_who_leaves_goes_to_the_first_who_waits_and_their_hour_is_free(world, neighbour):
    session, appointment = make_session(world, capacity_max=1), book_tomorrow(world)
    make_booking(session, world.enrolment)
    waiting = make_booking(session, neighbour, Booking.State.WAITING)
    departures.leave(world.enrolment, world.dora, timezone.localdate(), None, "un emploi")
    waiting.refresh_from_db()
    appointment.refresh_from_db()
    assert waiting.state == Booking.State.BOOKED
    assert appointment.state == Appointment.State.CANCELLED
    world.enrolment.refresh_from_db()
    assert world.enrolment.state == Enrolment.State.ENDED


def test_who_pauses_gives_back_what_is_to_come_and_keeps_what_was(world):
    past = make_session(world, timezone.now() - timedelta(days=3))
    coming = make_session(world)
    before, after = make_booking(past, world.enrolment), make_booking(coming, world.enrolment)
    departures.pause(world.enrolment, world.dora)
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.state, after.state) == (Booking.State.BOOKED, Booking.State.CANCELLED)


def test_an_exit_that_is_refused_gives_nothing_back(world):
    booking = make_booking(make_session(world), world.enrolment)
    other = ExitCategory.objects.create(journey=make_other_journey(world), code="x", title="Autre")
    with pytest.raises(ValidationError):
        departures.leave(world.enrolment, world.dora, timezone.localdate(), other, "")
    booking.refresh_from_db()
    assert booking.state == Booking.State.BOOKED


def make_other_journey(world: World):
    from dataclasses import replace
    from uuid import uuid4

    from lms.catalogue.publish import publish

    return publish(replace(world.plan, key=uuid4(), code="J2", blocks=()))

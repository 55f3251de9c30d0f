"""A coordinator's day with a year of sessions around it: queries and processor time of the page."""

from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.agenda.models import Booking, Session
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import cut_session
from tests.scale.calendar import cost_of

LEARNERS, TODAY = 60, 6  # people, and how many of the sessions are today's


def measure(sessions: int = 500) -> dict[str, float]:
    """{"queries": n, "cpu_ms": median} of the coordinator's day; nothing of the world it builds stays."""
    with transaction.atomic():
        world = _full_year(sessions)
        client = Client(SERVER_NAME="localhost")
        client.force_login(world.dora)
        found = cost_of(client, reverse("agenda:day"))
        transaction.set_rollback(True)
    return found


def _full_year(sessions: int) -> World:
    world = make_world(blocks=1)
    people = [make_person(f"P{n} Nom", world.organisation, email=f"p{n}@example.org") for n in range(LEARNERS)]
    enrolments = [world.enrolment, *(enrol_learner(world, person) for person in people)]
    now = timezone.now()
    for number in range(sessions):
        away = 0 if number < TODAY else (number - sessions // 2) * 17
        start = now + timedelta(hours=away)
        session = Session.objects.create(
            organisation=world.organisation,
            journey=world.journey,
            sequence=world.journey.sequences.first(),
            title=f"Séance {number}",
            trainer=world.bo,
            starts_at=start,
            ends_at=start + timedelta(hours=3),
        )
        cut_session(session)
        Booking.objects.bulk_create(
            Booking(session=session, enrolment=one, state=Booking.State.BOOKED)
            for one in enrolments[number % 40 : number % 40 + 10]
        )
    return world

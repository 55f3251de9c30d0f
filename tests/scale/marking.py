"""A queue of 5,000 pieces of work: queries and processor time of its screen, and of the way to the next piece."""

import time
from datetime import timedelta
from statistics import median

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.assessment.models import Hold, Waiting
from lms.assessment.queue import Wanted, take_next
from lms.catalogue.models import Activity
from tests.factories import World, enrol_learner, make_person, make_world
from tests.scale.calendar import cost_of

LEARNERS = 200


def measure(pieces: int = 5000) -> dict[str, dict[str, float]]:
    """{"first_page" | "last_page" | "filtered": {"queries", "cpu_ms"}, "next": {"cpu_ms"}}; nothing of it stays."""
    with transaction.atomic():
        world = _full_queue(pieces)
        client = Client(SERVER_NAME="localhost")
        client.force_login(world.bo)
        cache.clear()
        address = reverse("assessment:to_mark")
        found = {
            "first_page": cost_of(client, address),
            "last_page": cost_of(client, f"{address}?page={pieces // 50}"),
            "filtered": cost_of(client, f"{address}?which=late&who=P1"),
            "next": {"cpu_ms": _next_ms(world)},
        }
        transaction.set_rollback(True)
    return found


def _full_queue(pieces: int) -> World:
    world = make_world(activities=10)
    people = [make_person(f"P{n} Nom", world.organisation, email=f"p{n}@example.org") for n in range(LEARNERS)]
    enrolments = [enrol_learner(world, person) for person in people]
    activities = list(Activity.objects.filter(journey=world.journey))
    now = timezone.now()
    Waiting.objects.bulk_create(
        Waiting(
            organisation=world.organisation,
            enrolment=enrolments[number % LEARNERS],
            activity=activities[number % len(activities)],
            subject=f"scale:{number}",
            address=f"content/scale/mark/{number}/",
            asked_at=now - timedelta(minutes=pieces - number),
            due_at=now + timedelta(minutes=number - pieces // 2),
        )
        for number in range(pieces)
    )
    # Another marker has the oldest ones open.
    first = Waiting.objects.order_by("asked_at")[: min(100, pieces // 2)]
    Hold.objects.bulk_create(Hold(waiting=row, person=world.chloe, until=now + timedelta(hours=1)) for row in first)
    return world


def _next_ms(world: World) -> float:
    """Median of twenty: each time another marker asks for the oldest piece that nobody holds."""
    costs = []
    for _round in range(20):
        Hold.objects.filter(person=world.bo).delete()
        before = time.process_time()
        assert take_next(world.bo, Wanted()) is not None
        costs.append((time.process_time() - before) * 1000)
    return round(median(costs), 1)

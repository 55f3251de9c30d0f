"""A learner's calendar with a year of sessions: queries and processor time of the page, the list and the feed.

The scratch database must be there already; nothing of it stays.
"""

import time
from datetime import timedelta
from statistics import median

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.agenda.calendar.feed import make_feed
from lms.agenda.models import Booking, Session
from tests.factories import World, make_world

ROUNDS = 20


def measure(sessions: int = 500) -> dict[str, dict[str, float]]:
    """{"week" | "list" | "feed": {"queries": n, "cpu_ms": median of ROUNDS}} of a learner booked that often a year."""
    with transaction.atomic():
        world = _booked(sessions)
        client = Client(SERVER_NAME="localhost")
        client.force_login(world.ana)
        page = reverse("agenda:calendar")
        addresses = {
            "week": page,
            "list": f"{page}?view=list",
            "feed": reverse("agenda:feed", args=[make_feed(world.ana).secret]),
        }
        found = {name: cost_of(client, address) for name, address in addresses.items()}
        transaction.set_rollback(True)
    return found


def _booked(sessions: int) -> World:
    """Spread over the year around today, the half of them to come."""
    world = make_world(sequences_per_block=5, activities=4)
    now, step = timezone.now(), timedelta(days=365) / sessions
    rows = [
        Session(
            organisation=world.organisation,
            journey=world.journey,
            title=f"Séance {number}",
            trainer=world.bo,
            starts_at=now + (number - sessions // 2) * step,
            ends_at=now + (number - sessions // 2) * step + timedelta(hours=3),
        )
        for number in range(sessions)
    ]
    made = Session.objects.bulk_create(rows)
    Booking.objects.bulk_create(Booking(session=row, enrolment=world.enrolment, state="booked") for row in made)
    return world


def cost_of(client: Client, address: str) -> dict[str, float]:
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    queries, spent = len(seen), []
    for _round in range(ROUNDS):
        before = time.process_time()
        client.get(address)
        spent.append(1000 * (time.process_time() - before))
    return {"queries": queries, "cpu_ms": round(median(spent), 2)}

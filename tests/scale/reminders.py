"""What a run of reminders costs over many enrolments: `measure()` builds them in the database at hand.

A tenth have a session tomorrow, a tenth missed one, a tenth are silent for three weeks, a tenth are near their longest
duration, a tenth have had no meeting for a month; half are of no interest to it.
"""

import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.agenda import reminders
from lms.agenda.models import AppointmentType, Booking, HalfDay, Session
from lms.catalogue.models import Journey
from lms.catalogue.publish import publish
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.notices.models import Notice
from lms.people.models import Organisation, Person
from tests.factories import make_framework, make_organisation, make_plan

BATCH = 2000
SEATS = 15


def measure(enrolments: int = 10_000) -> dict[str, Any]:
    """Queries, processor and wall seconds of a first run that tells much, and of a second that tells nothing."""
    build(enrolments)
    return {"enrolments": enrolments, "first": _run(), "again": _run()}


def build(enrolments: int) -> Organisation:
    organisation = make_organisation(f"scale-{timezone.now():%H%M%S%f}")
    journey = publish(make_plan(organisation, make_framework(organisation, blocks=1)))
    learners = _people(f"{organisation.code}-l", enrolments)
    coaches = _people(f"{organisation.code}-c", max(1, enrolments // 40))
    rows = _enrol(journey, learners, coaches)
    _seat(journey, rows, coaches[0])
    AppointmentType.objects.create(organisation=organisation, journey=journey, code="r", title="Point", every_days=30)
    return organisation


def _people(prefix: str, count: int) -> list[Person]:
    rows = [Person(email=f"{prefix}{n}@scale.invalid", name=f"Personne {n}", password="!") for n in range(count)]
    return Person.objects.bulk_create(rows, BATCH)


def _enrol(journey: Journey, learners: list[Person], coaches: list[Person]) -> list[Enrolment]:
    """By the last digit: 1 silent, 2 near the end, 3 entered a month ago, the others two weeks ago and active."""
    now, today = timezone.now(), timezone.localdate()
    ago = {1: 25, 2: 7 * journey.max_weeks - 20, 3: 35}
    rows = [
        Enrolment(
            organisation_id=journey.organisation_id,
            journey=journey,
            person=person,
            coach=coaches[number % len(coaches)],
            starts_on=today - timedelta(days=ago.get(number % 10, 14)),
        )
        for number, person in enumerate(learners)
    ]
    rows = Enrolment.objects.bulk_create(rows, BATCH)
    totals = [
        EnrolmentTotal(
            enrolment=row,
            organisation_id=row.organisation_id,
            journey=journey,
            last_evidence_at=None if number % 10 == 1 else now - timedelta(days=2),
            is_tallied=True,
        )
        for number, row in enumerate(rows)
    ]
    EnrolmentTotal.objects.bulk_create(totals, BATCH)
    return rows


def _seat(journey: Journey, rows: list[Enrolment], trainer: Person) -> None:
    """Those of digit 4 have a session tomorrow, those of digit 5 missed one yesterday, fifteen in each."""
    sequence = journey.sequences.first()
    for digit, hours in ((4, 20), (5, -24)):
        mine = [row for number, row in enumerate(rows) if number % 10 == digit]
        start = timezone.now() + timedelta(hours=hours)
        groups = [mine[first : first + SEATS] for first in range(0, len(mine), SEATS)]
        values = {
            "organisation_id": journey.organisation_id,
            "journey": journey,
            "sequence": sequence,
            "trainer": trainer,
            "title": "Atelier",
            "starts_at": start,
            "ends_at": start + timedelta(hours=3),
        }
        sessions = Session.objects.bulk_create([Session(**values) for _group in groups], BATCH)
        closed_at = start + timedelta(hours=3) if hours < 0 else None
        HalfDay.objects.bulk_create(
            [
                HalfDay(session=each, part=1, starts_at=each.starts_at, ends_at=each.ends_at, closed_at=closed_at)
                for each in sessions
            ],
            BATCH,
        )
        seats = [
            Booking(session=session, enrolment=row, state=Booking.State.BOOKED, since=start - timedelta(days=9))
            for session, group in zip(sessions, groups, strict=True)
            for row in group
        ]
        Booking.objects.bulk_create(seats, BATCH)


def _run() -> dict[str, Any]:
    before = Notice.objects.count()
    processor, wall = time.process_time(), time.monotonic()
    with CaptureQueriesContext(connection) as seen:
        reminders.run()
    return {
        "queries": len(seen),
        "cpu_s": round(time.process_time() - processor, 2),
        "wall_s": round(time.monotonic() - wall, 2),
        "notices": Notice.objects.count() - before,
    }

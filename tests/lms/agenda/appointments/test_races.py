"""Two tabs, ten people, one hour: it is booked once. On a database of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.utils import timezone

from lms.agenda.appointments.book import book, cancel, move
from lms.agenda.appointments.held import hold, log
from lms.agenda.models import Appointment
from lms.notices.models import Notice
from lms.plugins.kind import Refused
from tests.factories import enrol_learner, make_person, make_world
from tests.lms.agenda.appointments.setting import at, coming_monday, make_appointment, make_hours
from tests.lms.agenda.factories import make_appointment_type
from tests.lms.progress.apart import copied_database

THREADS = 10


def at_once(*works: Any) -> list[Any]:
    """All at the same moment, each with a connection of its own; what came of each."""

    def do(work: Any) -> Any:
        try:
            return work()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


class TestManyAtOnce(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path) -> Iterator[None]:
        with django_db_blocker.unblock(), copied_database(tmp_path):
            self.world = make_world()
            make_hours(self.world, last="18:00")
            self.type = make_appointment_type(self.world, allowance_count=3)
            self.nine = at(self.world, coming_monday(self.world), "09:00")
            yield

    def test_ten_learners_for_one_hour_get_it_once(self) -> None:
        world = self.world
        people = [make_person(f"P{number}", world.organisation) for number in range(THREADS)]
        seats = [enrol_learner(world, person, coach=world.chloe) for person in people]
        works = [lambda seat=seat: book(seat, self.type, world.chloe, self.nine, seat.person) for seat in seats]
        met = at_once(*works)
        assert sum(isinstance(one, Appointment) for one in met) == Appointment.objects.count() == 1
        assert Notice.objects.count() == 1

    def test_ten_clicks_of_one_learner_are_one_appointment(self) -> None:
        world = self.world
        met = at_once(*[lambda: book(world.enrolment, self.type, world.chloe, self.nine, world.ana).pk] * THREADS)
        assert len(set(met)) == Appointment.objects.count() == 1

    def test_ten_hours_at_once_stay_within_the_allowance(self) -> None:
        world = self.world
        hours = [self.nine + timedelta(hours=number) for number in range(9)]
        at_once(*[lambda hour=hour: book(world.enrolment, self.type, world.chloe, hour, world.ana) for hour in hours])
        assert Appointment.objects.count() == 3

    def test_coaches_and_learners_crossing_over_do_not_wait_for_each_other_for_ever(self) -> None:
        world = self.world
        make_hours(world, coach=world.bo, last="18:00")
        ada = enrol_learner(world, make_person("Ada", world.organisation), coach=world.bo)
        works = [
            lambda host=host, seat=seat, number=number: book(
                seat, self.type, host, self.nine + timedelta(minutes=30 * number), world.dora
            )
            for number in range(3)
            for host in (world.chloe, world.bo)
            for seat in (world.enrolment, ada)
        ]
        at_once(*works)
        rows = list(Appointment.objects.order_by("starts_at"))
        for row in rows:
            others = [
                one
                for one in rows
                if one != row and (one.host_id == row.host_id or one.enrolment_id == row.enrolment_id)
            ]
            assert not any(one.starts_at < row.ends_at and row.starts_at < one.ends_at for one in others)

    def test_moved_and_cancelled_at_the_same_moment_ends_as_one_of_the_two(self) -> None:
        world = self.world
        row = make_appointment(world.enrolment, self.type, self.nine)
        works = [lambda: move(row, self.nine + timedelta(hours=2), world.ana), lambda: cancel(row, world.ana)] * 4
        at_once(*works)
        row.refresh_from_db()
        assert row.state == "cancelled" and row.revision <= 2
        assert Notice.objects.filter(person=world.chloe, key__endswith=":cancelled").count() == 1

    def test_held_and_logged_by_ten_clicks_count_once(self) -> None:
        world, past = self.world, timezone.now().replace(microsecond=0) - timedelta(days=2)
        row = make_appointment(world.enrolment, self.type, past)
        at_once(*[lambda: hold(row, 50, world.chloe)] * 5)
        moment = past - timedelta(hours=3)
        at_once(*[lambda: log(world.enrolment, self.type, world.chloe, moment, 30, world.chloe)] * 5)
        assert sorted(Appointment.objects.values_list("minutes_held", "state")) == [(30, "held"), (50, "held")]

"""Many at the same moment: the last seat is given once, a room is taken once. On a database of its own."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone

from lms.agenda.models import Booking, Session
from lms.agenda.sessions import plan, seats
from lms.agenda.sessions.times import Shape, When
from lms.enrolment.models import Enrolment
from lms.people.models import Role
from lms.plugins.kind import Refused
from tests.factories import enrol_learner, make_person, make_world
from tests.hostile.test_races import at_once
from tests.lms.agenda.factories import make_room, make_session, make_venue
from tests.lms.progress.apart import copied_database

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="threads write at once on PostgreSQL alone"
)
WHEN = [When(date(2030, 3, 4), time(9), time(12))]


class TestSeatsAtOnce(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path) -> Iterator[None]:
        with django_db_blocker.unblock(), copied_database(tmp_path):
            self.world = make_world()
            yield

    def learners(self, count: int) -> list[Enrolment]:
        people = [make_person(f"P{n}", self.world.organisation, Role.LEARNER) for n in range(count)]
        return [enrol_learner(self.world, person) for person in people]

    def soon(self, days: int = 3, **fields: object) -> Session:
        return make_session(self.world, timezone.now() + timedelta(days=days), **fields)

    @on_postgresql
    def test_twenty_at_once_for_fifteen_seats_are_fifteen_booked_and_five_waiting(self) -> None:
        session, learners = self.soon(capacity_max=15), self.learners(20)
        at_once(*(lambda one=one: seats.book(session, one, one.person) for one in learners), times=1)
        rows = Booking.objects.filter(session=session)
        assert rows.filter(state="booked").count() == 15
        assert rows.filter(state="waiting").count() == 5
        assert len(set(rows.values_list("enrolment", flat=True))) == 20
        # All who have a seat give it back at once: those who wait have one, nobody two.
        booked = list(rows.filter(state="booked").select_related("enrolment__person"))
        at_once(*(lambda one=one: seats.cancel(one, one.enrolment.person) for one in booked), times=1)
        assert sorted(rows.values_list("state", flat=True)) == ["booked"] * 5 + ["cancelled"] * 15

    @on_postgresql
    def test_a_learner_in_two_tabs_never_sits_in_two_places(self) -> None:
        (learner,) = self.learners(1)
        moment = timezone.now() + timedelta(days=3)
        sessions = [make_session(self.world, moment, sequence=None) for _tab in range(4)]
        found = at_once(*(lambda one=one: seats.book(one, learner, learner.person) for one in sessions), times=2)
        assert Booking.objects.filter(state="booked").count() == 1
        assert sum(isinstance(one, Refused) for one in found) >= 6

    @on_postgresql
    def test_choosing_other_dates_back_and_forth_locks_nobody_out(self) -> None:
        sessions = [self.soon(days, capacity_max=4) for days in (3, 6, 9)]
        learners = self.learners(4)
        works = [lambda s=s, one=one: seats.book(s, one, one.person) for s in sessions for one in learners]
        at_once(*works, times=1)
        for one in learners:
            assert Booking.objects.filter(enrolment=one, state="booked").count() == 1

    def test_a_room_wanted_by_several_tabs_is_given_to_one(self) -> None:
        venue = make_venue(self.world)
        shape = Shape(self.world.organisation, "Atelier", venue=venue, room=make_room(venue))
        found = at_once(lambda: plan.create(shape, WHEN), times=6)
        assert sum(isinstance(one, Session) for one in found) == Session.objects.count() == 1

    def test_a_double_click_plans_once(self) -> None:
        venue, key = make_venue(self.world), uuid4()
        shape = Shape(self.world.organisation, "Atelier", venue=venue, trainer=self.world.bo)
        found = at_once(lambda: plan.create(shape, WHEN, key=key).pk, times=6)
        assert len(set(found)) == Session.objects.count() == 1

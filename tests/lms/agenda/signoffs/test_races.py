"""Many taps at the same moment: one sign-off a person, and none is lost to the record. On a database of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client, TransactionTestCase
from django.urls import reverse

from lms.agenda.models import HalfDay, SignOff
from lms.agenda.signoffs import sign
from lms.agenda.signoffs.words import Tap, Word
from lms.enrolment.models import Enrolment
from lms.people.models import Person, Role
from lms.plugins.kind import Refused
from lms.progress.models import Evidence
from lms.progress.rebuild import differences
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_booking
from tests.lms.agenda.signoffs.room import State, code_of, install_meetings, make_half_day, tap
from tests.lms.progress.apart import copied_database
from tests.lms.progress.test_concurrency import on_postgresql

THREADS = 8


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each at the same moment with a connection of its own; what came of each, refusals included."""

    def do(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


class TestTheRoom(TransactionTestCase):
    world: World

    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path, monkeypatch) -> Iterator[None]:
        with django_db_blocker.unblock(), copied_database(tmp_path):
            cache.clear()
            self.world = make_world()
            install_meetings(monkeypatch, self.world)
            yield

    def rows(self) -> list[SignOff]:
        return list(SignOff.objects.filter(role="learner", cancelled_at=None))

    @on_postgresql
    def test_two_tabs_two_devices_and_the_trainers_phone_make_one_sign_off(self) -> None:
        world, half_day = self.world, make_half_day(self.world)
        page = reverse("agenda:sign", args=[half_day.session.public_id, 1])
        clients = [Client() for _ in range(4)]
        for client in clients:
            client.force_login(world.ana)
        code = code_of(half_day)
        taps = [lambda client=client: client.post(page, {"code": code}).status_code for client in clients]
        by = [
            lambda: sign.sign_on_device(half_day, world.enrolment, Person.objects.get(pk=world.bo.pk), Tap())
            for _ in range(4)
        ]
        came = at_once(*taps, *by)
        assert len(self.rows()) == 1
        assert [each for each in came if isinstance(each, int)] == [302] * 4
        assert not [each for each in came if isinstance(each, Refused)]

    @on_postgresql
    def test_who_signs_while_the_trainer_closes_is_told_or_refused_never_lost(self) -> None:
        world, half_day = self.world, make_half_day(self.world)
        seats = [world.enrolment]
        for number in range(THREADS - 1):
            seats.append(enrol_learner(world, make_person(f"P{number}", world.organisation, Role.LEARNER)))
            make_booking(half_day.session, seats[-1])
        works: list[Callable[[], Any]] = [
            lambda seat=seat: sign.sign(half_day, seat, seat.person, tap(half_day)) for seat in seats
        ]
        works.insert(4, lambda: sign.close(HalfDay.objects.get(pk=half_day.pk), world.bo, Tap()))
        works.insert(4, lambda: sign.close(HalfDay.objects.get(pk=half_day.pk), world.dora, Tap()))
        came = at_once(*works)
        refused = [each for each in came if isinstance(each, Refused)]
        assert SignOff.objects.filter(role="trainer").count() == 1
        assert len(self.rows()) + len(refused) == THREADS
        assert all(len(row.evidence) == 1 for row in self.rows())
        assert Evidence.objects.filter(verb="attended").count() == len(self.rows())
        assert differences(world.journey) == []

    @on_postgresql
    def test_corrections_at_once_strike_once_and_replace_once(self) -> None:
        world, half_day = self.world, make_half_day(self.world)
        row = sign.sign_on_device(half_day, world.enrolment, world.bo, Tap()).sign_off
        sign.close(half_day, world.bo, Tap())
        word = Word(State.LATE, "Bus", 20)
        at_once(*[lambda: sign.cancel_and_replace(row, world.bo, "Bus", word, Tap()) for _ in range(THREADS)])
        assert SignOff.objects.filter(role="learner").count() == 2 and len(self.rows()) == 1
        assert Evidence.objects.filter(verb="attended", voided_by=None).count() == 1
        assert differences(world.journey) == []

    @on_postgresql
    def test_guesses_at_once_are_all_counted(self) -> None:
        world, half_day = self.world, make_half_day(self.world)
        guess = [lambda n=n: sign.sign(half_day, world.enrolment, world.ana, Tap(code=f"{n:06d}")) for n in range(12)]
        came = [str(each) for each in at_once(*guess)]
        # Whatever language: five were looked at, the others were not.
        assert sorted(came.count(words) for words in set(came)) == [5, 7]

    def test_the_sign_offs_of_a_room_one_after_the_other_are_all_there(self) -> None:
        world, half_day = self.world, make_half_day(self.world)
        for number in range(3):
            seat = enrol_learner(world, make_person(f"P{number}", world.organisation, Role.LEARNER))
            make_booking(half_day.session, seat)
            seat = Enrolment.objects.get(pk=seat.pk)
            at_once(lambda seat=seat: sign.sign(half_day, seat, seat.person, tap(half_day)))
        assert len(self.rows()) == 3

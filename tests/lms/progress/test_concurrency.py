"""Many at once, and a machine that stops: nothing is lost, nothing is doubled. On databases of their own."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from lms.enrolment.models import EnrolmentTotal
from lms.people.models import Person, Role
from lms.progress import intake, tally
from lms.progress.models import ActivityTotal, Completion, Evidence, JourneyTotal, Measure
from lms.progress.rebuild import differences
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.progress.apart import copied_database, start_writer

THREADS = 16
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="threads write at once on PostgreSQL alone"
)


def at_once(work: Callable[[int], object], times: int = THREADS) -> None:
    """Do it in as many threads, each with its own connection."""

    def do(number: int) -> None:
        try:
            work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(do, range(times)))


def check_shared_totals(world: World, learners: int) -> None:
    tally.move_all()
    assert differences(world.journey) == []
    whole = JourneyTotal.objects.get(journey=world.journey, cohort=None)
    totals = list(EnrolmentTotal.objects.all())
    assert whole.enrolments == len(totals) == learners
    assert whole.minutes == sum(total.minutes for total in totals)
    assert whole.indicators_met == sum(total.indicators_met for total in totals)


class TestManyAtOnce(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path) -> Iterator[None]:
        with django_db_blocker.unblock(), copied_database(tmp_path) as self.url:
            yield

    @on_postgresql
    def test_sixteen_threads_for_one_learner_lose_and_double_nothing(self) -> None:
        world = make_world()
        activities = list(world.journey.activities.select_related("version").order_by("pk"))
        indicator = world.indicator()

        def work(number: int) -> None:
            author = Person.objects.get(pk=world.bo.pk)
            for turn in range(6):
                activity = activities[(number + turn) % len(activities)]
                # Half of the keys are everybody's: only one of the threads may store them.
                key = f"shared-{turn}" if turn % 2 else f"own-{number}-{turn}"
                intake.receive(world.enrolment, activity, {"verb": "completed"}, key=key)
                intake.judge(world.enrolment, indicator, Decimal(60 + turn), author=author, key=key)

        at_once(work)
        own = Evidence.objects.filter(key__startswith="own")
        assert own.count() == THREADS * 3
        assert Measure.objects.count() == THREADS * 3 + 3
        for turn in (1, 3, 5):
            shared = Evidence.objects.filter(key=f"shared-{turn}").values_list("activity", flat=True)
            assert len(shared) == len(set(shared))
        total = EnrolmentTotal.objects.get(pk=world.enrolment.pk)
        assert total.activities_done == Completion.objects.filter(state="done").count() == len(activities)
        assert total.minutes == world.journey.minutes
        check_shared_totals(world, learners=1)

    @on_postgresql
    def test_sixteen_threads_for_one_activity_lose_and_double_nothing(self) -> None:
        world = make_world()
        people = [make_person(f"P{number}", world.organisation, Role.LEARNER) for number in range(THREADS)]
        enrolments = [enrol_learner(world, person) for person in people]
        activity = world.activity()

        def work(number: int) -> None:
            for turn, verb in enumerate(["opened", "completed", "completed", "opened"]):
                intake.receive(enrolments[number], activity, {"verb": verb}, key=str(turn))
                if turn == 2:
                    tally.move_all()

        at_once(work)
        assert Evidence.objects.count() == THREADS * 4
        assert Completion.objects.filter(state="done").count() == THREADS
        check_shared_totals(world, learners=THREADS + 1)
        shared = ActivityTotal.objects.get(activity=activity, cohort=None)
        assert (shared.doing, shared.waiting, shared.done) == (0, 0, THREADS)

    def test_a_few_processes_for_one_learner_lose_and_double_nothing(self) -> None:
        world = make_world()
        count = 12
        writers = [start_writer(self.url, f"w{n}", world.enrolment.pk, world.bo.pk, count) for n in range(3)]
        acknowledged = [key for writer in writers for key in writer.communicate(timeout=300)[0].split()]
        assert [writer.returncode for writer in writers] == [0, 0, 0]
        assert len(acknowledged) == len(writers) * count == Evidence.objects.count()
        check_shared_totals(world, learners=1)

    def test_a_process_killed_while_it_records_loses_nothing_it_acknowledged(self) -> None:
        world = make_world()
        writer = start_writer(self.url, "w", world.enrolment.pk, world.bo.pk, 0)
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline().strip() for _ in range(25)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().split()
        assert writer.wait() == -signal.SIGKILL
        assert len(acknowledged) >= 25
        stored = [key.removeprefix("judge:") for key in Evidence.objects.values_list("key", flat=True)]
        assert sorted(set(acknowledged) - set(stored)) == []
        # At most the one that was being recorded is there without having been acknowledged.
        assert len(stored) == len(set(stored)) <= len(acknowledged) + 1
        assert differences(world.journey) == []
        check_shared_totals(world, learners=1)

    @on_postgresql
    def test_sixteen_clicks_at_once_enrol_once(self) -> None:
        world = make_world()
        nour = make_person("Nour", world.organisation)
        at_once(lambda number: enrol_learner(world, Person.objects.get(pk=nour.pk)))
        assert nour.enrolments.count() == 1
        check_shared_totals(world, learners=2)

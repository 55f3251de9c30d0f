"""What is done from time to time is done by one worker of many, and a fault in it stops nothing."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.utils import timezone
from django.utils.module_loading import import_string

from lms.notices import periodic
from lms.notices.models import PeriodicRun
from tests.lms.progress.apart import copied_database

done: list[str] = []
gate = threading.Event()


def tie() -> None:
    done.append("tie")


def slip() -> None:
    done.append("slip")
    raise ValueError("the knot slipped")


def rest() -> None:
    gate.wait(10)


@pytest.fixture(autouse=True)
def begin():
    done.clear()
    gate.clear()
    yield
    gate.set()


@pytest.mark.django_db
def test_it_runs_when_it_is_due_and_not_before():
    name = f"{__name__}.tie"
    assert periodic.run_if_due(name, 60)
    assert not periodic.run_if_due(name, 60)
    PeriodicRun.objects.update(began_at=timezone.now() - timedelta(seconds=61))
    assert periodic.run_if_due(name, 60)
    assert done == ["tie", "tie"]


@pytest.mark.django_db
def test_what_it_raises_is_logged_and_it_comes_again(caplog):
    name = f"{__name__}.slip"
    assert periodic.run_if_due(name, 60)
    assert "slip" in caplog.text
    PeriodicRun.objects.update(began_at=timezone.now() - timedelta(seconds=61))
    assert periodic.run_if_due(name, 60)
    assert done == ["slip", "slip"]


def test_everything_the_settings_name_is_there(settings):
    assert settings.PERIODIC
    assert settings.PERIODIC.items() < periodic.periodic_tasks().items()  # kinds bring theirs
    for name, seconds in periodic.periodic_tasks().items():
        assert callable(import_string(name)) and seconds >= 30


class TestManyWorkers(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, settings, tmp_path: Path) -> Iterator[None]:
        self.settings_fixture = settings
        with django_db_blocker.unblock(), copied_database(tmp_path):
            yield

    def test_of_many_workers_one_runs_it_each_time(self) -> None:
        def work(_number: int) -> bool:
            try:
                return periodic.run_if_due(f"{__name__}.tie", 60)
            finally:
                connections.close_all()

        for turn in (1, 2):
            with ThreadPoolExecutor(8) as pool:
                assert sum(pool.map(work, range(16))) == 1
            assert len(done) == turn
            PeriodicRun.objects.update(began_at=timezone.now() - timedelta(seconds=61))

    def test_a_slow_task_and_a_broken_one_hold_no_other_up(self) -> None:
        names = [f"{__name__}.{name}" for name in ("rest", "slip", "tie")] + ["nowhere.at_all"]
        self.settings_fixture.PERIODIC = dict.fromkeys(names, 0.2)
        stop, deadline = threading.Event(), time.monotonic() + 10
        threads = periodic.keep_running(stop)
        while done.count("tie") < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.set()
        gate.set()
        for thread in threads:
            thread.join(10)
        assert done.count("tie") >= 2 and done.count("slip") >= 1

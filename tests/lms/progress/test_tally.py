"""The totals that many share: moved by difference, soon after, never twice."""

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from lms.enrolment import enrol as enrolling
from lms.enrolment.models import Cohort
from lms.progress import intake, tally
from lms.progress.models import ActivityTotal, Completion, Evidence, JourneyTotal
from lms.progress.rebuild import differences
from tests.factories import enrol_learner, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def counts(activity, cohort=None):
    row = ActivityTotal.objects.filter(activity=activity, cohort=cohort).first()
    return (row.doing, row.waiting, row.done) if row else (0, 0, 0)


def test_after_commit_the_shared_totals_follow(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    assert counts(world.activity()) == (0, 0, 1)
    total = JourneyTotal.objects.get()
    assert (total.enrolments, total.minutes, total.activities_done) == (1, 30, 1)
    assert total.progress_counts == {"0": 1}


def test_what_changes_no_sum_wakes_nobody(world, django_capture_on_commit_callbacks):
    intake.receive(world.enrolment, world.activity(), {"verb": "opened"})
    tally.move_all()
    with django_capture_on_commit_callbacks() as callbacks:
        intake.receive(world.enrolment, world.activity(), {"verb": "opened"})
    assert callbacks == []


def test_sweeping_twice_doubles_nothing(world):
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    assert tally.move_all() > 0
    assert tally.move_all() == 0
    assert counts(world.activity()) == (0, 0, 1)


def test_a_step_forward_is_moved_not_added(world):
    intake.receive(world.enrolment, world.activity(), {"verb": "opened"})
    tally.move_all()
    assert counts(world.activity()) == (1, 0, 0)
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    tally.move_all()
    assert counts(world.activity()) == (0, 0, 1)


def test_what_is_withdrawn_leaves_the_totals_and_the_table(world):
    outcome = intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    tally.move_all()
    intake.void(Evidence.objects.get(pk=outcome.evidence_id), author=world.bo, reason="A slip")
    tally.move_all()
    assert counts(world.activity()) == (0, 0, 0)
    assert not Completion.objects.exists()
    assert differences(world.journey) == []


def test_who_changes_cohort_takes_everything_along(world):
    first, second = (
        Cohort.objects.create(organisation=world.organisation, journey=world.journey, name=name) for name in "AB"
    )
    enrolling.move(world.enrolment, first)
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    tally.move_all()
    assert (counts(world.activity(), first), counts(world.activity(), second)) == ((0, 0, 1), (0, 0, 0))
    enrolling.move(world.enrolment, second)
    tally.move_all()
    assert (counts(world.activity(), first), counts(world.activity(), second)) == ((0, 0, 0), (0, 0, 1))
    assert counts(world.activity()) == (0, 0, 1)
    assert JourneyTotal.objects.get(cohort=first).enrolments == 0
    assert JourneyTotal.objects.get(cohort=second).minutes == 30
    assert differences(world.journey) == []


def test_a_deleted_cohort_leaves_the_whole_as_it_was(world):
    cohort = Cohort.objects.create(organisation=world.organisation, journey=world.journey, name="A")
    enrolling.move(world.enrolment, cohort)
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    tally.move_all()
    cohort.delete()
    assert differences(world.journey) == []
    world.enrolment.refresh_from_db()
    intake.receive(world.enrolment, world.activity("S11", 2), {"verb": "completed"})
    tally.move_all()
    assert JourneyTotal.objects.get().minutes == 60
    assert differences(world.journey) == []


def test_more_than_one_batch_is_moved(world, monkeypatch):
    monkeypatch.setattr(tally, "BATCH", 2)
    for number in range(5):
        enrolment = enrol_learner(world, make_person(f"P{number}", world.organisation))
        intake.receive(enrolment, world.activity(), {"verb": "completed"})
    tally.move_all()
    assert counts(world.activity()) == (0, 0, 5)
    assert JourneyTotal.objects.get().enrolments == 6


def test_a_busy_database_is_tried_again(world, monkeypatch):
    tries = []

    def stumble() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("deadlock detected")
        return 0

    monkeypatch.setattr(tally, "_sweep", stumble)
    monkeypatch.setattr(tally.time, "sleep", lambda seconds: None)
    tally.move_all()
    assert len(tries) == 3


def test_one_task_serves_all_that_is_recorded_within_a_second(world, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    cache.delete("cordee.tally")
    for _ in range(3):
        tally.ask()
    assert DBTaskResult.objects.count() == 1
    assert DBTaskResult.objects.get().run_after > DBTaskResult.objects.get().enqueued_at
    cache.delete("cordee.tally")

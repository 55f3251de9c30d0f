"""The worker takes tasks of every queue, and takes up those of a process that was killed."""

import pytest
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from lms.setup.worker import make_worker, take_up_orphans

done: list[str] = []


@task()
def tie(knot: str) -> None:
    done.append(knot)


@pytest.fixture(autouse=True)
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    done.clear()


def work() -> None:
    worker = make_worker()
    worker.batch = True
    worker.run()


@pytest.mark.django_db(transaction=True)
def test_tasks_of_every_queue_are_carried_out():
    tie.enqueue("bowline")
    tie.using(queue_name="slow").enqueue("summit")
    work()
    assert sorted(done) == ["bowline", "summit"]


@pytest.mark.django_db(transaction=True)
def test_a_task_whose_process_was_killed_is_carried_out_by_the_next():
    tie.enqueue("bowline")
    DBTaskResult.objects.get().claim("a process that is no more")
    work()
    assert done == []
    assert take_up_orphans() == 1
    work()
    assert done == ["bowline"]

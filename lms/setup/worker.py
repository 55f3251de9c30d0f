"""Background tasks: a thread of the server on one machine, else a process of its own by `python3 -m lms worker`."""

import logging
import threading
import time
from typing import Any

from .commands import prepare

logger = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """`python3 -m lms worker`: take tasks of every queue until stopped."""
    prepare()
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    take_up_tally()
    start_periodic()
    execute_from_command_line(["lms", "db_worker", "--queue-name=*", "--no-reload", *arguments])
    return 0


def start_thread() -> threading.Thread:
    """Take tasks beside the requests of this process. Only for one process alone: it takes up what a dead one left."""
    thread = threading.Thread(target=_work_for_ever, name="worker", daemon=True)
    thread.start()
    start_periodic()
    return thread


def _work_for_ever() -> None:
    from django.db import connections

    while True:
        try:
            take_up_orphans()
            take_up_tally()
            make_worker().run()
        except Exception:
            # A database that is restarting, a full disk: the next turn may go well.
            logger.exception("The background worker stopped; it starts again.")
            connections.close_all()
            time.sleep(2)


def take_up_orphans() -> int:
    """Put back the tasks that were running when their process was killed; our tasks may run twice."""
    from django_tasks_db.models import DBTaskResult

    running = DBTaskResult.objects.filter(status="RUNNING")
    return int(running.update(status="READY", started_at=None))


def take_up_tally() -> None:
    """What a process recorded before it was killed is counted in the shared totals now, not with the next evidence."""
    from lms.progress import tally

    tally.ask()


def start_periodic() -> None:
    """What is done from time to time runs beside the tasks; of many workers, one does it each time."""
    from lms.notices import periodic

    periodic.keep_running()


def make_worker() -> Any:
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0.5,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )

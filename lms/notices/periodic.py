"""What is done from time to time (settings.PERIODIC and kinds' own), by one worker of many. lms/setup/worker.py keeps
it running.

Each task has a thread of its own, so that a slow one holds nothing up; its PeriodicRun row says who runs it.
"""

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django.utils.module_loading import import_string

from lms.notices.models import PeriodicRun
from lms.plugins.registry import companion, kinds

logger = logging.getLogger(__name__)


def periodic_tasks() -> dict[str, int]:
    """Dotted name of a function, and every how many seconds: the settings' and those of a kind's module `periodic`."""
    found = dict(settings.PERIODIC)
    for name in kinds():
        found |= getattr(companion(name, "periodic"), "TASKS", {})
    return found


def keep_running(stop: threading.Event | None = None) -> list[threading.Thread]:
    """Start a thread for each periodic task; they end with the process, or once `stop` is set."""
    end = stop or threading.Event()
    threads = [
        threading.Thread(target=_repeat, args=(name, seconds, end), name=f"periodic {name}", daemon=True)
        for name, seconds in periodic_tasks().items()
    ]
    for thread in threads:
        thread.start()
    return threads


def run_if_due(name: str, seconds: int) -> bool:
    """Run it, unless another worker began it less than so many seconds ago. What it raises is logged, no more."""
    if not _take_turn(name, seconds):
        return False
    try:
        import_string(name)()
    except Exception:
        logger.exception("The periodic task %s failed; its next turn comes in %s seconds.", name, seconds)
    return True


def _take_turn(name: str, seconds: int) -> bool:
    """One UPDATE that only one of many can win; the first turn of all is an INSERT that only one can win."""
    now = timezone.now()
    turn = PeriodicRun.objects.filter(name=name, began_at__lte=now - timedelta(seconds=seconds))
    if turn.update(began_at=now):
        return True
    _row, is_first = PeriodicRun.objects.get_or_create(name=name, defaults={"began_at": now})
    return is_first


def _repeat(name: str, seconds: int, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            run_if_due(name, seconds)
        except Exception:
            # The database itself did not answer: the next look may go well.
            logger.exception("The periodic task %s could not take its turn.", name)
        connections.close_all()
        stop.wait(min(30.0, seconds / 4))

"""Who is to be told what because time has passed: a periodic task. However often it runs, each is told once."""

import logging
from datetime import datetime

from lms.agenda.reminders import meetings, pace, team
from lms.agenda.reminders.scene import look
from lms.notices.tell import tell_many

logger = logging.getLogger(__name__)

SORTS = (meetings.coming, meetings.missed, pace.inactive, pace.ending, team.unsigned, team.overdue)


def run(now: datetime | None = None) -> int:
    """Tell learners and team all that is new at this moment; returns how many notices it wrote.

    A run over 10,000 enrolments takes a few queries for each sort of reminder, and five a thousand notices.
    """
    scene, told = look(now), 0
    for sort in SORTS:
        try:
            told += tell_many(sort(scene))
        except Exception:
            # One sort that stumbles keeps nobody from the others; the next run tries it again.
            logger.exception("The reminders of %s.%s failed.", sort.__module__, sort.__name__)
    return told

"""Opens again an attempt that time closed before the learner handed it in: a lost connection, an alarm, a bad day.

What was answered stays; what the record was told of it is withdrawn with the reason, and told again at the end.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.quiz.models import Attempt
from content.quiz.submit import locked
from lms.assessment import queue
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake

MOST_MINUTES = 24 * 60


def reopenable(enrolment: Enrolment) -> list[Attempt]:
    """The attempts of this learner that time closed and that may go on, the last closed first. One query."""
    if enrolment.state == Enrolment.State.ENDED:
        return []
    rows = Attempt.objects.filter(enrolment=enrolment).select_related("activity").order_by("number")
    last = {row.activity_id: row for row in rows}
    closed = [row for row in last.values() if _was_cut_short(row)]
    return sorted(closed, key=lambda row: row.submitted_at or row.started_at, reverse=True)


def reopen(attempt_id: int, minutes: int, *, by: Person, reason: str) -> Attempt:
    """Give this attempt so many minutes from now. Open already, it stays as it is.

    Raises Refused in words: handed in by the learner, marked by a person, followed by another attempt, or an exit.
    Whether `by` may, the screen has asked.
    """
    with transaction.atomic():
        attempt = locked(attempt_id)
        if attempt.is_open:
            return attempt
        _refuse_what_cannot_go_on(attempt)
        if attempt.evidence is not None:
            intake.void(attempt.evidence, author=by, reason=reason)
        attempt.state, attempt.ended = Attempt.State.OPEN, ""
        attempt.submitted_at = attempt.score = attempt.evidence = None
        attempt.due_at = timezone.now() + timedelta(minutes=minutes)
        attempt.save(update_fields=["state", "ended", "submitted_at", "score", "evidence", "due_at"])
        queue.settle(attempt.subject)
    return attempt


def _was_cut_short(attempt: Attempt) -> bool:
    return attempt.ended == Attempt.Ended.BY_TIME and attempt.marked_by_id is None


def _refuse_what_cannot_go_on(attempt: Attempt) -> None:
    if attempt.enrolment.state == Enrolment.State.ENDED:
        raise Refused(_("This journey has ended: its quizzes stay as they are."))
    if not _was_cut_short(attempt):
        raise Refused(_("This attempt was handed in or marked. Grant an extra attempt instead."))
    later = Attempt.objects.filter(
        enrolment=attempt.enrolment_id, activity=attempt.activity_id, number__gt=attempt.number
    )
    if later.exists():
        raise Refused(_("Another attempt came after this one. It stays as it is."))

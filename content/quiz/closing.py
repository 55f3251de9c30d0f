"""Closes the attempts that nobody will hand in any more: their time is over, or the journey ended. Periodic work and
the learner's next visit call it."""

from django.db.models import Max, QuerySet
from django.utils import timezone

from content.quiz.models import Attempt
from content.quiz.save import GRACE
from content.quiz.submit import hand_in
from lms.enrolment.models import Enrolment

AT_ONCE = 500


def close_all() -> int:
    """Close what is over, some hundreds a turn; how many were closed."""
    rows = list(_overdue(Attempt.objects.all())[:AT_ONCE])
    for row in rows:
        hand_in(row.pk, Attempt.Ended.BY_TIME, row.due_at)
    return len(rows) + _close_ended()


def close_overdue(enrolment_id: int, activity_id: int) -> bool:
    """The same for one learner and one quiz; True when an attempt was closed. One query when there is none."""
    row = _overdue(Attempt.objects.filter(enrolment=enrolment_id, activity=activity_id)).first()
    if row is not None:
        hand_in(row.pk, Attempt.Ended.BY_TIME, row.due_at)
    return row is not None


def _overdue(rows: QuerySet[Attempt]) -> QuerySet[Attempt]:
    return rows.filter(state=Attempt.State.OPEN, due_at__lt=timezone.now() - GRACE).order_by("due_at")


def _close_ended() -> int:
    """Attempts without a limit, of who has left: from the last answer. Without an answer it was never begun."""
    open_rows = Attempt.objects.filter(state=Attempt.State.OPEN, enrolment__state=Enrolment.State.ENDED)
    rows = list(open_rows.annotate(last=Max("answers__saved_at"))[:AT_ONCE])
    for row in rows:
        if row.last is None:
            row.delete()
        else:
            hand_in(row.pk, Attempt.Ended.BY_EXIT, row.last)
    return len(rows)

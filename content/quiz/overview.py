"""What the page of a quiz shows a learner: how it is taken, the attempt under way, and those before."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.quiz.grades import AVERAGE, LAST, grade_of
from content.quiz.models import Accommodation, Attempt, QuizPage
from content.quiz.review import shown_now
from content.quiz.save import has_ended
from content.quiz.start import accommodation_of, attempts_left, minutes_for
from content.quiz.submit import hand_in
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment

Context = dict[str, Any]


def page_context(page: QuizPage, state: Context) -> Context:
    """See quiz/quiz_page.html. Two queries; more when time closes an attempt."""
    context: Context = {"is_empty": not page.question_count, "facts": [], "attempts": []}
    if not page.question_count:
        return context
    learner: Enrolment | None = state.get("learner")
    if learner is None:
        return context | {"facts": _facts(page, None, 0)}
    activity: Activity = state["activity"]
    extra = accommodation_of(learner.pk)
    attempts = attempts_of(learner.pk, activity.pk)
    under_way = next((row for row in attempts if row.is_open), None)
    done = [row for row in attempts if not row.is_open]
    left = attempts_left(page, len(attempts), extra)
    may_send = state.get("enrolment") is not None
    is_last = is_over_for(page, attempts, extra, may_send)
    context |= {
        "facts": _facts(page, extra, len(attempts)),
        "attempts": [_line(row, page, is_last) for row in done],
        "grade": _grade(page, done, is_last),
        "under_way": _under_way(under_way) if under_way and may_send else None,
    }
    if may_send and under_way is None and left != 0:
        context["start_url"] = reverse("quiz:start", args=[activity.key])
    return context


def attempts_of(enrolment_id: int, activity_id: int) -> list[Attempt]:
    """All attempts in order; one whose time is over is closed first."""
    rows = Attempt.objects.filter(enrolment=enrolment_id, activity=activity_id).order_by("number")
    attempts = list(rows)
    if attempts and attempts[-1].is_open and has_ended(attempts[-1], timezone.now()):
        attempts[-1] = hand_in(attempts[-1].pk, Attempt.Ended.BY_TIME, attempts[-1].due_at)
    return attempts


def is_over_for(page: QuizPage, attempts: list[Attempt], extra: Accommodation | None, may_send: bool) -> bool:
    """Can this learner begin or go on with no other attempt?"""
    if not may_send:
        return True
    return attempts_left(page, len(attempts), extra) == 0 and not any(row.is_open for row in attempts)


def percent(share: float) -> str:
    """0-1 in words."""
    return f"{number_format(round(share * 100), 0)} %"


def _facts(page: QuizPage, extra: Accommodation | None, used: int) -> list[Context]:
    count = page.question_count
    facts = [{"label": _("Questions"), "value": str(count)}]
    minutes = minutes_for(page, extra)
    if minutes is not None:
        words = ngettext("%(count)s minute", "%(count)s minutes", int(minutes)) % {"count": number_format(minutes, 0)}
        if extra and extra.extra_time:
            words = _("%(minutes)s, your extra time included") % {"minutes": words}
        facts.append({"label": _("Time limit"), "value": words})
    if page.attempts_allowed is not None:
        allowed = page.attempts_allowed + (extra.extra_attempts if extra else 0)
        facts.append(
            {"label": _("Attempts"), "value": _("%(used)d of %(allowed)d") % {"used": used, "allowed": allowed}}
        )
    return facts


def _line(attempt: Attempt, page: QuizPage, is_last: bool) -> Context:
    shown = shown_now(page, False, True, is_last)
    words = _("Waits for somebody to mark it") if attempt.state == Attempt.State.WAITING else _("Handed in")
    if shown.marks and attempt.score is not None:
        words = percent(attempt.score)
    return {
        "number": attempt.number,
        "at": attempt.submitted_at,
        "words": words,
        "state": "waiting" if attempt.state == Attempt.State.WAITING else "done",
        "ended": attempt.get_ended_display() if attempt.ended != Attempt.Ended.BY_LEARNER else "",
        "url": reverse("quiz:review", args=[attempt.public_id]),
    }


def _grade(page: QuizPage, done: list[Attempt], is_last: bool) -> str:
    """Said when there are several attempts whose marks may be seen."""
    scores = [row.score for row in done if row.score is not None]
    grade = grade_of(scores, page.grade)
    if len(scores) < 2 or grade is None or not shown_now(page, False, True, is_last).marks:
        return ""
    words = {
        LAST: _("The last attempt counts: %(grade)s."),
        AVERAGE: _("The average of your attempts counts: %(grade)s."),
    }
    return words.get(page.grade, _("Your best attempt counts: %(grade)s.")) % {"grade": percent(grade)}


def _under_way(attempt: Attempt) -> Context:
    return {
        "number": attempt.number,
        "due_at": attempt.due_at,
        "url": reverse("quiz:attempt", args=[attempt.public_id]),
    }

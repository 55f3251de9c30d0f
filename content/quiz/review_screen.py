"""What a learner reads of an attempt that is over. See quiz/review.html."""

from typing import Any

from django.utils.translation import gettext as _

from content.quiz.models import Answer, Attempt, QuizPage, When
from content.quiz.overview import is_over_for, percent
from content.quiz.pictures import addresses_for
from content.quiz.questions import answer_in_words, read
from content.quiz.review import put, shown_now
from content.quiz.start import accommodation_of, attempts_left
from lms.enrolment.access import closed_enrolment

Context = dict[str, Any]


def review_context(attempt: Attempt, page: QuizPage | None) -> Context:
    """Six queries, whatever the number of questions."""
    answers = list(attempt.answers.select_related("version").order_by("position"))
    is_last, may_again = _what_follows(attempt, page)
    shown = shown_now(page, False, True, is_last)
    is_marked = attempt.state == Attempt.State.MARKED
    score = attempt.score if shown.marks and is_marked else None
    questions = put(answers, page, attempt, is_last, addresses_for(answers))
    return {
        "attempt": attempt,
        "activity": attempt.activity,
        "ended": attempt.get_ended_display() if attempt.ended != Attempt.Ended.BY_LEARNER else "",
        "is_waiting": not is_marked,
        "score": None if score is None else percent(score),
        "is_passed": _is_passed(page, score),
        "words": _words_for(page, score) if shown.feedback else "",
        "later": "" if page is None else _later(page, is_last),
        "questions": [
            {
                "put": each,
                "comment": each.answer.comment if shown.feedback or shown.marks else "",
                "late": _late(each.answer),
            }
            for each in questions
        ],
        "may_again": may_again,
    }


def _what_follows(attempt: Attempt, page: QuizPage | None) -> tuple[bool, bool]:
    """(is there no other attempt to come, may the learner begin one now?)"""
    may_send = closed_enrolment(attempt.enrolment) is None
    if page is None:
        return True, False
    attempts = list(Attempt.objects.filter(enrolment=attempt.enrolment_id, activity=attempt.activity_id))
    extra = accommodation_of(attempt.enrolment_id)
    may_again = may_send and bool(page.question_count) and attempts_left(page, len(attempts), extra) != 0
    return is_over_for(page, attempts, extra, may_send), may_again


def _is_passed(page: QuizPage | None, score: float | None) -> bool | None:
    if page is None or page.pass_score is None or score is None:
        return None
    return score >= float(page.pass_score)


def _words_for(page: QuizPage | None, score: float | None) -> str:
    """The author's words for this score."""
    if page is None or score is None:
        return ""
    reached = [row for row in page.score_feedback.all() if row.from_percent <= score * 100 + 1e-9]
    best = max(reached, key=lambda row: row.from_percent, default=None)
    return best.text if best else ""


def _later(page: QuizPage, is_last: bool) -> str:
    if not is_last and When.LAST in (page.show_marks, page.show_feedback, page.show_answers):
        return _("You will see more here after your last attempt.")
    return ""


def _late(answer: Answer) -> str:
    return answer_in_words(read(answer.version.document), answer.late["response"] or {}) if answer.late else ""

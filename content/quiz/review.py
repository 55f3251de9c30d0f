"""What a learner may see of the marking, by the rules of the page, and when. Nothing else reaches a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from content.quiz.models import Answer, Attempt, QuizPage, When
from content.quiz.questions import Mark, arrangement, mark, read
from content.quiz.questions.show import NOTHING, Shown, render
from content.quiz.save import mark_of, prefix_of


@dataclass(frozen=True)
class Put:
    """One question of an attempt as a page shows it."""

    answer: Answer
    html: SafeString
    seen: str = ""  # the mark of the answer that is shown, for save.py


def shown_now(page: QuizPage | None, is_checked: bool, is_closed: bool, is_last: bool) -> Shown:
    """What may be seen of an answer: checked during the attempt, or of an attempt that is closed.

    is_last: no other attempt can follow. A page that is gone shows nothing.
    """
    if page is None or not (is_checked or is_closed):
        return NOTHING

    def may(when: str) -> bool:
        if when == When.DURING:
            return True
        if when == When.AFTER:
            return is_closed
        return when == When.LAST and is_closed and is_last

    return Shown(marks=may(page.show_marks), right_answers=may(page.show_answers), feedback=may(page.show_feedback))


def checks_pages(page: QuizPage | None) -> bool:
    """Does this quiz show something before the attempt is over?"""
    return page is not None and When.DURING in (page.show_marks, page.show_feedback, page.show_answers)


def put(
    answers: Sequence[Answer], page: QuizPage | None, attempt: Attempt, is_last: bool, pictures: Mapping[str, str]
) -> list[Put]:
    """The questions of these answers, with what may be seen. Each answer comes with its version."""
    found = []
    for answer in answers:
        question = replace(read(answer.version.document), points=float(answer.points))
        shown = shown_now(page, answer.is_checked, not attempt.is_open, is_last)
        html = render(
            question,
            prefix=prefix_of(answer.position),
            response=answer.response or {},
            order=arrangement(question, answer.seed),
            readonly=not attempt.is_open or answer.is_checked,
            shown=shown,
            given=_given(answer),
            pictures=pictures,
        )
        found.append(Put(answer, html, mark_of(answer.response)))
    return found


def _given(answer: Answer) -> Mark | None:
    """What a person gave, where a person decides."""
    marked = mark(read(answer.version.document), answer.response or {})
    if not marked.needs_person or answer.share is None:
        return None
    return Mark(answer.share, marked.parts, False, marked.feedback)

"""Questions that a journey file names: found again in the bank by name and type, else added; the page asks them."""

from typing import Any

from content.quiz.models import Line, Question, QuizPage
from content.quiz.questions import read
from content.quiz.writing import add, change
from courses.models import CataloguePage


def bring_in(page: QuizPage) -> None:
    """Put what was brought into the bank of the page's organisation, and make it the page's lines."""
    organisation_id = CataloguePage.objects.ancestor_of(page).get().organisation_id
    questions = [_kept(organisation_id, document) for document in page.brought]
    page.lines = [Line(question=question, sort_order=order) for order, question in enumerate(questions)]
    page.brought = []


def _kept(organisation_id: int, document: dict[str, Any]) -> Question:
    content = read(document)
    rows = Question.objects.filter(organisation_id=organisation_id, type=content.type, title=content.name)
    known = rows.first() if content.name else None
    if known is None:
        return add(organisation_id, document)
    change(known, document)
    return known

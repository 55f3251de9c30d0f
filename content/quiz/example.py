"""The smallest quiz that publishes, and the messages that complete it; its questions are put into the bank once."""

from content.quiz.models import Line, Question, QuizPage
from content.quiz.questions.examples import EXAMPLES
from content.quiz.writing import add
from lms.people.models import Organisation

NAMES = ("true_false", "single", "numerical")


def build_page() -> QuizPage:
    """An unsaved page, ready to be added below a sequence; its questions belong to the first organisation."""
    organisation = Organisation.objects.order_by("pk").first()
    assert organisation is not None
    page = QuizPage(title="Idée, projet, marge", minutes=10)
    page.lines = [Line(question=question_of(organisation, name), sort_order=order) for order, name in enumerate(NAMES)]
    return page


def question_of(organisation: Organisation, name: str) -> Question:
    """The example of that type, in the bank."""
    known = Question.objects.filter(organisation=organisation, type=name, title=EXAMPLES[name]["name"]).first()
    return known or add(organisation.pk, EXAMPLES[name])


def attempt(name: str, number: int, worth: float | None, **more: object) -> dict[str, object]:
    """A message as submit.py tells it."""
    told = {"verb": "submitted", "attempt": name, "number": number, "score": worth, "own": worth}
    return {**told, "tried": 3, "questions": 3, **more}


MESSAGES = [{"verb": "opened"}, attempt("exemple", 1, 0.8)]
RUBBISH = [
    {},
    {"verb": "attended"},
    {"verb": 7},
    {"verb": "completed"},
    {"verb": "submitted"},
    attempt("x" * 61, 1, 0.5),
    attempt("a\x00", 1, 0.5),
    attempt("a", 0, 0.5),
    attempt("a", True, 0.5),
    attempt("a", 1, 1.5),
    attempt("a", 1, 0.5, own=None),
    attempt("a", 1, 0.5, tried=-1),
    attempt("a", 1, 0.5, questions="3"),
]

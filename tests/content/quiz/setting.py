"""What tests of the quiz kind need: a bank, a quiz in Ana's journey, and answers as her browser sends them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from content.quiz.models import Attempt, Line, Question, QuizPage
from content.quiz.questions import read
from content.quiz.questions.examples import EXAMPLES
from content.quiz.writing import add
from courses.models import ActivityPage
from lms.catalogue.models import Activity
from lms.people.models import Organisation
from tests.courses.walk import Walk

PLAIN = ("true_false", "single", "numerical")
# What is right, by type, as a form sends it; without the prefix.
RIGHT: dict[str, dict[str, str]] = {
    "true_false": {"": "false"},
    "numerical": {"": "0,9"},
    "short": {"": "seuil de rentabilité"},
    "essay": {"": "Je vends du pain aux voisins, parce qu’ils en demandent."},
}


def bank(organisation: Organisation, *names: str, competencies: tuple[int, ...] = ()) -> list[Question]:
    """One question of each of these types."""
    return [add(organisation.pk, EXAMPLES[name], competencies=competencies) for name in names or PLAIN]


def quiz_in(walk: Walk, questions: list[Question], *lines: Line, **fields: Any) -> QuizPage:
    """A live quiz in the first sequence of the journey, with these questions and other lines."""
    feeds = fields.pop("feeds", [])
    page = QuizPage(title=fields.pop("title", "Un quiz"), minutes=10, **fields)
    page.lines = [Line(question=one, sort_order=place) for place, one in enumerate([*questions])] + list(lines)
    walk.sequences[0].add_child(instance=page)
    for indicator in feeds:
        page.feeds.create(indicator=indicator, scale=Decimal(100))
    page.save_revision().publish()
    return QuizPage.objects.get(pk=page.pk)


def activity_of(page: ActivityPage) -> Activity:
    return Activity.objects.select_related("version").get(key=page.translation_key)


def begin(client: Client, page: ActivityPage) -> Attempt:
    """The learner presses the button; the attempt under way."""
    answer = client.post(reverse("quiz:start", args=[page.translation_key]))
    assert answer.status_code == 302, answer.content
    return Attempt.objects.get(state=Attempt.State.OPEN, activity__key=page.translation_key)


def address_of(attempt: Attempt) -> str:
    return reverse("quiz:attempt", args=[attempt.public_id])


def right_for(attempt: Attempt, position: int) -> dict[str, str]:
    """The fields that answer this question rightly."""
    answer = attempt.answers.select_related("version").get(position=position)
    question = read(answer.version.document)
    if question.type == "single":
        fields = {"": next(each.key for each in question.choices if each.share == 1)}
    else:
        fields = RIGHT[question.type]
    return {f"q{position}{'-' if name else ''}{name}": value for name, value in fields.items()}


def sent(
    attempt: Attempt, fields: Mapping[str, str], *, seen: Mapping[int, str] | None = None, **more: str
) -> dict[str, str]:
    """What a page posts: fields, and what the page showed of each question (nothing answered, unless said)."""
    positions = attempt.answers.values_list("position", flat=True)
    shown = {f"seen-{position}": (seen or {}).get(position, "") for position in positions}
    return {**shown, "tab": "tab-a", "page": "1", "go": "stay", **fields, **more}


def answer_all(client: Client, attempt: Attempt, *, wrong: tuple[int, ...] = ()) -> None:
    """Every question rightly, but those positions; then hand in."""
    fields: dict[str, str] = {}
    for position in attempt.answers.values_list("position", flat=True):
        if position not in wrong:
            fields |= right_for(attempt, position)
    client.post(address_of(attempt), sent(attempt, fields, go="submit"))

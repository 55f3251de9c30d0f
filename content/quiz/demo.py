"""Quizzes in the demo: the bank's tags and draws, and attempts that come out at the score that is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from content.quiz.grades import LAST
from content.quiz.models import Answer, Attempt, Line, Question, QuizPage, ScoreFeedback
from content.quiz.questions import Question as Content
from content.quiz.questions import Response, mark, read
from content.quiz.questions.blanks import Chosen, Drag, Gap, Gaps, Typed
from content.quiz.questions.choices import Multiple, Single
from content.quiz.questions.pairs import Matching, Ordering
from content.quiz.questions.typed import Numerical, Short
from content.quiz.start import start
from content.quiz.submit import hand_in
from content.quiz.writing import add_many
from courses.demo.deeds import Deed
from courses.models import ActivityPage, JourneyPage
from courses.publish import publishing_once
from lms.catalogue.models import Competency, Journey

USUAL = 0.8  # of who is not expected to reach any figure
NONE_OF_IT = "je ne sais pas"
WORDS = (
    (0, "<p>Ce n’est pas encore acquis, et c’est fait pour cela. Relisez les explications, puis recommencez.</p>"),
    (60, "<p>L’essentiel est là. Les explications vous disent ce qui manque.</p>"),
    (85, "<p>Vous pouvez l’expliquer à quelqu’un : c’est la meilleure preuve.</p>"),
)


def prepare(journey: Journey, told: Mapping[str, Any]) -> None:
    """Extra questions, draws, competencies of questions, words by score. told["quizzes"]: see questions.yaml."""
    root = JourneyPage.objects.get(translation_key=journey.key)
    pages = {page.title: page for page in QuizPage.objects.descendant_of(root)}
    with publishing_once():
        for quiz in told["quizzes"]:
            add_many(journey.organisation_id, quiz.get("reserve") or [])
            if page := pages.get(quiz["titre"]):
                _furnish(page, quiz)
    by_code = dict(
        Competency.objects.filter(competency_block__framework=journey.framework_id).values_list("code", "pk")
    )
    for question in Question.objects.filter(organisation=journey.organisation_id).prefetch_related("tags"):
        question.competencies.set(
            [by_code[tag.word.upper()] for tag in question.tags.all() if tag.word.upper() in by_code]
        )


def do(deed: Deed) -> set[int]:
    """One attempt, answered and handed in; a weaker one before it, where the deed says "twice"."""
    feeds = {int(feed["indicator"]): Decimal(feed["scale"]) for feed in deed.activity.version.feeds}  # type: ignore[union-attr]
    aims = [float(value / feeds[pk]) for pk, value in deed.wanted.items() if pk in feeds]
    aim = aims[0] if aims else USUAL
    if deed.fate == "twice":
        first = replace(deed, moment=deed.moment - timedelta(minutes=50))
        hand_in(answer(first, aim * 0.6).pk, at=first.moment)
    hand_in(answer(deed, aim).pk, at=deed.moment)
    return set(feeds)


def answer(deed: Deed, aim: float) -> Attempt:
    """An attempt whose answers are worth as nearly as possible `aim` (0-1); not handed in yet."""
    page = ActivityPage.objects.get(translation_key=deed.activity.key).specific
    attempt = start(page, deed.enrolment, deed.activity)
    answers = list(attempt.answers.select_related("version"))
    deed.chance.shuffle(answers)
    contents = [read(row.version.document) for row in answers]
    ways = [_ways(content) for content in contents]
    minutes = 1 + len(answers)
    for row, response in zip(answers, _chosen(answers, ways, aim), strict=True):
        row.response = response
        row.saved_at = deed.moment - timedelta(minutes=minutes - row.position)
    Answer.objects.bulk_update(answers, ["response", "saved_at"])
    Attempt.objects.filter(pk=attempt.pk).update(started_at=deed.moment - timedelta(minutes=minutes))
    return attempt


def _furnish(page: QuizPage, told: Mapping[str, Any]) -> None:
    lines = list(page.lines.all())
    draws = [
        Line(tag=draw["etiquette"], count=draw["nombre"], sort_order=len(lines) + place)
        for place, draw in enumerate(told.get("tirages") or [])
    ]
    page.lines = [*lines, *draws]
    page.score_feedback = [
        ScoreFeedback(from_percent=least, text=text, sort_order=place) for place, (least, text) in enumerate(WORDS)
    ]
    # Its text promises it: the last result is the one that counts.
    page.grade = LAST
    page.show_answers = page.show_feedback
    page.save_revision().publish()


def _chosen(answers: Sequence[Answer], ways: Sequence[Mapping[float, Response]], aim: float) -> list[Response]:
    """Of each question's ways to answer, those whose points together come nearest to the aim."""
    sums: dict[int, list[Response]] = {0: []}
    for row, each in zip(answers, ways, strict=True):
        worth = [(round(float(row.points) * share * 1000), response) for share, response in each.items()]
        grown: dict[int, list[Response]] = {}
        for total, responses in sums.items():
            for points, response in worth:
                grown.setdefault(total + points, [*responses, response])
        sums = grown
    wanted = aim * 1000 * sum(float(row.points) for row in answers)
    return sums[min(sums, key=lambda total: abs(total - wanted))]


def _ways(content: Content) -> dict[float, Response]:
    """Ways to answer by what they are worth, the best first."""
    found = {mark(content, response).share: response for response in _tries(content)}
    return dict(sorted(found.items(), reverse=True))


def _tries(content: Content) -> list[Response]:
    if isinstance(content, Single):
        return [{"choice": choice.key} for choice in content.choices]
    if isinstance(content, Multiple):
        right = sorted(choice.key for choice in content.choices if choice.share > 0)
        wrong = sorted(choice.key for choice in content.choices if choice.share <= 0)
        return [{"choices": wrong[:1]}, *({"choices": right[:count]} for count in range(1, len(right) + 1))]
    if isinstance(content, Short):
        return [{"text": NONE_OF_IT}, *({"text": one.text} for one in content.answers if "*" not in one.text)]
    if isinstance(content, Numerical):
        values = [one.value for one in content.answers]
        return [{"text": f"{value:g}".replace(".", ",")} for value in (max(values) * 2 + 1, *values)]
    if isinstance(content, Matching):
        keys = {text: key for key, text in content.options.items()}
        return _growing("pairs", {pair.key: keys[pair.answer] for pair in content.pairs})
    if isinstance(content, Ordering):
        places = {item.key: place for place, item in enumerate(content.items, 1)}
        shifted = {key: place % len(places) + 1 for key, place in places.items()}
        first, second, *_rest = places
        return [{"places": shifted}, {"places": {**places, first: 2, second: 1}}, {"places": places}]
    if isinstance(content, Drag):
        keys = {text: key for key, text in content.options.items()}
        return _growing("gaps", {str(place): keys[text] for place, text in enumerate(content.blanks, 1)})
    if isinstance(content, Gaps):
        return _growing("gaps", {str(place): _fill(gap) for place, gap in enumerate(content.gaps, 1)})
    return [{"choice": "true"}, {"choice": "false"}]


def _growing(name: str, whole: Mapping[str, str]) -> list[Response]:
    """None of it, then one more each time."""
    rows = list(whole.items())
    return [{name: dict(rows[:count])} for count in range(len(rows) + 1)]


def _fill(gap: Gap) -> str:
    best = next(one for one in gap.answers if one.share == 1)
    if isinstance(gap, Chosen):
        return best.key  # type: ignore[union-attr]
    return best.text if isinstance(gap, Typed) else f"{best.value:g}"  # type: ignore[union-attr]

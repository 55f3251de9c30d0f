"""200 learners in one quiz at once, on several processes and one database; and a bank of 10,000 questions.

Both write to the database they are called on and leave it full; `python3 -m lms scale` calls them.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from content.quiz.drawing import draw, search
from content.quiz.models import Answer, Attempt, Line, Question, QuizPage
from content.quiz.questions import read
from content.quiz.questions.examples import EXAMPLES
from content.quiz.writing import add, add_many
from lms.catalogue.models import Activity, Competency
from lms.enrolment.enrol import enrol
from lms.people.models import Organisation, Person
from lms.progress.models import Evidence
from tests.factories import make_framework
from tests.pages import add_activity, journey_of, make_journey_page
from tests.scale.signing import ROOT, _address, _say

TYPES = ("true_false", "single", "numerical", "short")
QUESTIONS = 10
P95_OF_BARE = 4  # saving an answer is a write: at most so many times a bare page's reading


def measure(people: int = 200, processes: int = 2, questions: int = QUESTIONS) -> dict[str, Any]:
    """Everybody begins, answers question by question, and hands in, all at once. Times are milliseconds a request."""
    activity, ids = build(people, questions)
    shares = [ids[number::processes] for number in range(processes)]
    seconds, told = _run(activity, shares)
    saves = sorted(each for process in told for each in process["saves"])
    bare = sorted(each for process in told for each in process["bare"])
    ends = sorted(each for process in told for each in process["ends"])
    answers = Answer.objects.filter(attempt__activity=activity)
    evidence = Evidence.objects.filter(activity=activity, verb="submitted")
    report = {
        "people": people,
        "processes": processes,
        "database": connection.vendor,
        "answers_sent": len(saves),
        "refused": sum(process["refused"] for process in told),
        "saved": answers.filter(response__isnull=False).count(),
        "wrong": sum(not _is_as_sent(row) for row in answers.select_related("version")),
        "doubled": answers.exclude(replaced=[]).count() + Attempt.objects.filter(activity=activity).count() - people,
        "evidence": evidence.count(),
        "full_scores": evidence.filter(score=1).count(),
        "seconds": round(seconds, 2),
        "save_p50_ms": _share(saves, 0.5),
        "save_p95_ms": _share(saves, 0.95),
        "hand_in_p95_ms": _share(ends, 0.95),
        "bare_p50_ms": _share(bare, 0.5),
        "bare_p95_ms": _share(bare, 0.95),
    }
    whole = report["wrong"] == report["doubled"] == report["refused"] == 0
    each_once = report["saved"] == people * questions and report["evidence"] == report["full_scores"] == people
    return {**report, "holds": whole and each_once and report["save_p95_ms"] <= P95_OF_BARE * report["bare_p95_ms"]}


def measure_bank(size: int = 10_000) -> dict[str, Any]:
    """Searching and drawing in a bank of that size, beside one of a hundredth. Milliseconds, the median of 15."""
    organisation = _organisation()
    competency = Competency.objects.filter(competency_block__framework=make_framework(organisation, 1, 1, 1)).get()
    small = _costs(organisation, competency, 0, size // 100)
    started = time.perf_counter()
    large = _costs(organisation, competency, size // 100, size)
    seconds = round(time.perf_counter() - started, 1)
    return {"questions": size, "seconds_to_fill": seconds, "small": small, "large": large}


def build(people: int, questions: int) -> tuple[Activity, list[int]]:
    """A journey of pages with one quiz in it, one question a page; and its learners."""
    organisation = _organisation()
    page = make_journey_page(organisation, make_framework(organisation, 1, 1, 1), f"QUIZ-{time.time_ns():x}"[:40])
    asked = [add(organisation.pk, EXAMPLES[TYPES[number % len(TYPES)]]) for number in range(questions)]
    quiz = QuizPage(title="Quiz", slug="quiz", minutes=10, is_one_a_page=True)
    quiz.lines = [Line(question=question, sort_order=place) for place, question in enumerate(asked)]
    activity = add_activity(page, quiz)
    journey, today, mark = journey_of(page), timezone.localdate(), f"{time.time_ns():x}"
    ids = []
    for number in range(people):
        person = Person.objects.create(email=f"q{number}-{mark}@scale.invalid", name=f"Person {number}")
        enrol(person, journey, today)
        ids.append(person.pk)
    return activity, ids


def right_fields(answer: Answer) -> dict[str, str]:
    """The fields that answer this question rightly."""
    question, name = read(answer.version.document), f"q{answer.position}"
    if question.type == "single":
        return {name: next(choice.key for choice in question.choices if choice.share == 1)}
    return {name: {"true_false": "false", "numerical": "0,9", "short": "point mort"}[question.type]}


def _is_as_sent(answer: Answer) -> bool:
    return list((answer.response or {}).values()) == list(right_fields(answer).values())


def _organisation() -> Organisation:
    return Organisation.objects.create(code=f"quiz-{time.time_ns():x}"[:40], name="Quiz")


def _costs(organisation: Organisation, competency: Competency, there: int, size: int) -> dict[str, float]:
    """Fill the bank up to that size, then ask it."""
    for first in range(there, size, 500):
        numbers = range(first, min(first + 500, size))
        documents = [_document(number) for number in numbers]
        rows = add_many(organisation.pk, documents)
        through = Question.competencies.through
        through.objects.bulk_create(
            [through(question_id=row.pk, competency_id=competency.pk) for row in rows[::2]], batch_size=300
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    bank = Question.objects.filter(organisation=organisation, is_retired=False)
    by_tag, by_competency = Line(tag="rare", count=10), Line(competency=competency, count=10)
    work: dict[str, Callable[[], object]] = {
        "first_page_of_the_list": lambda: list(bank.defer("words")[:50]),
        "search_by_words": lambda: list(search(bank, "farine 77").defer("words")[:50]),
        "search_by_words_and_type": lambda: list(search(bank, "farine", "numerical").defer("words")[:50]),
        "search_by_tag": lambda: list(search(bank, tag="rare").defer("words")[:50]),
        "draw_10_of_a_tag": lambda: draw([by_tag], organisation.pk),
        "draw_10_of_a_competency": lambda: draw([by_competency], organisation.pk),
    }
    return {name: _median(one) for name, one in work.items()}


def _document(number: int) -> dict[str, Any]:
    example = EXAMPLES[TYPES[number % len(TYPES)]]
    tags = ["tri", "rare"] if number % 50 == 0 else ["tri"]
    return {
        **example,
        "name": f"Question {number}",
        "text": f"<p>Combien de farine pour {number} pains ?</p>",
        "tags": tags,
    }


def _median(work: Callable[[], object], rounds: int = 15) -> float:
    spent = []
    for _ in range(rounds):
        before = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - before))
    return _share(sorted(spent), 0.5)


def _share(times: list[float], share: float) -> float:
    return round(times[min(int(len(times) * share), len(times) - 1)], 1)


def _run(activity: Activity, shares: list[list[int]]) -> tuple[float, list[dict[str, Any]]]:
    """All processes are ready before the first learner begins; seconds until the last has handed in."""
    connections.close_all()
    running = [_start() for _ in shares]
    for process, share in zip(running, shares, strict=True):
        _say(process, json.dumps({"activity": activity.pk, "people": share}))
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
    started = time.perf_counter()
    for process in running:
        _say(process, "go")
    answers = [process.communicate()[0] for process in running]
    seconds = time.perf_counter() - started
    assert all(process.returncode == 0 for process in running), answers
    return seconds, [json.loads(answer) for answer in answers]


def _start() -> "subprocess.Popen[str]":
    import os

    environment = {**os.environ, "DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.scale.quiz_process"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

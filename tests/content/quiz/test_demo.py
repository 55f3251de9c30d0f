"""The demo's questions are questions, and its attempts come out at the score that is wanted."""

from types import SimpleNamespace

import pytest
import yaml

from content.quiz.demo import _chosen, _ways
from content.quiz.questions import mark, read
from courses.demo.assessed import HERE
from courses.demo.texts import in_french

QUIZZES = in_french(yaml.safe_load((HERE / "questions.yaml").read_text(encoding="utf-8")))
DOCUMENTS = [
    {**one, "text": one["text"].replace("media:seuil", "media:1")}
    for quiz in QUIZZES
    for one in [*quiz.get("banque", []), *quiz.get("reserve", [])]
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one["name"])
def test_each_question_can_be_answered_right_and_wrong_and_says_why(document):
    question = read(document)
    assert question.name and question.tags and question.tags[0].startswith("C")
    if document["type"] == "essay":
        return
    ways = _ways(question)
    assert max(ways) == 1 and min(ways) == 0
    wrong = mark(question, ways[0])
    pairs = document["type"] in ("matching", "drag", "gaps")  # what goes where is its own explanation
    assert wrong.feedback or any(part.feedback for part in wrong.parts) or pairs or document["type"] == "multiple"


@pytest.mark.parametrize(("name", "aim"), [("S02", 0.95), ("S02", 0.7), ("S09", 0.92), ("S09", 0.75), ("S14", 0.75)])
def test_an_attempt_comes_out_at_the_score_that_is_wanted(name, aim):
    quiz = next(one for one in QUIZZES if one["sequence"] == name)
    drawn = (quiz.get("reserve") or [])[: sum(one["nombre"] for one in quiz.get("tirages") or [])]
    questions = [read(one) for one in [*quiz["banque"], *drawn] if "media:" not in one["text"]]
    points = [question.points for question in questions]
    rows = [SimpleNamespace(points=each) for each in points]
    if name == "S09":
        rows.append(SimpleNamespace(points=1))
        questions.append(read({**quiz["banque"][0], "text": "Vrai ?"}))
    chosen = _chosen(rows, [_ways(question) for question in questions], aim)
    total = sum(row.points * mark(q, r).share for row, q, r in zip(rows, questions, chosen, strict=True))
    assert total / sum(row.points for row in rows) == pytest.approx(aim)

"""What a learner sees of the marking follows the rules of the page; the HTML holds nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from content.quiz.models import Attempt
from content.quiz.writing import add
from tests.content.quiz.setting import address_of, begin, quiz_in, sent
from tests.courses.walk import make_walk

pytestmark = pytest.mark.django_db
RIGHT, FEEDBACK, GENERAL, OTHER = "Zébulon", "Bravo-zébu", "Toujours-vrai", "Pas-lui"
QUESTION = {
    "type": "single",
    "name": "Qui",
    "text": "<p>Qui saute ?</p>",
    "choices": [
        {"text": RIGHT, "share": 1, "feedback": FEEDBACK},
        {"text": "Margote", "share": 0, "feedback": OTHER},
    ],
    "feedback": GENERAL,
    "feedback_wrong": "Encore-un-effort",
}
TYPED = {"type": "short", "name": "Mot", "text": "<p>Le mot ?</p>", "answers": [{"text": "sésame-ouvre"}]}
SECRETS = (FEEDBACK, GENERAL, OTHER, "Encore-un-effort", "sésame-ouvre", "tag-pine", "tag-berry", "tag-glacier")


@pytest.fixture
def walk():
    return make_walk(blocks=1)


@pytest.fixture
def ana(walk) -> Client:
    client = Client()
    client.force_login(walk.world.ana)
    return client


def a_quiz(walk, **fields):
    questions = [add(walk.world.organisation.pk, document) for document in (QUESTION, TYPED)]
    return quiz_in(walk, questions, **fields)


def wrong(attempt: Attempt) -> dict[str, str]:
    from content.quiz.questions.reading import key_of

    return {"q1": key_of("Margote"), "q2": "autre chose"}


def html_of(client: Client, name: str, attempt: Attempt) -> str:
    return client.get(reverse(f"quiz:{name}", args=[attempt.public_id])).content.decode()


def test_nothing_leaks_while_an_attempt_runs(walk, ana):
    page = a_quiz(walk, show_marks="during", show_feedback="during", show_answers="during")
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, wrong(attempt)))
    html = html_of(ana, "attempt", attempt) + ana.get(f"{address_of(attempt)}?page=end").content.decode()
    assert [secret for secret in SECRETS if secret in html] == []


@pytest.mark.parametrize("hidden", ["never", "last"])
def test_what_rules_hide_is_not_in_the_page_after_an_attempt(walk, ana, hidden):
    page = a_quiz(walk, show_marks=hidden, show_feedback=hidden, show_answers=hidden)
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, wrong(attempt), go="submit"))
    html = html_of(ana, "review", attempt) + ana.get(page.get_url()).content.decode()
    assert "Margote" in html and "autre chose" in html
    assert [secret for secret in (*SECRETS, "0 %", "quiz-score") if secret in html] == []


@pytest.mark.parametrize(
    ("shown", "there"),
    [
        ("show_marks", ("tag-berry", "quiz-score")),
        ("show_feedback", (OTHER, GENERAL, "Encore-un-effort")),
        ("show_answers", ("sésame-ouvre",)),
    ],
)
def test_each_part_is_shown_by_its_own_rule_alone(walk, ana, shown, there):
    fields = {"show_marks": "never", "show_feedback": "never", "show_answers": "never", shown: "after"}
    page = a_quiz(walk, **fields)
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, wrong(attempt), go="submit"))
    html = html_of(ana, "review", attempt)
    assert [part for part in there if part not in html] == []
    assert [secret for secret in SECRETS if secret in html and secret not in there] == []


def test_what_waits_for_the_last_attempt_comes_with_it(walk, ana):
    page = a_quiz(walk, attempts_allowed=2, show_answers="last")
    first = begin(ana, page)
    ana.post(address_of(first), sent(first, wrong(first), go="submit"))
    assert "sésame-ouvre" not in html_of(ana, "review", first)
    second = begin(ana, page)
    assert "sésame-ouvre" not in html_of(ana, "review", first)
    ana.post(address_of(second), sent(second, {}, go="submit"))
    assert "sésame-ouvre" in html_of(ana, "review", first) and "sésame-ouvre" in html_of(ana, "review", second)


def test_a_checked_answer_shows_its_worth_and_stays(walk, ana):
    page = a_quiz(walk, is_one_a_page=True, show_marks="during", show_answers="during", show_feedback="during")
    attempt = begin(ana, page)
    data = {"seen-2": "", "page": "2", "q2": "autre chose", "go": "check"}
    answer = ana.post(address_of(attempt), data, follow=True)
    assert "sésame-ouvre" in answer.content.decode() and FEEDBACK not in answer.content.decode()
    ana.post(address_of(attempt), {**data, "q2": "sésame-ouvre", "go": "stay"})
    row = attempt.answers.get(position=2)
    assert (row.response, row.share, row.is_checked) == ({"text": "autre chose"}, 0.0, True)
    assert FEEDBACK not in ana.get(f"{address_of(attempt)}?page=1").content.decode()


def test_words_by_score_are_those_of_the_highest_line_reached(walk, ana):
    page = a_quiz(walk)
    for percent, text in ((0, "<p>Courage.</p>"), (50, "<p>Bien parti.</p>"), (90, "<p>Parfait.</p>")):
        page.score_feedback.create(from_percent=percent, text=text)
    page.save()
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, {**wrong(attempt), "q2": "sésame-ouvre"}, go="submit"))
    html = html_of(ana, "review", attempt)
    assert "Bien parti." in html and "Courage." not in html and "Parfait." not in html


def test_scripts_in_a_question_reach_nobody(walk, ana):
    document = {**TYPED, "text": "<p onclick=x()>Le mot ?<script>alert(1)</script><img src=x onerror=y()></p>"}
    document["text"] = document["text"].replace("<img src=x onerror=y()>", "")
    page = quiz_in(walk, [add(walk.world.organisation.pk, document)])
    html = html_of(ana, "attempt", begin(ana, page))
    assert "alert(1)" not in html and "onclick" not in html

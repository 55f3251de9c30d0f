"""What only a person can mark: it waits, a trainer or coach marks it, the record follows; corrections reach it too."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from content.quiz.models import Accommodation, Attempt, Regrading
from content.quiz.questions import read
from content.quiz.regrading import regrade, simulate
from content.quiz.writing import change
from lms.assessment.models import Waiting
from lms.enrolment.enrol import end
from lms.notices.models import Notice
from lms.progress.models import Completion, Evidence, IndicatorStanding
from lms.progress.rebuild import differences
from tests.content.quiz.setting import activity_of, answer_all, bank, begin, quiz_in
from tests.courses.walk import make_walk
from tests.factories import enrol_learner, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return make_walk(blocks=1)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def ana(walk) -> Client:
    return signed_in(walk.world.ana)


def live(page):
    rows = Evidence.objects.filter(activity__key=page.translation_key, verb="submitted", voided_by=None)
    return rows.order_by("happened_at", "pk")


def mark(client: Client, attempt: Attempt, points: str, comment: str = "") -> int:
    address = reverse("quiz:mark", args=[attempt.public_id])
    return client.post(address, {"m2-points": points, "m2-comment": comment}).status_code


def essay_quiz(walk, **fields):
    return quiz_in(walk, bank(walk.world.organisation, "true_false", "essay"), **fields)


def test_an_essay_waits_and_its_score_comes_when_it_is_marked(walk, ana):
    page = essay_quiz(walk, feeds=[walk.world.indicator()], rule="scored", pass_score=Decimal("0.5"))
    attempt = begin(ana, page)
    answer_all(ana, attempt)
    attempt.refresh_from_db()
    waiting = Waiting.objects.get(subject=attempt.subject)
    assert (attempt.state, live(page).get().score, waiting.marked_at) == ("waiting", None, None)
    assert Completion.objects.get(activity=activity_of(page)).state == "waiting"
    bo = signed_in(walk.world.bo)
    assert "Un quiz" in bo.get(reverse("assessment:to_mark")).content.decode()
    assert "voisins" in bo.get(f"/{waiting.address}", follow=True).content.decode()
    essay = attempt.answers.get(position=2)
    half = str(essay.points / 2)
    assert mark(bo, attempt, half, "Bien vu.") == 302
    attempt.refresh_from_db()
    waiting.refresh_from_db()
    row = live(page).get()
    assert attempt.state == "marked" and row.score == attempt.score and 0 < attempt.score < 1
    assert (row.trust, row.author, row.happened_at) == ("person", walk.world.bo, attempt.submitted_at)
    assert waiting.marked_at is not None
    assert Notice.objects.get(person=walk.world.ana, topic="answer").address.endswith("/review/")
    assert Completion.objects.get(activity=activity_of(page)).state == "done"
    assert "Bien vu." in ana.get(reverse("quiz:review", args=[attempt.public_id])).content.decode()
    assert differences(walk.world.journey) == []


def test_marking_again_withdraws_what_was_told_and_tells_the_new(walk, ana):
    page = essay_quiz(walk, feeds=[walk.world.indicator()])
    attempt = begin(ana, page)
    answer_all(ana, attempt)
    bo = signed_in(walk.world.bo)
    mark(bo, attempt, "0")
    first = IndicatorStanding.objects.get().value
    mark(bo, attempt, "1")
    mark(bo, attempt, "1")
    assert IndicatorStanding.objects.get().value > first
    assert live(page).count() == 1 and Evidence.objects.filter(verb="voided").count() == 2
    assert differences(walk.world.journey) == []


def test_an_attempt_marked_late_moves_the_grade_of_those_after_it(walk, ana):
    page = essay_quiz(walk, grade="average", feeds=[walk.world.indicator()])
    first = begin(ana, page)
    answer_all(ana, first)
    second = begin(ana, page)
    answer_all(ana, second)
    bo = signed_in(walk.world.bo)
    mark(bo, second, "0")
    low = IndicatorStanding.objects.get().value
    mark(bo, first, str(first.answers.get(position=2).points))
    scores = [row.score for row in live(page)]
    assert scores[0] == 1 and 0 < scores[1] < 1
    assert IndicatorStanding.objects.get().value == round(Decimal(str(scores[1])) * 100, 4) > low
    assert differences(walk.world.journey) == []


def test_who_has_left_is_marked_all_the_same(walk, ana):
    page = essay_quiz(walk)
    attempt = begin(ana, page)
    answer_all(ana, attempt)
    from django.utils import timezone

    end(walk.enrolment, on=timezone.localdate())
    mark(signed_in(walk.world.bo), attempt, "1")
    assert live(page).get().score is not None


def test_only_who_teaches_or_coaches_this_learner_marks(walk, ana):
    page = essay_quiz(walk)
    attempt = begin(ana, page)
    answer_all(ana, attempt)
    world = walk.world
    stranger = make_person("Carl Coach", world.organisation, "coach")
    for person in (world.ana, world.eva, world.dora, world.emile, world.otto, stranger):
        assert mark(signed_in(person), attempt, "1") == 404
    assert mark(signed_in(world.chloe), attempt, "999") == 200
    assert live(page).get().score is None
    assert mark(signed_in(world.chloe), attempt, "1") == 302


def corrected(question):
    """The statement was true after all."""
    change(question, {**question.current.document, "answer": True})
    question.refresh_from_db()


def test_a_corrected_question_says_first_what_would_change_and_then_changes_it(walk, ana):
    questions = bank(walk.world.organisation)
    page = quiz_in(walk, questions, feeds=[walk.world.indicator()])
    attempt = begin(ana, page)
    answer_all(ana, attempt)
    gil = make_person("Gil Gomez", walk.world.organisation, "learner")
    enrol_learner(walk.world, gil)
    other = begin(signed_in(gil), page)
    answer_all(signed_in(gil), other, wrong=(1,))
    running = begin(ana, page)
    corrected(questions[0])
    found = simulate(questions[0])
    assert [(str(one.attempt.enrolment.person), one.before, one.after) for one in found] == [("Ana Ferreira", 1, 0.75)]
    assert live(page).filter(enrolment=walk.enrolment).get().score == 1
    log = regrade(questions[0], walk.world.bo)
    assert log.lines == [{"attempt": str(attempt.public_id), "before": 1, "after": 0.75}]
    assert live(page).filter(enrolment=walk.enrolment).get().score == 0.75
    assert IndicatorStanding.objects.get(enrolment=walk.enrolment).value == 75
    assert running.answers.get(position=1).version.number == 1
    assert simulate(questions[0]) == [] and differences(walk.world.journey) == []
    assert Regrading.objects.get().author == walk.world.bo


def test_a_reworded_choice_is_still_the_one_that_was_chosen(walk, ana):
    questions = bank(walk.world.organisation, "single", "true_false")
    page = quiz_in(walk, questions)
    attempt = begin(ana, page)
    answer_all(ana, attempt)
    document = read(questions[0].current.document)
    told = questions[0].current.document
    choices = [{**one, "text": one["text"] + " !"} if one["share"] == 1 else one for one in told["choices"]]
    assert len(choices) == len(document.choices)
    change(questions[0], {**told, "choices": choices})
    questions[0].refresh_from_db()
    assert simulate(questions[0]) == []


def test_coaches_grant_extra_time_and_attempts_with_a_reason(walk):
    address = reverse("quiz:accommodate", args=[walk.enrolment.public_id])
    chloe = signed_in(walk.world.chloe)
    assert chloe.get(address).status_code == 200
    assert chloe.post(address, {"extra_time": "33", "extra_attempts": "0", "reason": ""}).status_code == 200
    assert not Accommodation.objects.exists()
    assert chloe.post(address, {"extra_time": "33", "extra_attempts": "1", "reason": "Dyslexie"}).status_code == 302
    row = Accommodation.objects.get()
    assert (row.extra_time, row.extra_attempts, row.author) == (33, 1, walk.world.chloe)
    for person in (walk.world.ana, walk.world.otto, walk.world.eva, walk.world.emile):
        assert signed_in(person).get(address).status_code == 404

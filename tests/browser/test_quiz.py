"""Ana takes a quiz on her phone, without JavaScript and with it; Bo marks; Émile writes a question."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from content.quiz.models import Attempt, Line, Question, QuizPage
from content.quiz.questions.examples import EXAMPLES
from content.quiz.writing import add
from courses.permissions import sync_memberships
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looks_right(page) -> None:
    assert faults_of(page) == "" and overflow_of(page) <= 0, page.url


def quiz_of(walk, *names, **fields) -> QuizPage:
    questions = [add(walk.world.organisation.pk, EXAMPLES[name]) for name in names]
    page = QuizPage(title="À qui va servir mon idée ?", minutes=10, **fields)
    page.lines = [Line(question=question, sort_order=place) for place, question in enumerate(questions)]
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return page


def test_ana_takes_a_quiz_on_her_phone_without_javascript_and_reviews_it(walk, open_as):
    quiz = quiz_of(walk, "true_false", "single", "numerical", is_one_a_page=True, pass_score=Decimal("0.6"))
    page = open_as(walk.world.ana, viewport=PHONE, javascript=False)
    page.goto(quiz.get_url())
    follow(page.get_by_role("button", name="Commencer le quiz"))
    expect(page.get_by_text("Question 1 sur 3")).to_be_visible()
    page.get_by_label("Faux").check()
    follow(page.get_by_role("button", name="Question suivante"))
    page.get_by_label("Celui qui conseille d’acheter").check()
    follow(page.get_by_role("button", name="Question suivante"))
    follow(page.get_by_role("button", name="Aller à la fin"))
    expect(page.get_by_text("1 question n’a pas encore de réponse.")).to_be_visible()
    follow(page.get_by_role("link", name="Question 3"))
    page.locator("input[name=q3]").fill("0,9")
    follow(page.get_by_role("button", name="Aller à la fin"))
    follow(page.get_by_role("button", name="Rendre"))
    expect(page.get_by_text("100 %")).to_be_visible()
    expect(page.get_by_text("Vous avez atteint ce qui est demandé.")).to_be_visible()
    assert Attempt.objects.get().score == 1
    follow(page.get_by_role("link", name="Revenir à l’activité").last)
    follow(page.get_by_role("link", name="Le revoir"))
    expect(page.get_by_text("Question 2")).to_be_visible()


def test_every_page_of_a_quiz_is_sound_with_every_type_of_question(walk, open_as):
    names = [name for name in EXAMPLES if name != "essay"]
    quiz = quiz_of(walk, *names, attempts_allowed=2, minutes_allowed=30, show_answers="after")
    page = open_as(walk.world.ana, viewport=PHONE)
    page.goto(quiz.get_url())
    looks_right(page)
    follow(page.get_by_role("button", name="Commencer le quiz"))
    looks_right(page)
    page.get_by_label("Vrai", exact=True).check()
    expect(page.locator(".quiz-status")).to_have_text("Enregistré")
    assert Attempt.objects.get().answers.exclude(response=None).count() == 1
    follow(page.get_by_role("button", name="Aller à la fin"))
    looks_right(page)
    follow(page.get_by_role("button", name="Rendre"))
    looks_right(page)
    page.set_viewport_size(LAPTOP)
    looks_right(page)
    page.goto(quiz.get_url())
    looks_right(page)


def test_answers_typed_without_a_connection_are_sent_when_it_is_back(walk, open_as):
    quiz = quiz_of(walk, "numerical")
    page = open_as(walk.world.ana, viewport=PHONE)
    page.goto(quiz.get_url())
    follow(page.get_by_role("button", name="Commencer le quiz"))
    page.context.set_offline(True)
    page.locator("input[name=q1]").fill("0,9")
    expect(page.locator(".quiz-status")).to_contain_text("Pas encore enregistré")
    page.context.set_offline(False)
    expect(page.locator(".quiz-status")).to_have_text("Enregistré")
    assert Attempt.objects.get().answers.get().response == {"text": "0,9"}


def test_bo_marks_and_chloe_grants_extra_time(walk, open_as):
    quiz = quiz_of(walk, "true_false", "essay")
    page = open_as(walk.world.ana, viewport=PHONE)
    page.goto(quiz.get_url())
    follow(page.get_by_role("button", name="Commencer le quiz"))
    page.locator("textarea").fill("Je vends du pain aux voisins.")
    follow(page.get_by_role("button", name="Aller à la fin"))
    follow(page.get_by_role("button", name="Rendre"))
    looks_right(page)
    attempt = Attempt.objects.get()
    page = open_as(walk.world.bo, viewport=PHONE)
    page.goto(reverse("quiz:mark", args=[attempt.public_id]))
    looks_right(page)
    page.locator("input[name=m2-points]").fill("0,5")
    page.locator("textarea[name=m2-comment]").fill("Bien vu.")
    follow(page.get_by_role("button", name="Donner ces points"))
    attempt.refresh_from_db()
    assert attempt.state == "marked" and attempt.answers.get(position=2).comment == "Bien vu."
    page = open_as(walk.world.chloe, viewport=PHONE)
    page.goto(reverse("quiz:accommodate", args=[walk.enrolment.public_id]))
    looks_right(page)
    page.locator("input[name=extra_time]").fill("33")
    page.locator("input[name=reason]").fill("Dyslexie")
    follow(page.locator("main form button[type=submit]"))
    expect(page.get_by_text("33 % de temps en plus")).to_be_visible()


def test_emile_writes_a_question_and_sees_it_while_he_writes(walk, open_as):
    sync_memberships(walk.world.organisation)
    page = open_as(walk.world.emile, viewport=LAPTOP)
    page.goto(f"{reverse('quiz-questions:add')}?type=true_false")
    page.locator("input[name=d-name]").fill("Pain")
    page.locator("[data-contents=true]").first.click()
    page.keyboard.type("Le pain est une charge variable.")
    preview = page.frame_locator(".quiz-preview")
    expect(preview.get_by_text("Le pain est une charge variable.")).to_be_visible()
    follow(page.get_by_role("button", name="Enregistrer"))
    question = Question.objects.get()
    assert (question.title, question.current.document["answer"]) == ("Pain", True)
    assert "charge variable" in question.current.document["text"]

"""Quizzes of a journey file: with their questions they fill the bank once; a number alone is said to be done."""

import pytest

from content.quiz.importer import build_page, export_page, is_partial
from content.quiz.models import Line, Question, QuizPage
from content.quiz.questions import read, write
from content.quiz.questions.examples import EXAMPLES
from courses.exporter import journey_data
from courses.importer import import_journey, organisation_of
from courses.journeyfile.faults import RefusedFile
from courses.models import ActivityPage, JourneyPage
from lms.catalogue.models import Activity
from tests.courses.journeyfile.oracle import document, first_block

pytestmark = pytest.mark.django_db
TITLE = "Quiz « mes informations, mes droits »"


def file(**more):
    data = first_block()
    data["parcours"].pop("part_presentiel")
    items = [one for sequence in data["blocs"][0]["sequences"] for one in sequence["activites"]]
    next(one for one in items if one["titre"] == TITLE).update(more)
    return data


def bring_in(data) -> QuizPage:
    imported = import_journey(document(data), organisation_of(data))
    return ActivityPage.objects.descendant_of(imported.page).get(title=TITLE).specific


def told(page: QuizPage) -> dict:
    data = journey_data(JourneyPage.objects.ancestor_of(page).get())
    items = [one for sequence in data["blocs"][0]["sequences"] for one in sequence["activites"]]
    return next(one for one in items if one["titre"] == TITLE)


def test_a_number_alone_is_a_quiz_without_questions_that_learners_say_is_done():
    page = bring_in(file())
    activity = Activity.objects.select_related("version").get(key=page.translation_key)
    assert isinstance(page, QuizPage) and page.question_count == 0
    assert (activity.version.rule, activity.version.settings["questions"]) == ("finished", 0)
    assert told(page)["questions"] == 10 and not Question.objects.exists()


def test_questions_of_the_file_fill_the_bank_once_and_go_out_again():
    documents = [write(read(EXAMPLES[name])) for name in ("single", "numerical")]
    data = file(banque=documents, tentatives=2, limite_minutes=20, texte="<p>Lisez d’abord.</p>")
    page = bring_in(data)
    again = bring_in(data)
    assert again.pk == page.pk and Question.objects.count() == 2 and again.question_count == 2
    assert (again.attempts_allowed, again.minutes_allowed) == (2, 20)
    assert Question.objects.filter(organisation__code=first_block()["organisme"]["code"]).count() == 2
    out = told(again)
    assert out["banque"] == documents and (out["tentatives"], out["limite_minutes"]) == (2, 20)
    assert "Lisez d’abord" in out["texte"]
    assert Activity.objects.get(key=page.translation_key).version.rule == "submitted"


def test_a_corrected_question_of_the_file_is_another_version_of_the_same():
    bring_in(file(banque=[EXAMPLES["single"]]))
    bring_in(file(banque=[{**EXAMPLES["single"], "text": "<p>Autrement</p>"}]))
    question = Question.objects.get()
    assert question.current.number == 2 and "Autrement" in question.current.document["text"]


@pytest.mark.parametrize("banque", ["x", [{"type": "nothing"}], [7]])
def test_what_is_no_question_is_refused_with_its_place(banque):
    with pytest.raises(RefusedFile):
        bring_in(file(banque=banque))
    assert not Question.objects.exists()


def test_draws_stay_behind_and_the_export_says_so():
    page = build_page({"titre": "Tirage", "type": "quiz"})
    assert export_page(page) == {} and not is_partial(page)
    page.lines = [Line(tag="tri", count=3)]
    assert is_partial(page)

"""Questionnaires of a journey file."""

import copy
from typing import Any

import pytest

from content.survey.importer import build_page, export_page
from content.survey.models import Questionnaire, Survey, SurveyPage
from courses.exporter import journey_data
from courses.importer import import_journey, organisation_of
from courses.journeyfile.faults import RefusedFile
from lms.catalogue.models import Activity
from tests.courses.journeyfile.oracle import demo_data, document, first_block

pytestmark = pytest.mark.django_db


def bring_in(data: dict[str, Any]):
    return import_journey(document(copy.deepcopy(data)), organisation_of(data))


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return demo_data()


def test_the_demo_s_self_assessments_and_questionnaires_become_surveys(data):
    imported = bring_in(data)
    pages = {page.title: page for page in SurveyPage.objects.all()}
    assert {title: page.questionnaire_code for title, page in pages.items()} == {
        "Questionnaire de positionnement sur les quinze compétences": "Q-POS",
        "Jauge de confiance": "JAUGE-DE-CONFIANCE",
        "Évaluation entre pairs": "EVALUATION-ENTRE-PAIRS",
        "Bilan des acquis avec le référent": "BILAN-DES-ACQUIS-AVEC-LE-REFERENT",
        "Questionnaire à chaud": "Q-CHAUD",
    }
    assert Activity.objects.filter(journey=imported.journey, kind="survey").count() == 5
    rows = {row.code: row for row in Questionnaire.objects.all()}
    assert set(rows) == {*(page.questionnaire_code for page in pages.values()), "Q-FROID"}
    assert rows["Q-POS"].use == "positioning" and rows["Q-POS"].questions.get().sort == "levels"
    gauge = rows["JAUGE-DE-CONFIANCE"].questions.first()
    assert (gauge.sort, gauge.indicator_code) == ("indicator", "I1.2b")
    assert [row.sort for row in rows["Q-CHAUD"].questions.all()] == ["scale5", "scale5", "scale5", "scale10", "long"]


def test_people_are_followed_up_as_the_file_says(data):
    imported = bring_in(data)
    survey = Survey.objects.get(sort=Survey.Sort.FOLLOW_UP)
    assert survey.journey == imported.journey and survey.questionnaire.code == "Q-FROID"
    assert survey.questionnaire.delay_days == 180 and survey.questionnaire.reminder_days == [7, 21]
    situation = survey.questionnaire.questions.get(code="QF1")
    assert len(situation.options) == 11 and situation.options[0]["code"] == "creation"


def test_importing_again_changes_nothing_and_a_change_after_an_answer_is_a_new_version(data):
    bring_in(data)
    before = list(Questionnaire.objects.values_list("pk", "version"))
    bring_in(data)
    assert list(Questionnaire.objects.values_list("pk", "version")) == before and Survey.objects.count() == 1
    changed = copy.deepcopy(data)
    changed["questionnaires"][1]["questions"][0]["libelle"] = "Autrement dit ?"
    bring_in(changed)
    assert Questionnaire.objects.get(code="Q-CHAUD").questions.first().title == "Autrement dit ?"
    Questionnaire.objects.filter(code="Q-CHAUD").update(frozen_on="2026-01-05")
    bring_in(data)
    first, second = Questionnaire.objects.filter(code="Q-CHAUD").order_by("version")
    assert first.questions.first().title == "Autrement dit ?" and second.version == 2
    assert second.questions.first().title == data["questionnaires"][1]["questions"][0]["libelle"]


def test_the_file_comes_out_as_it_went_in(data):
    told = journey_data(bring_in(data).page)
    assert told["questionnaires"] == data["questionnaires"]
    assert [one["activites"] for block in told["blocs"] for one in block["sequences"]] == [
        one["activites"] for block in data["blocs"] for one in block["sequences"]
    ]


def test_a_page_says_its_questionnaire_only_where_its_title_does_not():
    page = build_page({"titre": "Mon avis", "type": "questionnaire", "questionnaire": "Q9"})
    page.title = "Mon avis"
    assert export_page(page) == {"questionnaire": "Q9"}
    page = build_page({"titre": "Jauge de confiance", "type": "auto_evaluation"})
    page.title = "Jauge de confiance"
    assert export_page(page) == {}


@pytest.mark.parametrize(
    "fault",
    [
        {"questions": "oui"},
        {"questions": []},
        {"questions": [7]},
        {"questions": [{"code": "A", "libelle": "?", "type": "humeur"}]},
        {"questions": [{"code": "A", "libelle": "?", "type": "choix"}]},
        {"questions": [{"code": "A", "libelle": "?", "type": "choix", "choix": ["seul"]}]},
        {"questions": [{"code": "A", "libelle": "?", "type": "texte_libre"}] * 2},
        {"questions": [{"code": "A", "libelle": "?", "type": "niveaux"}], "anonyme": True},
        {"delai_jours": "demain"},
        {"delai_jours": -3},
        {"relances_jours": [True]},
        {"moment": "un jour"},
    ],
)
def test_a_questionnaire_that_cannot_be_read_refuses_the_file_whole(data, fault):
    broken = {**first_block(), "questionnaires": copy.deepcopy(data["questionnaires"])}
    broken["questionnaires"][1].update(fault)
    with pytest.raises(RefusedFile) as refused:
        bring_in(broken)
    assert "Q-CHAUD" in str(refused.value)
    assert not Questionnaire.objects.exists() and not SurveyPage.objects.exists()

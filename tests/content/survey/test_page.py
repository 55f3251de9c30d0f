"""The page in the authors' editor."""

import pytest
from wagtail.test.utils.form_data import nested_form_data, rich_text

from content.survey.models import Questionnaire, SurveyPage
from content.survey.writing import new_version
from tests.content.survey.making import make_questionnaire, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def test_an_author_chooses_among_the_questionnaires_of_their_organisation(scene, client):
    elsewhere = scene.walk.world.other_organisation
    make_questionnaire(elsewhere, code="AILLEURS", title="Ailleurs")
    client.force_login(scene.walk.world.bo)
    shown = client.get(f"/admin/pages/{scene.page.pk}/edit/").content.decode()
    assert "Votre avis sur le parcours" in shown and "AILLEURS" not in shown


def test_it_is_not_published_without_a_questionnaire(scene, client):
    client.force_login(scene.walk.world.bo)
    told = {
        "title": "Votre avis",
        "slug": "avis",
        "minutes": 10,
        "is_required": "on",
        "rule": "",
        "questionnaire_code": "",
        "intro": rich_text(""),
        "feeds-TOTAL_FORMS": 0,
        "feeds-INITIAL_FORMS": 0,
        "feeds-MIN_NUM_FORMS": 0,
        "feeds-MAX_NUM_FORMS": 1000,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "comments-MIN_NUM_FORMS": 0,
        "comments-MAX_NUM_FORMS": 1000,
        "action-publish": "action-publish",
    }
    shown = client.post(f"/admin/pages/{scene.page.pk}/edit/", nested_form_data(told))
    assert "Choisissez le questionnaire" in shown.content.decode()
    assert SurveyPage.objects.get(pk=scene.page.pk).questionnaire_code == "AVIS"


def test_a_page_asks_the_newest_version_and_who_has_begun_keeps_theirs(scene, client):
    ana, other = scene.walk.world.ana, scene.learner(1)
    scene.post(ana, scene.filled(), do="save")
    Questionnaire.objects.update(frozen_on="2026-02-02")
    new = new_version(scene.questionnaire)
    new.questions.filter(code="PACE").update(title="Et le rythme ?")
    for person, words in ((ana, "Le rythme vous convenait-il"), (other, "Et le rythme ?")):
        client.force_login(person)
        assert words in client.get(scene.address).content.decode()

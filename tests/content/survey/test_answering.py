"""A learner before the questions: shown, kept, sent once, told in words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from content.survey.models import Answer, Participant, Response, Survey
from lms.progress.models import Completion, Evidence
from tests.content.survey.making import POSITIONING, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def page_of(scene, person=None) -> str:
    client = Client()
    client.force_login(person or scene.walk.world.ana)
    return client.get(scene.address).content.decode()


def test_the_page_asks_every_question_within_ten_queries(scene, client, django_assert_max_num_queries):
    client.force_login(scene.walk.world.ana)
    client.get(scene.address)
    with django_assert_max_num_queries(10):
        shown = client.get(scene.address).content.decode()
    assert all(row.title.replace("'", "&#x27;") in shown for row in scene.questionnaire.questions.all())
    assert 'value="send"' in shown and 'value="save"' in shown


def test_sending_stores_the_answers_and_completes_the_activity(scene):
    shown = scene.post(scene.walk.world.ana, scene.filled(CHANGE="Plus de pauses", WHAT=["group", "home"]))
    assert "Merci" in shown.content.decode()
    response = Response.objects.get(survey=scene.survey)
    assert response.enrolment == scene.walk.enrolment and response.sent_at is not None
    said = {(row.question.code, row.option or row.text or int(row.number)) for row in response.answers.all()}
    assert said == {
        ("PACE", 4),
        ("AGAIN", 9),
        ("HOW", "friend"),
        ("WHAT", "group"),
        ("WHAT", "home"),
        ("CHANGE", "Plus de pauses"),
    }
    completion = Completion.objects.get(enrolment=scene.walk.enrolment, activity=scene.activity)
    assert completion.state == Completion.State.DONE and completion.facts["answered"] == 5


def test_the_record_never_holds_the_words(scene):
    scene.post(scene.walk.world.ana, scene.filled(CHANGE="un secret"))
    evidence = Evidence.objects.get(activity=scene.activity, verb="submitted")
    assert evidence.raw == {} and evidence.detail == {"answered": 4, "asked": 5} and not evidence.comment


def test_nobody_completes_it_by_saying_so(scene, client):
    from courses.acts import make_act

    client.force_login(scene.walk.world.ana)
    act = make_act(scene.walk.enrolment.pk)
    client.post(f"/fr/activity/{scene.page.translation_key}/send/", {"verb": "submitted", "key": act})
    client.post(f"/fr/activity/{scene.page.translation_key}/done/", {"key": act})
    assert not Completion.objects.filter(activity=scene.activity, state="done").exists()


def test_what_is_missing_is_said_and_what_was_written_stays(scene):
    shown = scene.post(scene.walk.world.ana, scene.filled(HOW=None, CHANGE="Garder les mots")).content.decode()
    assert "Choisissez une des réponses." in shown and "Garder les mots" in shown
    assert not Response.objects.exists()


def test_a_draft_is_kept_without_javascript_and_is_no_fault(scene):
    shown = scene.post(scene.walk.world.ana, {**scene.filled(PACE=None, HOW=None), "q0": "x"}, do="save")
    text = shown.content.decode()
    assert "Votre brouillon est gardé" in text and 'class="error"' not in text
    draft = Participant.objects.get().draft
    assert list(draft["data"].values()) == [["9"]]
    again = page_of(scene)
    assert 'value="9"' in again and "checked" in again
    assert not Completion.objects.filter(activity=scene.activity, state="done").exists()


def test_it_can_be_changed_until_it_is_sent(scene):
    scene.post(scene.walk.world.ana, scene.filled(PACE="1"), do="save")
    scene.post(scene.walk.world.ana, scene.filled(PACE="5"), do="save")
    scene.post(scene.walk.world.ana, scene.filled(PACE="3"))
    assert int(Answer.objects.get(question__code="PACE").number) == 3
    assert Participant.objects.get().draft == {}


def test_a_double_click_sends_once_and_a_second_answer_changes_nothing(scene):
    first = scene.filled(PACE="2")
    scene.post(scene.walk.world.ana, first)
    again = scene.post(scene.walk.world.ana, scene.filled(PACE="5"))
    assert "Vos premières réponses" in again.content.decode() or "premières réponses" in again.content.decode()
    assert Response.objects.count() == 1 and int(Answer.objects.get(question__code="PACE").number) == 2
    assert Evidence.objects.filter(activity=scene.activity, verb="submitted").count() == 1


def test_a_learner_sees_their_own_answers(scene):
    scene.post(scene.walk.world.ana, scene.filled(CHANGE="Plus de pauses"))
    shown = page_of(scene)
    assert "Ce que vous avez répondu" in shown and "Plus de pauses" in shown and "Par un proche" in shown


def test_a_closed_survey_says_so_in_words(scene):
    scene.post(scene.walk.world.ana, scene.filled(), do="save")
    Survey.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert "Cette enquête est fermée" in page_of(scene)
    shown = scene.post(scene.walk.world.ana, scene.filled()).content.decode()
    assert "Cette enquête est fermée" in shown and not Response.objects.exists()


def test_who_had_not_begun_is_told_that_it_is_closed_too(scene):
    scene.post(scene.learner(1), scene.filled())
    Survey.objects.update(closed_at=timezone.now())
    shown = page_of(scene)
    assert "Cette enquête est fermée" in shown and 'value="send"' not in shown


def test_a_draft_and_what_was_sent_keep_to_ten_queries(scene, client, django_assert_max_num_queries):
    client.force_login(scene.walk.world.ana)
    for does in ("save", "send"):
        scene.post(scene.walk.world.ana, scene.filled(), do=does)
        client.get(scene.address)
        with django_assert_max_num_queries(10):
            client.get(scene.address)


def test_what_was_sent_after_the_session_ended_is_kept_for_the_same_person(scene):
    from courses.acts import make_act

    client = Client()
    name = next(iter(scene.filled(PACE="5", AGAIN=None, HOW=None)))
    sent = {"key": make_act(scene.walk.enrolment.pk), "do": "send", name: "5", "asked": [name]}
    assert client.post(scene.send_to, sent).status_code == 302
    client.force_login(scene.walk.world.ana)
    client.get(scene.address)
    assert Participant.objects.get().draft["data"] == {name: ["5"]}


def test_what_was_kept_is_never_given_to_somebody_else(scene):
    from courses.acts import make_act

    client, other = Client(), scene.learner(1)
    name = next(iter(scene.filled(PACE="5", AGAIN=None, HOW=None)))
    client.post(scene.send_to, {"key": make_act(scene.walk.enrolment.pk), name: "5", "asked": [name]})
    client.force_login(other)
    client.get(scene.address)
    assert not Participant.objects.exists()


def test_a_page_without_questionnaire_says_so(scene):
    scene.questionnaire.questions.all().delete()
    scene.questionnaire.delete()
    assert "ne sont pas encore prêtes" in page_of(scene)


def test_the_team_looks_and_leaves_no_trace(scene, client):
    client.force_login(scene.walk.world.bo)
    assert "Recommanderiez-vous" in client.get(scene.address).content.decode()
    client.post(scene.send_to, {"do": "send", **scene.filled()})
    assert not Participant.objects.exists()


def test_one_question_a_page_keeps_each_and_sends_all():
    scene = make_scene(one_at_a_time=True)
    ana, names = scene.walk.world.ana, list(scene.filled())
    all_names = [f"q{row.pk}" for row in scene.questionnaire.questions.all()]
    for step, name in enumerate(all_names[:-1]):
        value = {names[0]: "4", names[1]: "8", names[2]: "work"}.get(name)
        data = {name: value} if value else {}
        shown = scene.post(ana, data, do="next", step=str(step), asked=[name])
        assert f"Question {step + 2} sur 5" in shown.content.decode()
    scene.post(ana, {}, step="4", asked=[all_names[-1]])
    assert Response.objects.count() == 1 and Answer.objects.count() == 3


def test_one_question_a_page_leads_to_what_is_missing():
    scene = make_scene(one_at_a_time=True)
    last = f"q{scene.questionnaire.questions.last().pk}"
    shown = scene.post(scene.walk.world.ana, {last: "Rien"}, step="4", asked=[last]).content.decode()
    assert "Question 1 sur 5" in shown and "Choisissez une des réponses." in shown


# -- what the record makes of it


def levels_of(scene, level: str) -> dict[str, str]:
    question = scene.questionnaire.questions.get()
    outline = __import__("lms.catalogue.outline", fromlist=["outline_of"]).outline_of(scene.walk.world.journey)
    return {f"q{question.pk}-{one.id}": level for one in outline.competencies}


def test_positioning_declares_a_level_for_each_competency_and_validates_nothing():
    scene = make_scene(POSITIONING, use="positioning")
    scene.post(scene.walk.world.ana, levels_of(scene, "3"))
    total = scene.walk.enrolment.total
    total.refresh_from_db()
    assert set(total.declared_levels.values()) == {3} and len(total.declared_levels) == 4
    assert total.levels == {} and total.blocks_validated == [] and total.competencies_validated == 0


def test_a_self_assessment_of_levels_leaves_the_starting_point_alone():
    scene = make_scene(POSITIONING, use="self_assessment")
    scene.post(scene.walk.world.ana, levels_of(scene, "3"))
    scene.walk.enrolment.total.refresh_from_db()
    assert scene.walk.enrolment.total.declared_levels == {} and Answer.objects.count() == 4


def indicator_scene(**changes):
    scene = make_scene([{"code": "I", "title": "Votre confiance", "sort": "indicator", "indicator_code": "I1.1a"}])
    indicator = scene.walk.world.indicator("I1.1a")
    for name, value in {"assessor": "learner", "unit": "points sur 10", "threshold": 5, **changes}.items():
        setattr(indicator, name, value)
    indicator.save()
    from courses.publish import publish_journey

    publish_journey(scene.walk.page.translation_key)
    return scene, f"q{scene.questionnaire.questions.get().pk}", indicator


def test_an_indicator_of_the_learner_is_judged_by_the_learner():
    scene, name, indicator = indicator_scene()
    scene.post(scene.walk.world.ana, {name: "6,5"})
    measure = scene.walk.enrolment.measures.get(indicator=indicator)
    assert measure.value == 6.5 and measure.evidence.author == scene.walk.world.ana


@pytest.mark.parametrize(("value", "words"), [("11", "10 au plus"), ("-1", "au moins"), ("six", "un nombre")])
def test_a_value_out_of_its_unit_is_refused_in_words(value, words):
    scene, name, _indicator = indicator_scene()
    assert words in scene.post(scene.walk.world.ana, {name: value}).content.decode()
    assert not Response.objects.exists()


def test_an_indicator_somebody_else_assesses_stores_nothing_at_all():
    scene, name, _indicator = indicator_scene(assessor="trainer")
    shown = scene.post(scene.walk.world.ana, {name: "6"}).content.decode()
    assert "Votre formateur" in shown or "référent" in shown
    assert not Response.objects.exists() and not Participant.objects.get().has_answered
    assert Participant.objects.get().draft["data"] == {name: ["6"]}

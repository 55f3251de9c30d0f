"""The team writes questionnaires and asks polls in a room."""

import pytest
from django.test import Client

from content.survey.models import Question, Questionnaire, Response, Survey
from content.survey.polls import make_poll
from lms.people.context import navigation
from tests.content.survey.making import make_questionnaire
from tests.factories import make_world

pytestmark = pytest.mark.django_db
DESK = "/content/survey/"


@pytest.fixture
def world():
    return make_world(blocks=1)


@pytest.fixture
def dora(world) -> Client:
    client = Client()
    client.force_login(world.dora)
    return client


def write(client, row: Questionnaire, **fields) -> None:
    client.post(f"{DESK}questionnaires/{row.public_id}/questions/", {"sort": "scale5", "is_required": "on", **fields})


def test_a_questionnaire_is_written_question_by_question(world, dora):
    dora.post(f"{DESK}new/", {"title": "Votre avis", "use": "satisfaction", "reminders": "21, 7"})
    row = Questionnaire.objects.get()
    assert row.code == "VOTRE-AVIS" and row.reminder_days == [7, 21] and row.organisation == world.organisation
    write(dora, row, title="Le rythme ?")
    write(dora, row, title="D'où venez-vous ?", sort="choice", choices="Ville\nCampagne")
    write(dora, row, title="Un mot ?", sort="long")
    assert [one.code for one in row.questions.all()] == ["Q1", "Q2", "Q3"]
    second = row.questions.get(code="Q2")
    assert second.options == [{"code": "c1", "label": "Ville"}, {"code": "c2", "label": "Campagne"}]
    address = f"{DESK}questionnaires/{row.public_id}/questions/{second.pk}/"
    dora.post(address, {"title": "D'où ?", "sort": "choice", "choices": "Bourg\nCampagne"})
    second.refresh_from_db()
    assert second.options == [{"code": "c3", "label": "Bourg"}, {"code": "c2", "label": "Campagne"}]
    dora.post(address, {"do": "up"})
    assert [one.code for one in row.questions.all()] == ["Q2", "Q1", "Q3"]
    dora.post(address, {"do": "delete"})
    assert [one.code for one in row.questions.all()] == ["Q1", "Q3"]
    shown = dora.get(f"{DESK}questionnaires/{row.public_id}/").content.decode()
    assert "Le rythme ?" in shown and "Un mot ?" in shown


def test_a_question_that_cannot_be_asked_is_refused_in_words(world, dora):
    row = make_questionnaire(world.organisation, [], is_anonymous=True)
    write(dora, row, title="Un seul choix", sort="choice", choices="Ville")
    write(dora, row, title="Niveaux", sort="levels")
    assert not Question.objects.exists()


def test_once_answered_nothing_changes_and_a_new_version_may(world, dora):
    row = make_questionnaire(world.organisation)
    Questionnaire.objects.update(frozen_on="2026-02-02")
    first = row.questions.first()
    address = f"{DESK}questionnaires/{row.public_id}/"
    for does in ("up", "down", "delete"):
        dora.post(f"{address}questions/{first.pk}/", {"do": does})
    dora.post(f"{address}questions/{first.pk}/", {"title": "Autre chose", "sort": "long"})
    write(dora, row, title="De plus")
    assert row.questions.first().title == first.title and row.questions.count() == 5
    dora.post(f"{address}version/")
    new = Questionnaire.objects.get(version=2)
    write(dora, new, title="De plus")
    assert new.questions.count() == 6


def test_the_menu_leads_the_team_there_and_not_learners(world, rf):
    for account, is_there in (("dora", True), ("eva", True), ("bo", True), ("ana", False), ("emile", False)):
        request = rf.get("/")
        request.user = world.people[account]
        assert (DESK in {one["url"] for one in navigation(request)}) == is_there


def test_the_desk_lists_what_is_asked_in_a_few_queries(world, dora, django_assert_max_num_queries):
    for number in range(12):
        row = make_questionnaire(world.organisation, code=f"Q{number}", title=f"Questionnaire {number}")
        Survey.objects.create(organisation=world.organisation, questionnaire=row, sort="study", title=f"Étude {number}")
    with django_assert_max_num_queries(10):
        shown = dora.get(DESK).content.decode()
    assert shown.count("Étude ") == 12


def test_another_organisation_s_desk_shows_nothing_of_ours(world):
    row = make_questionnaire(world.organisation, title="Le nôtre")
    from tests.factories import make_person

    olga = make_person("Olga", world.other_organisation, "coordinator")
    client = Client()
    client.force_login(olga)
    assert "Le nôtre" not in client.get(DESK).content.decode()
    for tail in ("", "questions/", f"questions/{row.questions.first().pk}/", "ask/"):
        assert client.get(f"{DESK}questionnaires/{row.public_id}/{tail}", follow=True).status_code == 404
    assert client.post(f"{DESK}questionnaires/{row.public_id}/version/", follow=True).status_code == 404


# -- polls


def vote(poll: Survey, value: str, client: Client | None = None):
    question = poll.questionnaire.questions.get()
    return (client or Client()).post(f"{DESK}p/{poll.code}/", {f"q{question.pk}": value}, follow=True)


def test_a_poll_is_asked_in_a_minute_and_counted_while_people_answer(world):
    bo = Client()
    bo.force_login(world.bo)
    shown = bo.post(f"{DESK}polls/new/", {"question": "Prêts ?", "choices": "Oui\nPas encore"}, follow=True)
    poll = Survey.objects.get(sort="poll")
    text = shown.content.decode()
    assert "<svg" in text and f"{poll.code[:3]} {poll.code[3:]}" in text and "Prêts ?" in text
    for _each in range(4):
        vote(poll, "c1")
    live = bo.get(f"{DESK}polls/{poll.public_id}/", headers={"HX-Request": "true"}).content.decode()
    assert "4 réponses" in live and "Oui" not in live and "<html" not in live
    vote(poll, "c2")
    live = bo.get(f"{DESK}polls/{poll.public_id}/", headers={"HX-Request": "true"}).content.decode()
    assert "5 réponses" in live and "4 (80 %)" in live
    vote(poll, "c2")
    assert "6 réponses" in bo.get(f"{DESK}polls/{poll.public_id}/").content.decode()


def test_the_code_is_typed_as_people_type(world):
    poll = make_poll(world.organisation, "Prêts ?", [])
    typed = f" {poll.code[:3].lower()} {poll.code[3:].lower()} "
    shown = Client().post(f"{DESK}p/", {"code": typed}, follow=True).content.decode()
    assert "Prêts ?" in shown and "aucun nom" in shown and "brouillon" not in shown
    assert "Aucun sondage" in Client().post(f"{DESK}p/", {"code": "AAAAAA"}).content.decode()


def test_a_browser_votes_once_and_nothing_says_who(world):
    poll = make_poll(world.organisation, "Prêts ?", ["Oui", "Non"])
    ana = Client()
    ana.force_login(world.ana)
    for _twice in range(2):
        shown = vote(poll, "c1", ana)
    assert "Merci" in shown.content.decode()
    response = Response.objects.get()
    assert response.enrolment is None and response.sent_at is None and response.said_on.day == 1


def test_a_closed_poll_says_so(world, dora):
    poll = make_poll(world.organisation, "Prêts ?", ["Oui", "Non"])
    dora.post(f"{DESK}results/{poll.public_id}/close/")
    assert "terminé" in vote(poll, "c1").content.decode() and not Response.objects.exists()


def test_an_answer_that_is_none_is_said_and_not_counted(world):
    poll = make_poll(world.organisation, "Prêts ?", ["Oui", "Non"])
    shown = vote(poll, "c9").content.decode()
    assert "field-error" in shown and not Response.objects.exists()


def test_a_flood_from_one_place_is_stopped(world, monkeypatch):
    from django.core.cache import cache

    cache.clear()
    monkeypatch.setattr("content.survey.public.MOST_VOTES", 3)
    poll = make_poll(world.organisation, "Prêts ?", ["Oui", "Non"])
    for _each in range(5):
        vote(poll, "c1")
    assert Response.objects.count() == 3

"""Ana positions herself on fifteen competencies at 360 px; Eva reads what was answered; a room answers a poll."""

import pytest
from playwright.sync_api import expect

from content.survey.models import Answer, Participant, Response, Survey, SurveyPage
from content.survey.polls import make_poll
from lms.catalogue.models import Competency, CompetencyBlock
from lms.catalogue.outline import outline_of
from tests.browser.conftest import LAPTOP, faults_of, follow, overflow_of
from tests.content.survey.making import make_questionnaire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def put(walk, questionnaire) -> SurveyPage:
    page = SurveyPage(title="Où en êtes-vous ?", slug="position", minutes=40, questionnaire_code=questionnaire.code)
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def positioning(walk) -> SurveyPage:
    """Fifteen competencies, as the demo has them."""
    block = CompetencyBlock.objects.create(
        framework=walk.world.framework, code="B9", title="Un bloc de plus", position=9
    )
    for number in range(13):
        Competency.objects.create(competency_block=block, code=f"C9.{number:02}", title=f"Savoir faire 9.{number:02}")
    row = make_questionnaire(
        walk.world.organisation, [{"code": "L", "title": "Où ?", "sort": "levels"}], code="POS", use="positioning"
    )
    walk.blocks[1].competency_block = block
    walk.blocks[1].save_revision().publish()
    return put(walk, row)


@pytest.mark.parametrize("javascript", [True, False])
def test_ana_positions_herself_on_a_phone(walk, open_as, positioning, javascript):
    walk.world.journey.refresh_from_db()
    competencies = outline_of(walk.world.journey).competencies
    page = open_as(walk.world.ana, javascript=javascript)
    page.goto(positioning.get_url())
    assert page.locator("fieldset").count() == len(competencies) == 15
    page.locator("fieldset").first.get_by_label("En cours").check()
    follow(page.get_by_role("button", name="Garder pour plus tard"))
    expect(page.locator("fieldset").first.get_by_label("En cours")).to_be_checked()
    for fieldset in page.locator("fieldset").all()[1:]:
        fieldset.get_by_label("Je sais faire avec un appui").check()
    if javascript:
        assert faults_of(page) == "" and overflow_of(page) == 0
    follow(page.get_by_role("button", name="Envoyer"))
    expect(page.get_by_text("Ce que vous avez répondu")).to_be_visible()
    total = walk.enrolment.total
    total.refresh_from_db()
    assert sorted(total.declared_levels.values()) == [1] + [2] * (len(competencies) - 1)
    assert total.blocks_validated == [] and Response.objects.count() == 1


def test_what_is_written_is_kept_while_writing(walk, open_as):
    scene = put(walk, make_questionnaire(walk.world.organisation))
    page = open_as(walk.world.ana)
    page.goto(scene.get_url())
    page.get_by_label("Que faut-il changer").fill("Plus de pauses")
    expect(page.locator("[data-kept]")).to_contain_text("Brouillon gardé à")
    assert "Plus de pauses" in str(Participant.objects.get().draft)
    page.reload()
    expect(page.get_by_label("Que faut-il changer")).to_have_value("Plus de pauses")
    follow(page.get_by_role("button", name="Envoyer"))
    expect(page.locator(".error").first).to_have_text("Choisissez une des réponses.")
    assert faults_of(page) == "" and overflow_of(page) == 0


def test_eva_reads_the_results(walk, open_as):
    row = make_questionnaire(walk.world.organisation, is_anonymous=True)
    survey = Survey.objects.create(
        organisation=row.organisation, questionnaire=row, sort="activity", journey=walk.world.journey
    )
    questions = {one.code: one for one in row.questions.all()}
    for number in range(6):
        said = Response.objects.create(survey=survey, said_on="2026-03-01")
        Answer.objects.create(response=said, question=questions["PACE"], number=3 + number % 3)
        Answer.objects.create(response=said, question=questions["CHANGE"], text="Plus de pauses")
    page = open_as(walk.world.eva, viewport=LAPTOP)
    page.goto("/content/survey/")
    assert faults_of(page) == ""
    follow(page.locator(".lines a").first)
    expect(page.get_by_text("6 personnes ont répondu, moyenne 4")).to_be_visible()
    page.locator("summary").filter(has_text="En tableau").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    assert faults_of(page) == ""
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow_of(page) == 0


def test_the_team_s_screens_are_sound(walk, open_as):
    row = make_questionnaire(walk.world.organisation)
    survey = Survey.objects.create(organisation=row.organisation, questionnaire=row, sort="study", title="Étude")
    page = open_as(walk.world.dora)
    for address in (
        "/content/survey/new/",
        f"/content/survey/questionnaires/{row.public_id}/",
        f"/content/survey/questionnaires/{row.public_id}/questions/",
        f"/content/survey/questionnaires/{row.public_id}/ask/",
        f"/content/survey/results/{survey.public_id}/invite/",
        f"/content/survey/results/{survey.public_id}/missing/",
        "/content/survey/polls/new/",
    ):
        page.goto(address)
        assert faults_of(page) == "" and overflow_of(page) == 0, address


def test_a_room_answers_a_poll(walk, open_as):
    poll = make_poll(walk.world.organisation, "Prêts à parler de votre projet ?", ["Oui", "Presque"])
    wall = open_as(walk.world.bo, viewport=LAPTOP)
    wall.goto(f"/content/survey/polls/{poll.public_id}/")
    assert faults_of(wall) == ""
    for _each in range(5):
        phone = open_as(javascript=False)
        phone.goto("/content/survey/p/")
        phone.locator("input[name=code]").fill(poll.code.lower())
        follow(phone.locator("main form button"))
        phone.get_by_label("Presque").check()
        follow(phone.get_by_role("button", name="Envoyer"))
        expect(phone.get_by_text("Merci")).to_be_visible()
    expect(wall.locator("#live")).to_contain_text("5 (100 %)")
    assert overflow_of(wall) == 0

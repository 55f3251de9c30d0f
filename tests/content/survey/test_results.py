"""Charts, their tables, files; what bears names belongs to people."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from content.survey.models import Answer, Question, Response, Survey
from lms.people import privacy
from tests.content.survey.making import make_questionnaire, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def get(scene, person, tail: str = "") -> object:
    client = Client()
    client.force_login(person)
    return client.get(f"/content/survey/results/{scene.survey.public_id}/{tail}", follow=True)


def body(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def test_each_question_has_its_bars_its_share_and_a_table_twin(scene):
    for number, pace in enumerate(("5", "5", "5", "2"), start=1):
        scene.post(scene.learner(number), scene.filled(PACE=pace))
    shown = body(get(scene, scene.walk.world.bo))
    assert "3 (75 %)" in shown and "1 (25 %)" in shown and "moyenne 4,25" in shown
    assert shown.count('class="bar survey-bar"') == 5 + 11 + 2 + 2 and shown.count("<table>") == 4


def test_several_choices_are_shares_of_people(scene):
    scene.post(scene.learner(1), scene.filled(WHAT=["group", "home"]))
    scene.post(scene.learner(2), scene.filled(WHAT=["group"]))
    shown = body(get(scene, scene.walk.world.bo))
    assert "2 (100 %)" in shown and "1 (50 %)" in shown


def test_an_evaluator_without_names_reads_no_figure_under_five_and_a_trainer_does(scene):
    for number in range(1, 5):
        scene.post(scene.learner(number), scene.filled(CHANGE="Plus de pauses"))
    assert "Plus de pauses" in body(get(scene, scene.walk.world.bo))
    for person in (scene.walk.world.eva, scene.walk.world.chloe):
        shown = body(get(scene, person))
        assert "Plus de pauses" not in shown and "rien n’est montré" in shown
        assert "Par un proche" not in body(get(scene, person, "results.csv"))


def test_files_hold_the_figures_and_no_formula(scene):
    scene.post(scene.learner(1), scene.filled(CHANGE='=HYPERLINK("http://x")'))
    rows = list(csv.reader(io.StringIO(body(get(scene, scene.walk.world.bo, "results.csv")).lstrip("\ufeff"))))
    assert ["Le rythme vous convenait-il ?", "4", "1", "100", "4"] in rows
    assert rows[-1][1] == '\'=HYPERLINK("http://x")'
    sheet = load_workbook(io.BytesIO(get(scene, scene.walk.world.bo, "results.xlsx").content)).active
    last = list(sheet.rows)[-1][1]
    assert last.value == '=HYPERLINK("http://x")' and last.data_type == "s"


def test_words_are_shown_as_words(scene):
    scene.post(scene.learner(1), scene.filled(CHANGE="<script>alert(1)</script>"))
    shown = body(get(scene, scene.walk.world.bo))
    assert "<script>alert(1)" not in shown and "&lt;script&gt;alert(1)" in shown


def test_answers_person_by_person_are_for_those_who_know_everybody(scene):
    scene.post(scene.walk.world.ana, scene.filled(CHANGE="+1"))
    rows = list(csv.reader(io.StringIO(body(get(scene, scene.walk.world.dora, "answers.csv")).lstrip("\ufeff"))))
    assert rows[1][0] == "Ana Ferreira" and rows[1][3:] == ["4.0", "9.0", "Par un proche", "", "'+1"]
    for person in (scene.walk.world.eva, scene.walk.world.chloe):
        assert get(scene, person, "answers.csv").status_code == 404


def test_a_coach_lists_the_silent_among_those_they_coach(scene):
    scene.learner(1)
    scene.post(scene.walk.world.ana, scene.filled(), do="save")
    shown = body(get(scene, scene.walk.world.chloe, "missing/"))
    assert "Ana Ferreira" in shown and "Learner 1" not in shown
    assert get(scene, scene.walk.world.eva, "missing/").status_code == 404


def test_who_has_not_answered_is_reminded_once_a_day(scene, client, django_capture_on_commit_callbacks):
    from lms.notices.models import Notice

    scene.learner(1)
    scene.post(scene.walk.world.ana, scene.filled())
    client.force_login(scene.walk.world.dora)
    for _twice in range(2):
        client.post(f"/content/survey/results/{scene.survey.public_id}/missing/")
    notice = Notice.objects.get()
    assert notice.person.name == "Learner 1" and notice.address == scene.address


def test_what_bears_a_name_is_handed_over_and_its_words_are_taken_out(scene):
    scene.post(scene.walk.world.ana, scene.filled(CHANGE="un mot à moi"))
    exported = privacy.export(scene.walk.world.ana)["survey"]
    assert "un mot à moi" in str(exported["answers"])
    privacy.erase(scene.walk.world.ana)
    assert not Answer.objects.filter(text__contains="un mot").exists()
    assert Response.objects.get().enrolment.person is None and Answer.objects.filter(option="friend").exists()


def test_five_thousand_answers_take_a_few_queries(scene, client, django_assert_max_num_queries):
    from content.survey.results import Results

    row = make_questionnaire(scene.walk.world.organisation, code="BIG")
    survey = Survey.objects.create(
        organisation=row.organisation, questionnaire=row, sort="activity", journey=scene.walk.world.journey
    )
    cohort = scene.cohort()
    questions: dict[str, Question] = {one.code: one for one in row.questions.all()}
    said = [
        Response(survey=survey, cohort=cohort if number % 2 else None, said_on=date(2026, 1 + number % 9, 1))
        for number in range(5000)
    ]
    Response.objects.bulk_create(said, batch_size=500)
    rows = [
        Answer(response=one, question=questions["PACE"], number=1 + number % 5) for number, one in enumerate(said)
    ] + [Answer(response=one, question=questions["HOW"], option="friend") for one in said]
    Answer.objects.bulk_create(rows, batch_size=500)
    with django_assert_max_num_queries(9):
        asked = Results(survey, scene.walk.world.eva, {"group": str(cohort.pk)}).questions
    assert [one.answered for one in asked][:1] == [2500]
    client.force_login(scene.walk.world.eva)
    with django_assert_max_num_queries(18):
        shown = client.get(f"/content/survey/results/{survey.public_id}/").content.decode()
    assert "5000" in shown


def test_results_can_be_read_by_quarter(scene):
    row = scene.questionnaire
    scene.post(scene.walk.world.ana, scene.filled())
    for place, day in enumerate([date(2026, 1, 5)] * 5 + [date(2026, 5, 5)] * 6):
        one = Response.objects.create(survey=scene.survey, said_on=day)
        Answer.objects.create(response=one, question=row.questions.get(code="PACE"), number=1 + place % 5)
    Response.objects.filter(enrolment=scene.walk.enrolment).update(said_on=date(2026, 1, 9))
    shown = body(get(scene, scene.walk.world.eva, "?quarter=2026-04-01"))
    assert "2026, trimestre 1" in shown and "6 personnes ont répondu" in shown
    assert get(scene, scene.walk.world.eva, "?quarter=hier&group=x").status_code == 200

"""What is promised is kept: no link from what was said to who said it, and no group so small that it names somebody."""

import pytest
from django.test import Client

from content.survey.models import Answer, Participant, Questionnaire, Response
from content.survey.writing import write_questions
from lms.people import privacy
from lms.plugins.kind import Refused
from lms.progress.models import Completion, Evidence
from tests.content.survey.making import make_scene
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene(is_anonymous=True)


def answer(scene, how_many: int, first: int = 1, cohort=None, **changes) -> None:
    for number in range(first, first + how_many):
        scene.post(scene.learner(number, cohort), scene.filled(**changes))


def results(scene, person, query: str = "") -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/content/survey/results/{scene.survey.public_id}/{query}").content.decode()


def test_people_are_told_before_they_answer(scene, client):
    client.force_login(scene.walk.world.ana)
    assert "Anonyme" in client.get(scene.address).content.decode()


def test_no_answer_leads_to_anybody(scene):
    scene.post(scene.walk.world.ana, scene.filled(CHANGE="un mot"))
    response, participant = Response.objects.get(), Participant.objects.get()
    assert response.enrolment is None and response.sent_at is None and response.said_on is None
    assert response.cohort is None
    assert participant.has_answered and participant.draft == {} and participant.enrolment == scene.walk.enrolment
    # Nothing that both rows hold is more than the survey itself.
    mine = {str(value) for field in Participant._meta.concrete_fields if (value := getattr(participant, field.attname))}
    theirs = {str(getattr(response, field.attname)) for field in Response._meta.concrete_fields}
    assert mine & theirs <= {str(scene.survey.pk), "True"}


def test_the_record_learns_that_it_was_done_and_nothing_else(scene):
    scene.post(scene.walk.world.ana, scene.filled(CHANGE="un mot"))
    evidence = Evidence.objects.get(activity=scene.activity, verb="submitted")
    assert evidence.detail == {} and evidence.raw == {} and evidence.score is None
    completion = Completion.objects.get(activity=scene.activity, enrolment=scene.walk.enrolment)
    assert completion.state == "done" and "answered" not in completion.facts
    exported = privacy.export(scene.walk.world.ana)["survey"]
    assert exported["answers"] == [] and exported["surveys"][0]["answered"] and exported["surveys"][0]["anonymous"]


def test_not_even_the_learner_finds_the_answers_again(scene, client):
    scene.post(scene.walk.world.ana, scene.filled(CHANGE="un mot secret"))
    client.force_login(scene.walk.world.ana)
    shown = client.get(scene.address).content.decode()
    assert "un mot secret" not in shown and "personne ne peut plus les montrer" in shown


def test_results_are_withheld_under_five(scene):
    answer(scene, 4, CHANGE="un mot secret")
    for person in (scene.walk.world.dora, scene.walk.world.eva, scene.walk.world.admin):
        shown = results(scene, person)
        assert "un mot secret" not in shown and "cinq personnes" in shown and "Par un proche" not in shown
    answer(scene, 1, first=5, CHANGE="un mot secret")
    for person in (scene.walk.world.dora, scene.walk.world.eva):
        shown = results(scene, person)
        assert "un mot secret" in shown and "Par un proche" in shown


def test_no_two_looks_at_the_results_differ_by_fewer_than_five_people(scene):
    answer(scene, 5)
    before = results(scene, scene.walk.world.dora)
    answer(scene, 4, first=6, PACE="1")
    after = results(scene, scene.walk.world.dora)
    assert "4 autres attendent" in after and after.count("<strong") == before.count("<strong")
    assert Response.objects.filter(is_counted=True).count() == 5
    answer(scene, 1, first=10, PACE="1")
    assert Response.objects.filter(is_counted=True).count() == 10


def test_a_small_cohort_is_not_written_beside_an_answer_and_a_large_one_is(scene):
    small, large = scene.cohort("Petit"), scene.cohort("Grand")
    people = [scene.learner(number, large) for number in range(1, 6)]
    few = [scene.learner(number, small) for number in range(6, 9)]
    for person in [*people, *few]:
        scene.post(person, scene.filled())
    assert Response.objects.filter(cohort=large).count() == 5
    assert not Response.objects.filter(cohort=small).exists()


def test_a_cohort_that_would_give_the_others_away_cannot_be_chosen(scene):
    one, other = scene.cohort("Premier"), scene.cohort("Second")
    first = [scene.learner(number, one) for number in range(1, 7)]
    second = [scene.learner(number, other) for number in range(7, 12)]
    for person in [*first, *second[:4]]:
        scene.post(person, scene.filled())
    # Ten answers, five counted... then all ten: six of one cohort, four of the other.
    scene.post(scene.walk.world.ana, scene.filled())
    scene.walk.world.ana.refresh_from_db()
    assert Response.objects.filter(is_counted=True).count() == 10
    shown = results(scene, scene.walk.world.dora)
    assert "Premier" not in shown and "Second" not in shown
    forced = results(scene, scene.walk.world.dora, f"?group={one.pk}")
    assert "rien n’est montré" in forced and "Par un proche" not in forced


def test_two_large_cohorts_can_be_read_apart(scene):
    cohorts = [scene.cohort("Premier"), scene.cohort("Second")]
    for place, cohort in enumerate(cohorts):
        people = [scene.learner(5 * place + number, cohort) for number in range(5)]
        for person in people:
            scene.post(person, scene.filled(PACE=str(place + 1)))
    shown = results(scene, scene.walk.world.eva, f"?group={cohorts[1].pk}")
    assert "Premier (5)" in shown and "Second (5)" in shown
    assert "moyenne 2" in shown and "moyenne 1" not in shown


def test_a_question_few_answered_is_withheld_by_itself(scene):
    answer(scene, 4)
    answer(scene, 1, first=5, WHAT=["home"])
    shown = results(scene, scene.walk.world.dora)
    assert "Trop peu de personnes" in shown and "Le travail chez soi" not in shown


def test_who_has_not_answered_is_listed_without_what_the_others_said(scene, client):
    people = [scene.learner(number) for number in range(1, 8)]
    for person in people[:6]:
        scene.post(person, scene.filled(CHANGE="un mot secret"))
    client.force_login(scene.walk.world.dora)
    shown = client.get(f"/content/survey/results/{scene.survey.public_id}/missing/").content.decode()
    assert "Learner 7" in shown and "Ana Ferreira" in shown and "Learner 1" not in shown
    assert "un mot secret" not in shown and "Par un proche" not in shown


def test_nobody_reads_it_person_by_person(scene, client):
    answer(scene, 5)
    for person in (scene.walk.world.dora, scene.walk.world.admin):
        client.force_login(person)
        assert (
            client.get(f"/content/survey/results/{scene.survey.public_id}/answers.csv", follow=True).status_code == 404
        )


def test_the_promise_is_frozen_by_the_first_answer(scene, client):
    scene.post(scene.walk.world.ana, scene.filled())
    address = f"/content/survey/questionnaires/{scene.questionnaire.public_id}/"
    client.force_login(scene.walk.world.dora)
    client.post(address, {"title": "Autre", "use": "satisfaction"})
    row = Questionnaire.objects.get(pk=scene.questionnaire.pk)
    assert row.is_anonymous and row.title == scene.questionnaire.title and row.frozen_on is not None
    with pytest.raises(Refused):
        write_questions(row, [])
    client.post(f"{address}version/")
    new = Questionnaire.objects.get(version=2)
    assert not new.is_frozen and new.is_anonymous and new.questions.count() == 5


def test_erasing_somebody_takes_no_anonymous_answer_away(scene):
    answer(scene, 5, CHANGE="un mot")
    person = Participant.objects.first().enrolment.person
    privacy.erase(person)
    assert Answer.objects.filter(text="un mot").count() == 5
    assert Participant.objects.filter(has_answered=True).count() == 5


def test_another_organisation_reads_nothing(scene, client):
    answer(scene, 5)
    client.force_login(make_person("Olga", scene.walk.world.other_organisation, "admin"))
    for tail in ("", "results.csv", "results.xlsx", "answers.csv", "missing/", "invite/"):
        assert client.get(f"/content/survey/results/{scene.survey.public_id}/{tail}", follow=True).status_code == 404
    assert client.post(f"/content/survey/results/{scene.survey.public_id}/close/", follow=True).status_code == 404
    assert "Votre avis" not in client.get("/content/survey/").content.decode()

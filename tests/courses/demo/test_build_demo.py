"""The demo world holds what `python3 -m lms demo` promises."""

import io

import pytest
import yaml
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.utils import timezone

from courses.demo.texts import add_texts
from courses.demo.world import FILE, PASSWORD
from courses.models import ActivityPage, JourneyPage
from lms.assessment.juries.models import JuryDecision, JurySession
from lms.assessment.models import Grading
from lms.assessment.queue import waiting_for
from lms.catalogue.models import Journey
from lms.catalogue.outline import outline_of
from lms.enrolment.calendar import week_of
from lms.enrolment.models import Enrolment
from lms.people.access import has_role, organisations_where
from lms.people.models import Organisation, Person, Role
from lms.progress.models import Completion, EnrolmentTotal, JourneyTotal, Measure
from lms.progress.standing import view_of
from tests.courses.journeyfile.oracle import demo_data

ROLES = {
    "ana": Role.LEARNER,
    "bo": Role.TRAINER,
    "chloe": Role.COACH,
    "dora": Role.COORDINATOR,
    "emile": Role.EDITOR,
    "eva": Role.EVALUATOR,
    "gaelle": Role.GUEST,
    "admin": Role.ADMIN,
}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for this module, and taken away again."""
    from django.db import transaction
    from django.test.utils import override_settings

    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        call_command("build_demo", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def world(demo, db):
    return Journey.objects.get(code="ENTREPRENDRE-2M")


@pytest.mark.parametrize("account", sorted(ROLES))
def test_each_account_signs_in_with_its_role(account):
    person = Person.objects.get(email=f"{account}@demo.example")
    assert person.check_password(PASSWORD) and person.is_active
    assert has_role(person, Organisation.objects.get(code="LCDP").pk, ROLES[account])


def test_otto_belongs_to_another_organisation_only():
    otto = Person.objects.get(email="otto@demo.example")
    assert [Organisation.objects.get(pk=pk).code for pk in organisations_where(otto)] == ["CANAL"]
    assert otto.enrolments.get().journey.code == "FAIRE-LE-POINT"
    assert authenticate(None, username="otto@demo.example", password="autre chose") is None


def test_ana_is_in_the_middle_of_her_journey(world):
    enrolment = Enrolment.objects.get(person__email="ana@demo.example")
    standing = view_of(enrolment, outline_of(world))
    assert enrolment.state == "active" and week_of(enrolment, timezone.localdate()) == 3
    codes = {one.code for one in standing.outline.sequences if standing.is_sequence_done(one.id)}
    assert codes == {"S01", "S02", "S03", "S04", "S05"}
    assert set(Completion.objects.filter(enrolment=enrolment).values_list("state", flat=True)) == {"doing", "done"}
    assert 1 <= standing.competencies_validated < 15 and enrolment.coach.first_name == "Chloé"


def test_the_four_learners_of_the_file_stand_where_it_says(world):
    expected = yaml.safe_load(FILE.read_text(encoding="utf-8"))["attendus"]["apprenants"]
    outline = outline_of(world)
    for told in demo_data()["apprenants_demo"]:
        enrolment = Enrolment.objects.get(person__email=f"{told['code'].lower()}@demo.example")
        standing, figures = view_of(enrolment, outline), expected[told["code"]]
        assert standing.minutes == figures["minutes_realisees"]
        assert standing.gain == figures["gain"] and standing.progress == figures["progression_pourcent"]
        assert {one.code: standing.level_of(one.id) for one in outline.competencies} == figures["niveaux"]
        assert (enrolment.state == "ended") == bool(told["sortie"])


def test_what_the_four_did_measures_what_the_file_says(world):
    """By a quiz, a grid or somebody's word: the last measure of each indicator is the file's own figure."""
    for told in demo_data()["apprenants_demo"]:
        rows = Measure.objects.filter(enrolment__person__email=f"{told['code'].lower()}@demo.example")
        rows = rows.select_related("indicator", "evidence").order_by("evidence__happened_at", "pk")
        assert {row.indicator.code: float(row.value) for row in rows} == pytest.approx(told["mesures"])
    measured = Measure.objects.filter(enrolment__person__email="a1@demo.example")
    by_a_quiz = measured.filter(evidence__activity__isnull=False).values_list("indicator__code", flat=True)
    assert {"I1.3b", "I3.1a", "I4.1b", "I4.3b"} <= set(by_a_quiz)
    assert Grading.objects.filter(enrolment__person__email="a1@demo.example", lines__0__isnull=False).count() >= 14


def test_every_question_of_the_demo_can_be_answered_right_and_teaches(world):
    rows = apps.get_model("quiz", "Question").objects.filter(organisation__code="LCDP").select_related("current")
    types = {row.type for row in rows}
    assert len(rows) == 49 and len(types) == 10
    assert all(row.competencies.exists() for row in rows)
    page = apps.get_model("quiz", "QuizPage").objects.get(title="Exercices d'entraînement", live=True)
    assert page.question_count == 12 and page.grade == "last"
    counts = type(page).objects.filter(live=True).values_list("question_count", flat=True)
    assert sorted(counts) == [8, 8, 10, 12, 12]  # those of another organisation are its own


def test_work_stands_in_every_state_and_waits_for_bo(world):
    work = apps.get_model("deliverable", "Work")
    assert set(work.objects.values_list("state", flat=True)) >= {"draft", "waiting", "returned", "marked"}
    assert apps.get_model("deliverable", "Version").objects.filter(is_late=True).exists()
    bo = Person.objects.get(email="bo@demo.example")
    assert waiting_for(bo).count() >= 8
    ana = Enrolment.objects.get(person__email="ana@demo.example")
    states = dict(work.objects.filter(members__enrolment=ana).values_list("activity__titles__fr", "state"))
    assert states["Écrire trois objectifs à soi"] == "returned"
    assert states["Rencontrer huit personnes concernées"] == "draft"
    assert work.objects.exclude(team="").get().members.count() >= 2


def test_a_jury_has_decided_and_another_is_to_come(world):
    a1 = JuryDecision.objects.get(candidate__enrolment__person__email="a1@demo.example", withdrawn_at=None)
    assert a1.appraisal["jury"] * 20 == pytest.approx(13.5) and a1.appraisal["seconds"] == 318 and a1.reasons
    assert a1.candidate.scores.filter(given_at__isnull=False).count() == 3
    coming = JurySession.objects.get(starts_at__gt=timezone.now())
    assert coming.candidates.count() >= 2 and coming.jurors.count() == 3 and coming.opened_at is None
    observed = Grading.objects.filter(subject__startswith="observation:", grid__code="GESTES")
    assert observed.filter(enrolment__person__email="a3@demo.example").count() == 1


def test_the_evaluators_matrix_is_alive(world):
    assert EnrolmentTotal.objects.filter(journey=world).count() >= 24
    assert Enrolment.objects.filter(journey=world).values("state").distinct().count() == 3
    whole = JourneyTotal.objects.get(journey=world, cohort=None)
    assert whole.enrolments == EnrolmentTotal.objects.filter(journey=world).count()


def test_nothing_happens_in_the_future():
    from lms.progress.models import Evidence

    assert not Evidence.objects.filter(happened_at__gt=timezone.now()).exists()


def test_every_activity_has_something_to_read_or_to_do():
    data = demo_data()
    add_texts(data)
    items = [one for block in data["blocs"] for sequence in block["sequences"] for one in sequence["activites"]]
    assert len(items) == 66 and all(one.get("texte") or one.get("consigne") for one in items)
    page = JourneyPage.objects.get(code="ENTREPRENDRE-2M", locale__language_code="fr")
    pages = [one.specific for one in ActivityPage.objects.descendant_of(page)]
    assert [one.title for one in pages if not getattr(one, "body", None) and not one.intro] == []


def test_the_journey_is_there_in_english(world):
    assert world.titles["en"] == "Starting a business that fits you" and world.addresses["en"].startswith("/en/")
    sequence = outline_of(world).sequences[0]
    assert set(sequence.titles) == {"fr", "en"} and set(sequence.addresses) == {"fr", "en"}


def test_building_again_changes_nothing():
    before = (Person.objects.count(), Enrolment.objects.count(), JourneyPage.objects.count())
    call_command("build_demo", stdout=io.StringIO())
    assert (Person.objects.count(), Enrolment.objects.count(), JourneyPage.objects.count()) == before

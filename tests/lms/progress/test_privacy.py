"""A person reads everything; after erasure nothing names them, and every figure stands."""

import json
from decimal import Decimal

import pytest

from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.people import privacy
from lms.progress import intake, tally
from lms.progress.models import ActivityTotal, Evidence, JourneyTotal
from lms.progress.rebuild import differences
from tests.factories import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    Enrolment.objects.update(intake={"situation": "Looks for work"})
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.bo, comment="Very clear")
    intake.declare(world.enrolment, {world.indicator().competency_id: 1}, author=world.ana)
    tally.move_all()
    return world


def test_ana_reads_everything_that_is_known_of_her(world):
    said = json.dumps(privacy.export(world.ana), ensure_ascii=False)
    for words in (world.activity().title, "Very clear", "70.0000", world.journey.title, "Looks for work", "Bo Berger"):
        assert words in said


def test_bo_reads_what_he_said_without_the_names_of_others(world):
    said = json.dumps(privacy.export(world.bo), ensure_ascii=False)
    assert "Very clear" in said and "Ana" not in said


def test_otto_reads_nothing_of_ana(world):
    said = json.dumps(privacy.export(world.otto), ensure_ascii=False)
    assert "Very clear" not in said and world.activity().title not in said


def test_erasure_keeps_figures_not_people(world):
    tables = (EnrolmentTotal, ActivityTotal, JourneyTotal)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    privacy.erase(world.ana)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.intake, enrolment.coach) == (None, {}, None)
    assert not Evidence.objects.exclude(raw={}).exists() and not Evidence.objects.exclude(comment="").exists()
    assert not Evidence.objects.filter(author__name__startswith="Ana").exists()
    assert differences(world.journey) == []


def test_an_erased_trainer_is_no_author_any_more_and_the_measure_stands(world):
    privacy.erase(world.bo)
    assert not Evidence.objects.filter(verb="assessed").exclude(author=None).exists()
    assert EnrolmentTotal.objects.get().indicators_met == 1
    assert differences(world.journey) == []

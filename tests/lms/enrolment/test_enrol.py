"""Entering, pausing, moving and leaving."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lms.catalogue.models import Journey
from lms.enrolment import enrol as enrolling
from lms.enrolment.models import Cohort, Enrolment, EnrolmentTotal, ExitCategory
from lms.people.models import Membership, Role
from tests.factories import make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def other_journey(world) -> Journey:
    return Journey.objects.create(organisation=world.organisation, code="J9")


def test_who_is_enrolled_is_a_learner_with_a_total_that_counts(world):
    nour = make_person("Nour")
    enrolment = enrolling.enrol(nour, world.journey, date(2026, 3, 2), trainee_type="F1c")
    assert (enrolment.organisation, enrolment.starts_on) == (world.organisation, date(2026, 3, 2))
    assert enrolment.trainee_type == "F1c"
    assert Membership.objects.filter(person=nour, organisation=world.organisation, role=Role.LEARNER).exists()
    total = EnrolmentTotal.objects.get(pk=enrolment.pk)
    assert (total.journey, total.organisation, total.is_tallied) == (world.journey, world.organisation, False)


def test_a_double_click_enrols_once(world):
    nour = make_person("Nour")
    first, second = enrolling.enrol(nour, world.journey), enrolling.enrol(nour, world.journey)
    assert first == second
    later = enrolling.enrol(nour, world.journey, timezone.localdate() + timedelta(days=7))
    assert later == first


def test_who_left_may_come_back(world):
    enrolling.end(world.enrolment)
    again = enrolling.enrol(world.ana, world.journey)
    assert again != world.enrolment and again.state == Enrolment.State.ACTIVE


def test_a_cohort_of_another_journey_is_refused(world):
    cohort = Cohort.objects.create(organisation=world.organisation, journey=other_journey(world), name="A")
    with pytest.raises(ValidationError):
        enrolling.enrol(make_person("Nour"), world.journey, cohort=cohort)
    with pytest.raises(ValidationError):
        enrolling.move(world.enrolment, cohort)


def test_a_pause_stops_the_calendar_and_pushes_it(world):
    day = timezone.localdate()
    enrolling.pause(world.enrolment, day)
    enrolling.pause(world.enrolment, day + timedelta(days=3))
    assert (world.enrolment.state, world.enrolment.paused_on) == ("paused", day)
    enrolling.resume(world.enrolment, day + timedelta(days=10))
    enrolling.resume(world.enrolment, day + timedelta(days=20))
    assert (world.enrolment.state, world.enrolment.days_paused, world.enrolment.paused_on) == ("active", 10, None)


def test_an_exit_has_a_day_and_a_category_of_the_journey(world):
    category = ExitCategory.objects.create(journey=world.journey, code="creation", title="Creation")
    enrolling.end(world.enrolment, date(2026, 10, 30), category)
    world.enrolment.refresh_from_db()
    assert (world.enrolment.state, world.enrolment.ends_on, world.enrolment.exit_category) == (
        "ended",
        date(2026, 10, 30),
        category,
    )
    foreign = ExitCategory.objects.create(journey=other_journey(world), code="creation", title="Creation")
    with pytest.raises(ValidationError):
        enrolling.end(world.enrolment, category=foreign)

"""What a learner has, had and may still have of each type; and who has waited for too long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.agenda.appointments import words
from lms.agenda.appointments.allowances import balance, balances, overdue
from lms.agenda.appointments.held import log
from lms.agenda.models import AllowanceOverride
from lms.catalogue.models import Journey
from lms.enrolment.enrol import end, pause
from lms.enrolment.models import Enrolment
from tests.factories import enrol_learner, make_person, make_world
from tests.lms.agenda.appointments.setting import make_appointment
from tests.lms.agenda.factories import make_appointment_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def days_ago(days):
    return timezone.now().replace(microsecond=0) - timedelta(days=days)


def names(world, on=None):
    return [str(line.enrolment.person) for line in overdue(world.organisation, on or timezone.localdate())]


def test_two_hours_of_legal_advice_are_1_h_15_after_45_minutes(world):
    """domain.md A24, AC3."""
    legal = make_appointment_type(world, code="juridique", allowance_minutes=120)
    log(world.enrolment, legal, world.chloe, days_ago(2), 45, world.chloe)
    account = balance(world.enrolment, legal)
    assert account.left_minutes == 75 and "1 h 15" in words.left(account)


def test_twenty_hours_of_referent_decrease_with_each_logged_meeting(world):
    """domain.md A25, AC2."""
    referent = make_appointment_type(world, allowance_minutes=20 * 60)
    left = []
    for number in range(1, 4):
        log(world.enrolment, referent, world.chloe, days_ago(number), 90, world.chloe)
        left.append(balance(world.enrolment, referent).left_minutes)
    assert left == [1110, 1020, 930]


def test_what_is_booked_is_taken_and_what_was_missed_or_cancelled_is_not(world):
    type = make_appointment_type(world, allowance_count=3, allowance_minutes=200)
    make_appointment(world.enrolment, type, days_ago(-2))
    make_appointment(world.enrolment, type, days_ago(5), state="held", minutes=50)
    make_appointment(world.enrolment, type, days_ago(6), state="missed")
    make_appointment(world.enrolment, type, days_ago(7), state="cancelled")
    AllowanceOverride.objects.create(enrolment=world.enrolment, type=type, extra_minutes=30, extra_count=1, reason="x")
    account = balance(world.enrolment, type)
    assert (account.left_count, account.left_minutes) == (2, 120)


def test_without_a_limit_there_is_nothing_left_to_count(world):
    account = balance(world.enrolment, make_appointment_type(world))
    assert (account.left_count, account.left_minutes, account.refusal(600), words.left(account)) == (None, None, "", "")


def test_balances_are_of_the_journey_and_the_organisation_in_three_queries(world, django_assert_max_num_queries):
    make_appointment_type(world)
    make_appointment_type(world, code="all", journey=None)
    make_appointment_type(world, code="old", is_active=False)
    make_appointment_type(world, code="foreign", organisation=world.other_organisation, journey=None)
    elsewhere = Journey.objects.create(organisation=world.organisation, code="J2")
    make_appointment_type(world, code="elsewhere", journey=elsewhere)
    with django_assert_max_num_queries(3):
        found = balances(world.enrolment)
    assert {one.type.code for one in found} == {"referent", "all"}


def test_31_days_without_a_meeting_is_overdue_and_30_is_not(world):
    """domain.md A26, AC1."""
    type = make_appointment_type(world, every_days=30)
    Enrolment.objects.update(starts_on=timezone.localdate() - timedelta(days=100))
    row = make_appointment(world.enrolment, type, days_ago(30), state="held")
    assert names(world) == []
    row.starts_at = days_ago(31)
    row.save()
    (line,) = overdue(world.organisation, timezone.localdate())
    assert (line.days, line.type, line.next_at) == (31, type, None)
    booked = make_appointment(world.enrolment, type, days_ago(-3))
    assert overdue(world.organisation, timezone.localdate())[0].next_at == booked.starts_at


def test_who_was_never_met_counts_from_entry(world):
    make_appointment_type(world, every_days=15)
    today = timezone.localdate()
    Enrolment.objects.update(starts_on=today - timedelta(days=15))
    assert names(world) == []
    Enrolment.objects.update(starts_on=today - timedelta(days=16))
    assert names(world) == ["Ana Ferreira"]


def test_a_missed_meeting_or_one_of_another_type_does_not_count(world):
    make_appointment_type(world, every_days=15)
    other = make_appointment_type(world, code="other")
    make_appointment(world.enrolment, other, days_ago(1), state="held")
    make_appointment(world.enrolment, other, days_ago(2), state="missed")
    assert names(world) == ["Ana Ferreira"]


@pytest.mark.parametrize("leave", [pause, end])
def test_who_is_paused_or_has_left_is_in_no_list(world, leave):
    make_appointment_type(world, every_days=15)
    assert names(world) == ["Ana Ferreira"]
    leave(world.enrolment)
    assert names(world) == []


def test_a_coach_sees_their_own_and_another_organisation_nobody(world):
    make_appointment_type(world, every_days=15)
    enrol_learner(world, make_person("Ada", world.organisation))
    today = timezone.localdate()
    assert len(overdue(world.organisation, today)) == 2
    assert [line.enrolment for line in overdue(world.organisation, today, world.chloe)] == [world.enrolment]
    assert overdue(world.other_organisation, today) == []


def test_the_list_takes_two_queries_whoever_is_in_it(world, django_assert_max_num_queries):
    make_appointment_type(world, every_days=15)
    for number in range(12):
        enrol_learner(world, make_person(f"P{number}", world.organisation), coach=world.chloe)
    with django_assert_max_num_queries(2):
        lines = overdue(world.organisation, timezone.localdate())
        assert len({str(line.enrolment.person) + str(line.enrolment.coach) for line in lines}) == 13

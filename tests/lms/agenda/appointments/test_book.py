"""Booking, moving and cancelling: nobody is in two places, learners keep the rules, and the other side is told once."""

from datetime import timedelta

import pytest
from django.utils import translation

from lms.agenda.appointments.book import book, cancel, move
from lms.agenda.models import AgendaRules, AllowanceOverride, Appointment
from lms.enrolment.enrol import end, pause
from lms.notices.models import Notice
from lms.people.models import Role
from lms.plugins.kind import Refused
from tests.factories import enrol_learner, make_person, make_world
from tests.lms.agenda.appointments.setting import at, clock_at, coming_monday, make_hours
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    make_hours(world, last="18:00")
    return world


@pytest.fixture
def type(world):
    return make_appointment_type(world)


@pytest.fixture
def nine(world):
    return at(world, coming_monday(world), "09:00")


def take(world, type, moment, by=None, enrolment=None, **more):
    enrolment = enrolment or world.enrolment
    return book(enrolment, type, more.pop("host", world.chloe), moment, by or enrolment.person, "Mon budget", **more)


def test_a_learner_takes_an_opening_and_the_coach_is_told_once(world, type, nine):
    made = take(world, type, nine)
    assert take(world, type, nine) == made and Appointment.objects.count() == 1
    assert (made.ends_at - made.starts_at, made.link) == (timedelta(hours=1), "https://visio.example/c")
    assert [(row.person, row.key) for row in Notice.objects.all()] == [(world.chloe, f"appointment:{made.pk}:made")]


def test_a_learner_takes_only_what_is_open(world, type, nine):
    for moment in (nine + timedelta(minutes=30), nine - timedelta(hours=1), nine - timedelta(weeks=3)):
        with pytest.raises(Refused):
            take(world, type, moment)
    assert not Appointment.objects.exists() and not Notice.objects.exists()


def test_a_learner_books_with_their_own_coach_alone(world, type, nine):
    make_hours(world, coach=world.bo)
    with pytest.raises(Refused):
        take(world, type, nine, host=world.bo)
    type.host = world.bo
    type.save()
    assert take(world, type, nine, host=world.bo).host == world.bo


def test_two_learners_do_not_share_an_hour(world, type, nine):
    take(world, type, nine)
    ada = enrol_learner(world, make_person("Ada", world.organisation), coach=world.chloe)
    with translation.override("en"), pytest.raises(Refused) as refused:
        take(world, type, nine, enrolment=ada)
    assert "Choose another" in str(refused.value)
    with pytest.raises(Refused):
        take(world, type, nine + timedelta(minutes=30), by=world.chloe, enrolment=ada)


def test_nobody_books_over_a_session_they_have_a_seat_in_or_lead(world, type, nine):
    make_booking(make_session(world, nine, minutes=60), world.enrolment)
    make_session(world, nine + timedelta(hours=2), minutes=60, trainer=world.chloe)
    for moment in (nine, nine + timedelta(hours=2)):
        for by in (world.ana, world.chloe):
            with pytest.raises(Refused):
                take(world, type, moment, by=by)
    make_booking(make_session(world, nine + timedelta(hours=4), minutes=60), world.enrolment, state="waiting")
    assert take(world, type, nine + timedelta(hours=4)).pk


def test_the_team_books_outside_its_hours_and_the_learner_is_told(world, type, nine):
    made = take(world, type, nine - timedelta(hours=1), by=world.dora)
    assert {row.person for row in Notice.objects.all()} == {world.ana, world.chloe}
    assert made.made_by == world.dora


def test_what_cannot_be_booked_is_refused_in_words(world, type, nine):
    other = make_appointment_type(world, code="other", organisation=world.other_organisation)
    ana = world.enrolment
    for works in (
        lambda: take(world, other, nine),
        lambda: take(world, type, nine, by=world.chloe, host=world.otto),
        lambda: take(world, type, nine, by=world.chloe, host=world.gaelle),
        lambda: take(world, type, nine, by=world.chloe, host=world.ana),
        lambda: take(world, type, nine, activity=world.activity()),
    ):
        with pytest.raises(Refused) as refused:
            works()
        assert len(str(refused.value)) > 15
    pause(ana)
    with pytest.raises(Refused):
        take(world, type, nine)
    assert take(world, type, nine, by=world.chloe).pk
    end(ana)
    with pytest.raises(Refused):
        take(world, type, nine + timedelta(hours=1), by=world.chloe)


def test_a_move_is_a_revision_that_the_other_side_is_told_of(world, type, nine):
    made = take(world, type, nine)
    moved = move(made, nine + timedelta(hours=1), world.ana)
    again = move(made, nine + timedelta(hours=1), world.ana)
    assert (moved.revision, again.revision) == (1, 1) and again.starts_at == nine + timedelta(hours=1)
    assert Notice.objects.filter(person=world.chloe, key__contains=":moved:").count() == 1
    assert move(moved, nine, world.ana).revision == 2
    assert Notice.objects.filter(person=world.chloe, key__contains=":moved:").count() == 2


def test_an_hour_may_move_into_its_own_time(world, type, nine):
    made = take(world, type, nine)
    assert move(made, nine + timedelta(minutes=30), world.chloe).starts_at == nine + timedelta(minutes=30)


def test_a_learner_cancels_within_the_delay_and_then_knows_whom_to_call(world, type, nine):
    AgendaRules.objects.create(organisation=world.organisation, cancel_before_hours=48)
    made = take(world, type, nine)
    with clock_at(nine - timedelta(hours=47)):
        for work in (lambda: cancel(made, world.ana), lambda: move(made, nine + timedelta(hours=1), world.ana)):
            with pytest.raises(Refused) as refused:
                work()
            assert "48 h" in str(refused.value) and "05 00" in str(refused.value)
        made.refresh_from_db()
        assert made.state == "booked"
    with clock_at(nine - timedelta(hours=49)):
        assert cancel(made, world.ana).state == "cancelled"
        assert cancel(made, world.ana).revision == 1
    assert Notice.objects.filter(key=f"appointment:{made.pk}:cancelled").count() == 1


def test_the_team_cancels_with_a_reason_that_the_learner_reads(world, type, nine):
    made = take(world, type, nine)
    with pytest.raises(Refused):
        cancel(made, world.chloe, "  ")
    cancel(made, world.chloe, "Grève des trains")
    assert "Grève des trains" in Notice.objects.get(person=world.ana).body
    assert take(world, type, nine).pk != made.pk


def test_a_fourth_meeting_of_three_needs_a_coordinator(world, nine):
    """domain.md A24, AC2."""
    type = make_appointment_type(world, code="entretien", allowance_count=3)
    for number in range(3):
        take(world, type, nine + timedelta(hours=number))
    for by in (world.ana, world.chloe, world.dora):
        with translation.override("en"), pytest.raises(Refused) as refused:
            take(world, type, nine + timedelta(hours=3), by=by)
        assert "coordinator" in str(refused.value)
    AllowanceOverride.objects.create(
        enrolment=world.enrolment, type=type, extra_count=1, reason="Projet plus long", author=world.dora
    )
    assert take(world, type, nine + timedelta(hours=3)).pk
    with pytest.raises(Refused):
        take(world, type, nine + timedelta(hours=4))


def test_who_is_told_reads_it_in_their_own_language(world, type, nine):
    world.chloe.language = "en"
    world.chloe.save()
    take(world, type, nine, by=world.dora)
    assert Notice.objects.get(person=world.chloe).address.startswith("/en/agenda/accompany/")
    assert Notice.objects.get(person=world.ana).address.startswith("/fr/agenda/")


def test_a_host_of_the_team_needs_a_role_in_it(world, type, nine):
    editor = make_person("Ed", world.organisation, Role.EDITOR)
    with pytest.raises(Refused):
        take(world, type, nine, by=world.dora, host=editor)

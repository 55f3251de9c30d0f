"""Time passes, and people are told: once, kindly, and only what is news."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.agenda import reminders
from lms.agenda.appointments.allowances import overdue
from lms.agenda.models import AgendaRules, Appointment, Booking, HalfDay, Session, SignOff
from lms.enrolment.enrol import end, pause
from lms.enrolment.models import Closure, Enrolment, EnrolmentTotal, Extension
from lms.notices.models import Notice, Topic
from lms.people import privacy
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_session, make_sign_off, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Ana did something an hour ago, so that nothing but the test's own matter is told."""
    world = make_world(blocks=1)
    EnrolmentTotal.objects.update(last_evidence_at=timezone.now() - timedelta(hours=1))
    return world


def told(key: str = "", person: object = None) -> list[Notice]:
    rows = Notice.objects.filter(key__startswith=key).order_by("pk")
    return list(rows.filter(person=person) if person else rows)


def in_hours(hours: float) -> object:
    return timezone.now() + timedelta(hours=hours)


def book(world: World, hours: float, booked_hours_ago: float = 100, **fields: object) -> Session:
    session = make_session(world, in_hours(hours), **fields)
    row = make_booking(session, world.enrolment)
    Booking.objects.filter(pk=row.pk).update(since=in_hours(-booked_hours_ago))
    return session


# -- before a session


def test_ana_is_reminded_a_day_before_with_hour_and_place_once(world):
    book(world, 23, venue=make_venue(world))
    assert reminders.run() == 1
    assert reminders.run() == 0
    (notice,) = told()
    assert (notice.person, notice.topic) == (world.ana, Topic.REMINDER)
    assert "Maison SIEGE" in notice.body and "1 rue du Pont" in notice.body and "Séquence 1.1" in notice.subject


@pytest.mark.parametrize(("hours", "expected"), [(25, 0), (23, 1), (0.1, 1), (-0.1, 0)])
def test_neither_too_early_nor_too_late(world, hours, expected):
    book(world, hours)
    reminders.run()
    assert len(told("coming:")) == expected


def test_the_organisation_chooses_how_long_before(world):
    AgendaRules.objects.create(organisation=world.organisation, remind_before_hours=48)
    book(world, 40)
    assert reminders.run() == 1


def test_who_has_just_booked_is_not_reminded_at_once(world):
    book(world, 5, booked_hours_ago=1)
    assert reminders.run() == 0


def test_a_session_that_moved_is_another_reminder(world):
    session = book(world, 23)
    reminders.run()
    session.starts_at += timedelta(minutes=30)
    session.save()
    assert reminders.run() == 1


@pytest.mark.parametrize("state", [Booking.State.WAITING, Booking.State.CANCELLED])
def test_who_has_no_seat_is_not_reminded(world, state):
    book(world, 5)
    Booking.objects.update(state=state)
    assert reminders.run() == 0


def test_nobody_is_reminded_of_what_is_cancelled_nor_who_has_left(world):
    session = book(world, 5)
    session.state = Session.State.CANCELLED
    session.save()
    book(world, 6)
    end(world.enrolment)
    assert reminders.run() == 0


def test_an_appointment_is_remembered_too(world):
    start = in_hours(20)
    Appointment.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        type=make_appointment_type(world),
        host=world.chloe,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        changed_at=in_hours(-100),
    )
    assert reminders.run() == 1
    assert "référent" in told("coming:appointment")[0].subject


# -- a session somebody missed


def closed(world: World, hours: float = -5) -> HalfDay:
    session = book(world, hours, minutes=60)
    half_day = session.half_days.first()
    # Around noon an hour is two half-days: here it is one, at any time of the day.
    session.half_days.exclude(pk=half_day.pk).delete()
    half_day.ends_at, half_day.closed_at = session.ends_at, in_hours(hours + 1)
    half_day.save()
    return half_day


def sign(world: World, half_day: HalfDay, state: str) -> SignOff:
    return make_sign_off(half_day, world.enrolment, state=state)


def test_who_is_absent_or_unsigned_when_the_half_day_is_closed_is_told_kindly_once(world):
    half_day = closed(world)
    assert reminders.run() == 1
    sign(world, half_day, SignOff.State.ABSENT)
    assert reminders.run() == 0
    (notice,) = told("missed:", world.ana)
    assert notice.topic == Topic.ABSENCE


@pytest.mark.parametrize("state", [SignOff.State.PRESENT, SignOff.State.LATE])
def test_who_was_there_is_told_nothing(world, state):
    sign(world, closed(world), state)
    assert reminders.run() == 0


def test_a_signature_that_was_cancelled_is_none(world):
    row = sign(world, closed(world), SignOff.State.PRESENT)
    row.cancelled_at = timezone.now()
    row.save()
    assert reminders.run() == 1


def test_nobody_missed_anything_before_the_trainer_has_closed(world):
    book(world, -5, minutes=60)
    reminders.run()
    assert told("missed:") == []


# -- nothing for a while


def silent(days: int, world: World) -> None:
    EnrolmentTotal.objects.update(last_evidence_at=timezone.now() - timedelta(days=days))


def test_after_three_weeks_of_silence_ana_and_her_coach_are_told_once(world):
    silent(21, world)
    assert reminders.run() == 2
    assert reminders.run(timezone.now() + timedelta(days=3)) == 0
    assert told("inactive:")[0].person == world.ana and told("team:inactive:")[0].person == world.chloe
    assert "21" not in told("inactive:")[0].body  # nobody counts days before her


def test_a_second_silence_is_told_again(world):
    silent(21, world)
    reminders.run()
    silent(1, world)
    assert reminders.run() == 0
    assert reminders.run(timezone.now() + timedelta(days=20)) == 2


@pytest.mark.parametrize(("days", "expected"), [(20, 0), (21, 1), (34, 1), (60, 0)])
def test_silence_is_news_for_two_weeks_only(world, days, expected):
    EnrolmentTotal.objects.filter(enrolment=world.enrolment).update(last_evidence_at=None)
    Enrolment.objects.update(starts_on=timezone.localdate() - timedelta(days=days))
    reminders.run()
    assert len(told("inactive:")) == expected


def test_a_pause_is_no_silence(world):
    silent(25, world)
    pause(world.enrolment)
    assert reminders.run() == 0


def test_without_a_coach_a_coordinator_is_told(world):
    Enrolment.objects.update(coach=None)
    silent(22, world)
    reminders.run()
    assert told("team:inactive:")[0].person == world.dora


# -- the longest duration


def test_days_off_move_the_end(world):
    starts_ago(world, 112 - 31)
    today = timezone.localdate()
    Closure.objects.create(organisation=world.organisation, first_on=today, last_on=today + timedelta(days=9))
    assert reminders.run() == 0


def starts_ago(world: World, days: int) -> None:
    Enrolment.objects.filter(pk=world.enrolment.pk).update(starts_on=timezone.localdate() - timedelta(days=days))


def test_thirty_days_before_the_longest_duration_ana_and_chloe_are_told(world):
    """domain.md A12, AC4. Sixteen weeks: the last day is the 112th."""
    starts_ago(world, 112 - 32)
    assert reminders.run() == 0
    starts_ago(world, 112 - 31)
    assert reminders.run() == 2
    assert reminders.run() == 0
    assert told("ending:")[0].person == world.ana and told("team:ending:")[0].person == world.chloe


def test_an_extension_moves_the_alert(world):
    starts_ago(world, 100)
    today = timezone.localdate()
    Extension.objects.create(
        enrolment=world.enrolment, until=today + timedelta(days=60), before=today, reason="x", author=world.dora
    )
    assert reminders.run() == 0
    assert reminders.run(timezone.now() + timedelta(days=30)) >= 2
    assert len(told("ending:")) == 1


def test_days_of_pause_are_added_to_the_longest_duration(world):
    starts_ago(world, 112 - 20)
    Enrolment.objects.update(days_paused=30)
    assert reminders.run() == 0


def test_a_pause_that_runs_moves_the_end_too(world):
    starts_ago(world, 112 - 25)
    pause(world.enrolment, timezone.localdate() - timedelta(days=10))
    assert reminders.run() == 0


# -- the team


def test_a_half_day_that_nobody_signed_is_told_to_the_trainer_then_to_the_coordinators(world):
    session = book(world, -4, minutes=60)
    assert reminders.run() == 1
    assert told("unsigned:")[0].person == world.bo and told("unsigned:")[0].topic == Topic.TEAM
    Session.objects.filter(pk=session.pk).update(trainer=None)
    assert reminders.run() == 1
    assert told("unsigned:")[1].person == world.dora


def test_a_session_without_learners_or_that_is_signed_asks_for_nothing(world):
    make_session(world, in_hours(-4), 60)
    book(world, -6, minutes=60)
    # An hour around noon has two half-days.
    for half_day in HalfDay.objects.filter(session__bookings__isnull=False):
        HalfDay.objects.filter(pk=half_day.pk).update(closed_at=in_hours(-4))
        sign(world, half_day, SignOff.State.PRESENT)
    assert reminders.run() == 0


@pytest.mark.parametrize(("days", "expected"), [(30, 0), (31, 1)])
def test_a_holder_without_a_meeting_for_31_days_under_a_monthly_rule_is_overdue(world, days, expected):
    """domain.md A26, AC1."""
    type = make_appointment_type(world, every_days=30)
    starts_ago(world, 60)
    noon = timezone.now() - timedelta(days=days)
    Appointment.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        type=type,
        host=world.chloe,
        starts_at=noon,
        ends_at=noon + timedelta(hours=1),
        state=Appointment.State.HELD,
    )
    reminders.run()
    assert len(told("overdue:", world.chloe)) == expected
    assert reminders.run() == 0


def test_the_list_of_the_overdue_and_what_is_told_agree(world):
    make_appointment_type(world, every_days=20)
    for number, days in enumerate((15, 20, 21, 25)):
        row = enrol_learner(world, make_person(f"L{number}", world.organisation), coach=world.chloe)
        Enrolment.objects.filter(pk=row.pk).update(starts_on=timezone.localdate() - timedelta(days=days))
    reminders.run()
    listed = {str(line.enrolment.person) for line in overdue(world.organisation, timezone.localdate())}
    assert {row.subject.split(" ")[0] for row in told("overdue:")} == {name.split(" ")[0] for name in listed}
    assert {"L2", "L3"} <= listed


def test_who_has_a_meeting_booked_waits_for_none(world):
    type = make_appointment_type(world, every_days=15)
    start = in_hours(72)
    Appointment.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        type=type,
        host=world.chloe,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )
    reminders.run()
    assert told("overdue:") == []


def test_one_organisation_s_rule_and_team_are_not_another_s(world):
    make_appointment_type(world, every_days=15)
    reminders.run()
    assert {row.person for row in told("overdue:")} == {world.chloe}
    assert not Notice.objects.filter(person=world.otto).exists()


def test_what_the_team_was_told_of_somebody_goes_when_they_are_erased(world):
    make_appointment_type(world, every_days=15)
    silent(22, world)
    reminders.run()
    assert Notice.objects.filter(person=world.chloe, subject__contains="Ana").count() == 2
    privacy.erase(world.ana, decided_by=world.admin)
    assert Notice.objects.count() == 0


# -- many


def test_a_run_takes_as_many_queries_for_forty_learners_as_for_one(world, django_assert_max_num_queries):
    session = make_session(world, in_hours(20))
    for number in range(40):
        learner = make_person(f"L{number}", world.organisation)
        row = make_booking(session, enrol_learner(world, learner, coach=world.chloe))
        Booking.objects.filter(pk=row.pk).update(since=in_hours(-100))
    silent(22, world)
    make_appointment_type(world, every_days=15)
    with django_assert_max_num_queries(40):
        assert reminders.run() == 40 + 2 * 41 + 41
    with django_assert_max_num_queries(18):
        assert reminders.run() == 0


def test_one_sort_that_stumbles_keeps_nobody_from_the_others(world, monkeypatch):
    def stumble(_scene: object) -> None:
        raise ValueError("stumbled")

    book(world, 5)
    monkeypatch.setattr(reminders, "SORTS", (stumble, *reminders.SORTS))
    assert reminders.run() == 1

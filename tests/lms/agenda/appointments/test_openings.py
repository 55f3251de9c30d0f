"""A coach's free hours: what is offered, what takes it away, and clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.agenda.appointments.openings import openings
from lms.agenda.models import Availability, Unavailability
from lms.enrolment.models import Closure
from tests.factories import make_world
from tests.lms.agenda.appointments.setting import at, clock_at, coming_monday, make_appointment, make_hours
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_session

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 3, 20, tzinfo=UTC)  # the clocks change in the night to Sunday 29 March


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def type(world):
    return make_appointment_type(world)


def hours_of(world, type, day, days=1, **more):
    zone = world.organisation.zone
    return [one.starts_at.astimezone(zone).strftime("%H:%M") for one in openings(world.chloe, type, day, days, **more)]


def test_weekly_hours_are_offered_in_steps_of_the_types_length(world, type):
    make_hours(world)
    monday = coming_monday(world)
    assert hours_of(world, type, monday) == ["09:00", "10:00", "11:00"]
    type.minutes = 45
    assert hours_of(world, type, monday) == ["09:00", "09:45", "10:30", "11:15"]
    assert hours_of(world, type, monday + timedelta(days=1)) == []


def test_hours_begin_and_end_with_their_days(world, type):
    monday = coming_monday(world)
    make_hours(world, first_on=monday + timedelta(days=1))
    assert hours_of(world, type, monday) == []
    Availability.objects.update(first_on=monday, until=monday)
    assert hours_of(world, type, monday) == ["09:00", "10:00", "11:00"]
    assert hours_of(world, type, monday + timedelta(weeks=1)) == []


def test_everything_else_the_coach_does_takes_its_time(world, type):
    monday = coming_monday(world)
    make_hours(world, last="18:00")
    make_appointment(world.enrolment, type, at(world, monday, "10:00"))
    make_appointment(world.enrolment, type, at(world, monday, "17:00"), state="cancelled")
    Unavailability.objects.create(
        coach=world.chloe,
        organisation=world.organisation,
        starts_at=at(world, monday, "11:30"),
        ends_at=at(world, monday, "12:30"),
    )
    make_session(world, at(world, monday, "14:00"), minutes=120, trainer=world.chloe)
    assert hours_of(world, type, monday) == ["09:00", "13:00", "16:00", "17:00"]


def test_a_session_of_several_days_leaves_the_hours_between_free(world, type):
    monday = coming_monday(world)
    make_hours(world, first="19:00", last="21:00")
    session = make_session(world, at(world, monday, "09:00"), minutes=180, trainer=world.chloe)
    session.ends_at += timedelta(days=2)
    session.save()
    assert hours_of(world, type, monday) == ["19:00", "20:00"]


def test_closed_days_offer_nothing(world, type):
    monday = coming_monday(world)
    make_hours(world)
    Closure.objects.create(organisation=world.organisation, first_on=monday - timedelta(days=3), last_on=monday)
    assert hours_of(world, type, monday) == []
    assert len(hours_of(world, type, monday, 8)) == 3


def test_what_the_learner_does_otherwise_is_left_out(world, type):
    monday = coming_monday(world)
    make_hours(world)
    make_booking(make_session(world, at(world, monday, "09:30"), minutes=60), world.enrolment)
    make_appointment(world.enrolment, type, at(world, monday, "11:00"), host=world.bo)
    assert hours_of(world, type, monday) == ["09:00", "10:00", "11:00"]
    assert hours_of(world, type, monday, learner=world.ana) == []


def test_a_morning_stays_a_morning_when_the_clocks_change(world, type):
    make_hours(world, weekday=5)
    make_hours(world, weekday=6)
    with clock_at(BEFORE):
        found = openings(world.chloe, type, date(2026, 3, 28), 2)
    assert [one.starts_at for one in found][::3] == [
        datetime(2026, 3, 28, 8, tzinfo=UTC),
        datetime(2026, 3, 29, 7, tzinfo=UTC),
    ]


def test_an_hour_that_does_not_exist_is_not_offered(world, type):
    make_hours(world, weekday=6, first="02:00", last="03:00")
    with clock_at(BEFORE):
        assert openings(world.chloe, type, date(2026, 3, 29), 1) == []
        assert len(openings(world.chloe, type, date(2026, 3, 22), 1)) == 1


def test_nothing_that_has_begun_is_offered(world, type):
    monday = coming_monday(world)
    make_hours(world)
    with clock_at(at(world, monday, "10:00")):
        assert hours_of(world, type, monday) == ["11:00"]


def test_hours_given_twice_are_offered_once_and_other_organisations_have_none(world, type):
    monday = coming_monday(world)
    make_hours(world)
    make_hours(world, last="10:00")
    assert hours_of(world, type, monday) == ["09:00", "10:00", "11:00"]
    Availability.objects.update(organisation=world.other_organisation)
    assert hours_of(world, type, monday) == []


def test_two_weeks_take_three_queries_whatever_stands_in_them(world, type, django_assert_max_num_queries):
    monday = coming_monday(world)
    for weekday in range(5):
        make_hours(world, weekday=weekday, last="18:00")
    for day in range(10):
        make_appointment(world.enrolment, type, at(world, monday + timedelta(days=day), "10:00"))
    type.organisation  # noqa: B018  fetched before
    with django_assert_max_num_queries(3):
        found = openings(world.chloe, type, monday, 14, learner=world.ana)
    assert len(found) == 10 * 9 - 8  # two of the ten stand on a weekend

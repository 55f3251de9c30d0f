"""One's own calendar: what has an hour, what has a last day, what is done when one likes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.agenda.calendar.lines import lines_of
from lms.agenda.models import Appointment, Booking, Session
from lms.enrolment.models import Closure
from tests.factories import World, make_person, make_world
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_room, make_session, make_venue

pytestmark = pytest.mark.django_db
PAGE = "/en/agenda/calendar/"


@pytest.fixture
def world() -> World:
    return make_world()


def make_appointment(world: World, starts_at: datetime, **fields: object) -> Appointment:
    defaults = {
        "organisation": world.organisation,
        "enrolment": world.enrolment,
        "type": make_appointment_type(world),
        "host": world.chloe,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
    }
    return Appointment.objects.create(**{**defaults, **fields})


def text_of(client, person, **asked: str) -> str:
    client.force_login(person)
    response = client.get(PAGE, asked)
    assert response.status_code == 200
    return response.content.decode()


def this_noon() -> datetime:
    return timezone.now().replace(hour=11, minute=0, second=0, microsecond=0)


def test_a_seat_shows_its_day_hour_place_and_trainer(world, client):
    venue = make_venue(world)
    noon = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
    make_booking(make_session(world, noon, venue=venue, room=make_room(venue)), world.enrolment)
    text = text_of(client, world.ana, day="2026-12-15")
    assert "10:00 – 13:30" in text, "the organisation's clock, not UTC"
    assert "Maison SIEGE, Salle 1" in text and "Bo Berger" in text


def test_an_appointment_and_a_place_in_the_queue_are_shown_as_such(world, client):
    make_booking(make_session(world, this_noon()), world.enrolment, Booking.State.WAITING)
    make_appointment(world, this_noon())
    text = text_of(client, world.ana)
    assert "on the waiting list" in text and "with Chloé Costa" in text


def test_what_was_cancelled_says_so(world, client):
    make_booking(make_session(world, this_noon(), state=Session.State.CANCELLED), world.enrolment)
    assert "cancelled" in text_of(client, world.ana)


def test_trainers_and_coaches_find_what_they_lead_on_the_same_page(world, client):
    make_session(world, this_noon())
    make_appointment(world, this_noon())
    assert "you lead" in text_of(client, world.bo)
    assert "with Ana Ferreira" in text_of(client, world.chloe)


def test_otto_sees_nothing_of_it(world, client):
    make_booking(make_session(world, this_noon()), world.enrolment)
    make_appointment(world, this_noon())
    text = text_of(client, world.otto)
    assert "Ferreira" not in text and "Séquence" not in text and "Sequence" not in text
    assert lines_of(world.otto, this_noon() - timedelta(days=9), this_noon() + timedelta(days=9)) == []


def test_a_last_day_stands_on_its_day_and_the_rest_is_done_when_one_likes(world, client):
    start = world.enrolment.starts_on
    assert "last day" in text_of(client, world.ana, day=str(start + timedelta(days=6)))
    world.enrolment.state = "paused"
    world.enrolment.save()
    assert "last day" not in text_of(client, world.ana, day=str(start + timedelta(days=6)))


def test_days_off_are_named(world, client):
    Closure.objects.create(organisation=world.organisation, first_on=timezone.localdate(), last_on=timezone.localdate())
    assert "day off" in text_of(client, world.ana)


@pytest.mark.parametrize("day", ["", "yesterday", "0001-01-01", "9999-12-31", "2026-02-30"])
@pytest.mark.parametrize("view", ["week", "list", "nonsense"])
def test_any_day_that_is_asked_for_shows_a_calendar(world, client, day, view):
    text_of(client, world.ana, day=day, view=view)


def test_the_week_goes_on_paper(world, client):
    make_booking(make_session(world, this_noon()), world.enrolment)
    client.force_login(world.ana)
    text = client.get(reverse("agenda:calendar_print")).content.decode()
    assert "Séquence 1.1" in text or "Sequence 1.1" in text


def test_a_year_of_500_sessions_costs_ten_queries_at_most(world, client, django_assert_max_num_queries):
    sessions = [
        Session(
            organisation=world.organisation,
            journey=world.journey,
            title=f"Séance {number}",
            starts_at=this_noon() + timedelta(days=number % 360 - 60),
            ends_at=this_noon() + timedelta(days=number % 360 - 60, hours=3),
            trainer=world.bo,
        )
        for number in range(500)
    ]
    made = Session.objects.bulk_create(sessions)
    Booking.objects.bulk_create(Booking(session=row, enrolment=world.enrolment, state="booked") for row in made)
    client.force_login(world.ana)
    client.get(PAGE)
    for asked in ({}, {"view": "list"}):
        with django_assert_max_num_queries(10):
            assert client.get(PAGE, asked).status_code == 200


def test_somebody_without_any_role_reads_an_empty_calendar(world, client):
    assert "Nothing at a set time" in text_of(client, make_person("Zoé"))


def test_while_a_session_can_be_signed_its_line_leads_to_the_signature(world, client):
    session = make_session(world, timezone.now() - timedelta(minutes=30))
    make_booking(session, world.enrolment)
    mine, led = reverse("agenda:sign_now"), reverse("agenda:signing", args=[session.public_id])
    assert f'href="{mine}"' in text_of(client, world.ana)
    text = text_of(client, world.bo)
    assert f'href="{led}"' in text and f'href="{mine}"' not in text
    Session.objects.update(starts_at=timezone.now() + timedelta(hours=2), ends_at=timezone.now() + timedelta(hours=4))
    assert f'href="{mine}"' not in text_of(client, world.ana), "nothing to sign yet"


def test_who_follows_a_journey_is_led_to_a_computer_near_them(world, client):
    points = f'href="{reverse("agenda:access_points")}"'
    assert points in text_of(client, world.ana) and points not in text_of(client, world.bo)

"""A learner's home says what has a day and an hour before what has none."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.agenda.models import Booking, Session
from lms.enrolment.agreed import open_gate
from lms.enrolment.models import Closure
from tests.courses.walk import Walk, make_walk
from tests.lms.agenda.calendar.test_calendar_page import make_appointment
from tests.lms.agenda.factories import make_booking, make_session, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(settings, tmp_path) -> Walk:
    settings.MEDIA_ROOT = tmp_path
    return make_walk()


def lines(client, walk: Walk) -> list[dict]:
    client.force_login(walk.world.ana)
    return client.get(reverse("courses:my_journey")).context["this_week"]


def test_booked_sessions_and_appointments_come_first_with_day_hour_and_place(walk, client):
    world = walk.world
    tomorrow = timezone.now() + timedelta(days=1)
    make_booking(make_session(world, tomorrow, venue=make_venue(world)), world.enrolment)
    make_appointment(world, tomorrow + timedelta(days=1))
    first, second, *_others = lines(client, walk)
    local = tomorrow.astimezone(world.organisation.zone)
    assert f"{local:%H:%M}" in first["when"] and "Maison SIEGE" in first["place"]
    assert first["url"] == walk.sequences[0].get_url()
    assert "Chloé Costa" in second["place"]


def test_cancelled_sessions_and_those_of_later_weeks_are_left_out(walk, client):
    world = walk.world
    make_booking(make_session(world, state=Session.State.CANCELLED), world.enrolment)
    make_booking(make_session(world, timezone.now() + timedelta(days=9)), world.enrolment)
    make_booking(make_session(world), world.enrolment, Booking.State.CANCELLED)
    assert [line for line in lines(client, walk) if ":" in line["when"]] == []


def test_what_the_team_leads_is_not_on_a_learner_s_home(walk, client):
    make_session(walk.world, trainer=walk.world.ana)
    assert [line for line in lines(client, walk) if ":" in line["when"]] == []


def test_a_gate_opened_by_hand_lets_the_learner_in(walk, client):
    client.force_login(walk.world.ana)
    address = walk.sequences[1].get_url()
    assert client.get(address).status_code == 403
    row = walk.world.journey.sequences.get(key=walk.sequences[1].translation_key)
    open_gate(walk.enrolment, row, "Knows it already", walk.world.chloe)
    assert client.get(address).status_code == 200


def test_home_sequence_and_activity_keep_to_ten_queries_with_dates(walk, client, django_assert_max_num_queries):
    world = walk.world
    Closure.objects.create(organisation=world.organisation, first_on="2026-12-21", last_on="2027-01-03")
    for day in range(5):
        make_booking(make_session(world, timezone.now() + timedelta(days=day)), world.enrolment)
    make_appointment(world, timezone.now() + timedelta(days=1))
    client.force_login(world.ana)
    pages = [reverse("courses:my_journey"), walk.sequences[0].get_url(), walk.activities[0].get_url()]
    for address in pages:
        client.get(address)
        with django_assert_max_num_queries(9):
            assert client.get(address).status_code == 200


def test_a_session_that_is_being_held_is_signed_from_here(walk, client):
    make_booking(make_session(walk.world, timezone.now() - timedelta(minutes=30)), walk.world.enrolment)
    (line,) = [line for line in lines(client, walk) if line.get("sign_url")]
    assert line["sign_url"] == reverse("agenda:sign_now")

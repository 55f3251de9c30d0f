"""Learners' screens: dates of a sequence, access points, seats taken and given back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.agenda.models import Booking
from lms.agenda.sessions import offers
from lms.catalogue.models import Sequence
from lms.enrolment.models import Enrolment
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_booking, make_session, make_venue

pytestmark = pytest.mark.django_db
TULLE, BRIVE, PARIS = (45.2672, 1.7719), (45.1590, 1.5330), (48.8566, 2.3522)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def ana(world, client) -> Client:
    client.force_login(world.ana)
    return client


def in_days(count: float) -> Any:
    return timezone.now() + timedelta(days=count)


def page_of(world: World, code: str = "S11") -> str:
    return reverse("agenda:choose_session", args=[Sequence.objects.get(journey=world.journey, code=code).key])


def place(world: World, code: str, point: tuple[float, float], **fields: object) -> Any:
    return make_venue(world, code, latitude=point[0], longitude=point[1], **fields)


def test_ana_chooses_a_date_and_gives_it_back_in_one_touch(world, ana):
    session = make_session(world, in_days(3), venue=make_venue(world))
    assert "agenda/seats" in ana.get(page_of(world)).content.decode()
    assert ana.post(reverse("agenda:take_seat", args=[session.public_id])).url == page_of(world)
    assert Booking.objects.get().state == "booked"
    shown = ana.get(page_of(world)).content.decode()
    assert reverse("agenda:give_back_seat", args=[session.public_id]) in shown
    assert ana.post(reverse("agenda:give_back_seat", args=[session.public_id])).url == page_of(world)
    assert Booking.objects.get().state == "cancelled"


def test_soon_before_it_she_says_why(world, ana):
    session = make_session(world, in_days(0.5))
    make_booking(session, world.enrolment)
    address = reverse("agenda:give_back_seat", args=[session.public_id])
    refused = ana.post(address)
    assert refused.status_code == 200 and refused.context["form"].errors
    assert ana.post(address, {"reason": "Garde d’enfant"}).status_code == 302
    assert Booking.objects.get().reason == "Garde d’enfant"


def test_a_sequence_that_is_closed_says_what_opens_it_and_offers_no_button(world, ana):
    session = make_session(world, in_days(3), sequence="S12")
    shown = ana.get(page_of(world, "S12"))
    assert shown.context["gate"] is not None
    assert reverse("agenda:take_seat", args=[session.public_id]) not in shown.content.decode()
    ana.post(reverse("agenda:take_seat", args=[session.public_id]))
    assert not Booking.objects.exists()


def test_nobody_else_sees_the_dates_of_a_journey(world, client):
    session = make_session(world, in_days(3))
    for person in (world.otto, world.bo, world.gaelle):
        client.force_login(person)
        assert client.get(page_of(world)).status_code == 404
        assert client.post(reverse("agenda:take_seat", args=[session.public_id])).status_code == 404
        assert client.post(reverse("agenda:give_back_seat", args=[session.public_id])).status_code == 404


def test_twenty_dates_are_shown_within_ten_queries(world, ana):
    for number in range(20):
        make_session(world, in_days(3 + number), venue=place(world, f"V{number}", BRIVE))
    ana.get(page_of(world))
    with CaptureQueriesContext(connection) as queries:
        assert len(ana.get(page_of(world)).context["offers"]) == 20
    assert len(queries) <= 10


def test_offers_tell_seats_places_in_the_queue_and_leave_out_what_is_over(world):
    full = make_session(world, in_days(3), capacity_max=1)
    make_session(world, in_days(-3))
    begun = make_session(world, in_days(-0.01))
    others = [enrol_learner(world, make_person(f"P{n}", world.organisation)) for n in range(2)]
    make_booking(full, others[0])
    make_booking(full, others[1], Booking.State.WAITING)
    make_booking(full, world.enrolment, Booking.State.WAITING)
    (offer,) = offers.bookable_sessions(world.enrolment, full.sequence_id)
    assert (offer.left, offer.is_waiting, offer.place) == (0, True, 2)
    make_booking(begun, world.enrolment)
    assert [one.session for one in offers.bookable_sessions(world.enrolment, full.sequence_id)] == [begun, full]
    assert [one.session for one in offers.bookings_of(world.enrolment)] == [begun, full]


def test_a_learner_s_page_stays_light_and_keeps_what_they_hold_however_many_dates_there_are(world, ana):
    sessions = [make_session(world, in_days(2 + number), minutes=60) for number in range(50)]
    make_booking(sessions[-1], world.enrolment)
    answer = ana.get(page_of(world))
    shown = [line["offer"].session for line in answer.context["offers"]]
    assert shown == [*sessions[:39], sessions[-1]]
    assert len(answer.content) < 40_000


def test_ana_without_a_computer_books_a_seat_at_the_nearest_access_point(world, ana):
    near = place(world, "BRIVE", BRIVE, is_access_point=True, seats=1)
    far = place(world, "PARIS", PARIS, is_access_point=True, seats=4)
    home = place(world, "TULLE", TULLE)
    for venue in (far, near):
        make_session(world, in_days(2), sequence=None, venue=venue, capacity_max=venue.seats, trainer=None)
    shown = ana.get(reverse("agenda:access_points"), {"from": str(home.public_id)})
    assert [one["near"].venue for one in shown.context["points"]] == [near, far]
    assert "22 km" in shown.content.decode() and not shown.context["none_near"]
    line = shown.context["points"][0]["lines"][0]
    session = line["offer"].session
    assert ana.post(reverse("agenda:take_seat", args=[session.public_id])).url == reverse("agenda:access_points")
    assert Booking.objects.get().state == "booked"


def test_a_place_too_far_is_said_in_words(world, ana):
    place(world, "PARIS", PARIS, is_access_point=True, seats=4)
    home = place(world, "TULLE", TULLE)
    shown = ana.get(reverse("agenda:access_points"), {"from": str(home.public_id)})
    assert "30 km" in shown.context["none_near"]
    assert Enrolment.objects.filter(person=world.ana).count() == 1


def test_access_points_stay_within_ten_queries(world, ana):
    for number in range(6):
        venue = place(world, f"V{number}", BRIVE, is_access_point=True, seats=3)
        for day in range(4):
            make_session(world, in_days(2 + day), sequence=None, venue=venue, trainer=None)
    ana.get(reverse("agenda:access_points"))
    with CaptureQueriesContext(connection) as queries:
        ana.get(reverse("agenda:access_points"))
    assert len(queries) <= 10

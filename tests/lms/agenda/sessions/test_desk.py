"""Coordinators' and trainers' screens: sessions, one session, planning, venues."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.agenda.models import Booking, HalfDay, Room, Session, Venue
from lms.enrolment.models import Closure
from lms.people.models import Membership, Role
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_booking, make_room, make_session, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def dora(world, client) -> Client:
    client.force_login(world.dora)
    return client


def pattern(world: World, **values: object) -> dict[str, Any]:
    """What the form of a new session sends."""
    venue = Venue.objects.filter(organisation=world.organisation).first() or make_venue(world)
    sent = {
        "sequence": world.journey.sequences.get(code="S11").pk,
        "venue": venue.pk,
        "trainer": world.bo.pk,
        "capacity_min": 4,
        "capacity_max": 12,
        "first_on": "2027-03-01",
        "starts": "09:00",
        "ends": "12:30",
        "days": 1,
        "key": uuid4(),
    }
    return {**sent, **values}


def text(answer: Any) -> str:
    return answer.content.decode()


def test_the_list_shows_what_comes_first_filters_and_stays_within_its_queries(world, dora):
    venue = make_venue(world)
    soon = timezone.now() + timedelta(days=1)
    sessions = [make_session(world, soon + timedelta(hours=5 * n), minutes=60, venue=venue) for n in range(60)]
    for session in sessions[:30]:
        make_booking(session, world.enrolment)
    make_session(world, title="Hier", starts_at=soon - timedelta(days=4))
    make_session(world, title="Annulée", state=Session.State.CANCELLED)
    dora.get(reverse("agenda:sessions"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = dora.get(reverse("agenda:sessions"))
    assert len(queries) <= 10
    assert [line["session"] for line in answer.context["lines"]] == sessions[:25]
    assert answer.context["page"].paginator.count == 60
    for asked, count in (("state=past", 1), ("state=cancelled", 1), (f"venue={venue.public_id}", 60), ("venue=x", 0)):
        assert dora.get(reverse("agenda:sessions") + "?" + asked).context["page"].paginator.count == count
    trainers = dora.get(reverse("agenda:sessions"), {"trainer": str(world.chloe.public_id)})
    assert trainers.context["page"].paginator.count == 0


def test_a_coordinator_sees_the_dates_before_they_are_planned_and_leaves_some_out(world, dora):
    room = make_room(make_venue(world))
    Closure.objects.create(
        organisation=world.organisation, first_on=date(2027, 3, 8), last_on=date(2027, 3, 8), title="Carnaval"
    )
    make_session(world, timezone.make_aware(timezone.datetime(2027, 3, 15, 9)), room=room, trainer=None)
    sent = pattern(world, room=room.pk, every_weeks=1, until="2027-03-22")
    shown = dora.post(reverse("agenda:new_session"), {**sent, "preview": "1"})
    assert "Carnaval" in text(shown) and "Salle 1" in text(shown) and Session.objects.count() == 1
    assert 'name="save"' not in text(shown)
    refused = dora.post(reverse("agenda:new_session"), {**sent, "save": "1"})
    assert refused.status_code == 200 and Session.objects.count() == 1
    sent["skip"] = ["2027-03-15"]
    for _click in range(2):
        assert dora.post(reverse("agenda:new_session"), {**sent, "save": "1"}).status_code == 302
    rows = Session.objects.exclude(series=None).order_by("starts_at")
    assert [row.starts_at.date().isoformat() for row in rows] == ["2027-03-01", "2027-03-22"]
    assert {(row.title, row.journey, row.trainer) for row in rows} == {("Séquence 1.1", world.journey, world.bo)}


def test_a_week_of_ten_half_days_is_planned_in_one_go(world, dora):
    sent = pattern(world, days=5, again_starts="13:30", again_ends="17:00")
    dora.post(reverse("agenda:new_session"), {**sent, "save": "1"})
    assert HalfDay.objects.filter(session__sequence__code="S11").count() == 10


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends", "08:00"),
        ("first_on", "0001-01-01"),
        ("first_on", "9999-12-31"),
        ("capacity_max", "2"),
        ("capacity_max", "999999999999"),
        ("venue", ""),
        ("room", "x"),
        ("trainer", "-1"),
        ("every_weeks", "2"),
        ("until", "20270"),
        ("again_starts", "13:00"),
        ("online", "link"),
        ("key", "x"),
        ("skip", "\x00"),
    ],
)
def test_a_form_that_cannot_be_saved_says_so_and_saves_nothing(world, dora, field, value):
    answer = dora.post(reverse("agenda:new_session"), {**pattern(world), field: value, "save": "1"})
    if field == "skip":
        assert answer.status_code == 302  # a day that is none is left out of what is left out
        return
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not Session.objects.exists()


def test_another_organisation_s_places_and_people_cannot_be_chosen(world, dora):
    foreign = Venue.objects.create(organisation=world.other_organisation, code="X", name="Ailleurs")
    for values in ({"venue": foreign.pk}, {"trainer": world.otto.pk}):
        answer = dora.post(reverse("agenda:new_session"), {**pattern(world), **values, "save": "1"})
        assert answer.context["form"].errors
    assert not Session.objects.exists()


def test_a_session_is_duplicated_changed_and_cancelled(world, dora):
    venue = make_venue(world)
    session = make_session(world, timezone.make_aware(timezone.datetime(2027, 3, 1, 9)), venue=venue, capacity_max=7)
    make_booking(session, world.enrolment)
    copy = dora.get(reverse("agenda:new_session"), {"copy": str(session.public_id)})
    assert copy.context["form"]["capacity_max"].value() == 7
    address = reverse("agenda:change_session", args=[session.public_id])
    shown = dora.get(address)
    assert next(one.initial for one in shown.context["spans"].forms if one.initial)["day"] == date(2027, 3, 1)
    sent = {name: value for name, value in pattern(world).items() if name in SHAPE}
    lines = {
        "span-TOTAL_FORMS": 3,
        "span-INITIAL_FORMS": 1,
        "span-0-day": "2027-03-02",
        "span-0-starts": "10:00",
        "span-0-ends": "16:00",
        "span-1-day": "",
    }
    assert dora.post(address, {**sent, **lines}).status_code == 302
    session.refresh_from_db()
    assert (session.revision, session.half_days.count()) == (1, 2)
    assert dora.post(address, {**sent, **lines, "span-0-ends": "09:00"}).status_code == 200
    cancel = reverse("agenda:cancel_session", args=[session.public_id])
    assert dora.post(cancel, {"reason": ""}).status_code == 200
    assert dora.post(cancel, {"reason": "Grève"}).status_code == 302
    assert "Grève" in text(dora.get(reverse("agenda:session", args=[session.public_id])))


SHAPE = {"sequence", "venue", "trainer", "capacity_min", "capacity_max"}


def test_a_trainer_gives_and_takes_seats_in_the_sessions_they_lead(world, client):
    session = make_session(world, capacity_max=1)
    nour = enrol_learner(world, make_person("Nour", world.organisation, Role.LEARNER))
    client.force_login(world.bo)
    page = reverse("agenda:session", args=[session.public_id])
    assert session.title in text(client.get(reverse("agenda:my_sessions")))
    assert "Nour" in text(client.get(page, {"q": "nou"}))
    for enrolment in (world.enrolment, nour):
        client.post(reverse("agenda:book_for", args=[session.public_id]), {"enrolment": str(enrolment.public_id)})
    assert list(Booking.objects.order_by("pk").values_list("state", flat=True)) == ["booked", "waiting"]
    sent = {"enrolment": str(world.enrolment.public_id)}
    for _click in range(2):
        client.post(reverse("agenda:remove_booking", args=[session.public_id]), sent)
    assert list(Booking.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "booked"]
    assert client.get(reverse("agenda:change_session", args=[session.public_id])).status_code == 403
    for bad in ("", "x", str(uuid4())):
        answer = client.post(reverse("agenda:book_for", args=[session.public_id]), {"enrolment": bad})
        assert answer.status_code == 404


def test_another_trainer_and_another_organisation_meet_a_closed_door(world, client):
    session = make_session(world, trainer=world.chloe)
    address = reverse("agenda:session", args=[session.public_id])
    client.force_login(world.bo)
    assert client.get(address).status_code == 403
    Membership.objects.create(person=world.otto, organisation=world.other_organisation, role=Role.COORDINATOR)
    client.force_login(world.otto)
    assert client.get(address).status_code == 404
    assert client.get(reverse("agenda:new_session"), {"copy": str(session.public_id)}).status_code == 404
    assert client.get(reverse("agenda:new_session"), {"organisation": world.organisation.code}).status_code == 404
    assert session.title not in text(client.get(reverse("agenda:sessions")))


def test_who_comes_is_read_within_ten_queries_however_many(world, dora):
    session = make_session(world, capacity_max=40)
    for number in range(30):
        make_booking(session, enrol_learner(world, make_person(f"P{number}", world.organisation, Role.LEARNER)))
    address = reverse("agenda:session", args=[session.public_id])
    dora.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert text(dora.get(address)).count("P2") > 5
    assert len(queries) <= 10


def test_venues_and_their_rooms_are_kept(world, dora):
    sent = {
        "name": "Maison",
        "code": "M",
        "latitude": "45.2",
        "longitude": "1.7",
        "is_active": "on",
        "rooms-TOTAL_FORMS": 2,
        "rooms-INITIAL_FORMS": 0,
        "rooms-0-name": "Grande salle",
        "rooms-0-capacity": 20,
        "rooms-1-name": "",
        "rooms-1-capacity": 12,
    }
    assert dora.post(reverse("agenda:new_venue"), sent).status_code == 302
    venue = Venue.objects.get()
    assert (venue.organisation, Room.objects.get().venue) == (world.organisation, venue)
    assert "Maison" in text(dora.get(reverse("agenda:venues")))
    twice = dora.post(reverse("agenda:new_venue"), sent)
    assert twice.context["form"].errors["code"]
    for values in ({"longitude": ""}, {"latitude": "91"}, {"is_access_point": "on", "seats": "0"}):
        answer = dora.post(reverse("agenda:venue", args=[venue.public_id]), {**sent, **values})
        assert answer.status_code == 200 and answer.context["form"].errors

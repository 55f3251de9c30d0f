"""Who may enter a virtual class, when, and what is said when the door stays shut."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.agenda.classes.door import Door, join_url, opening_of
from lms.agenda.models import AgendaRules, Appointment, Booking, HalfDay, Online, Session
from lms.enrolment.models import Enrolment
from tests.factories import World, make_world
from tests.lms.agenda.classes.making import make_class, use
from tests.lms.agenda.classes.server import SECRET, BigBlueButton
from tests.lms.agenda.factories import make_appointment_type, make_session

pytestmark = pytest.mark.django_db
ROOM = "https://meet.example/salle"


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


def enter(person: object, meeting: object):
    client = Client()
    client.force_login(person)
    return client.get(reverse("agenda:join", args=[meeting.public_id]))


def link(world: World, **fields: object) -> Session:
    return make_class(world, Online.LINK, link=ROOM, **fields)


# -- who


def test_learners_with_a_seat_the_trainer_and_those_who_plan_enter(world):
    session = link(world)
    met = {name: enter(person, session).status_code for name, person in world.people.items()}
    assert {name for name, status in met.items() if status == 302} == {"ana", "bo", "dora", "admin"}
    assert met.pop("otto") == 404
    assert set(met.values()) == {302, 403}


@pytest.mark.parametrize("state", [Booking.State.WAITING, Booking.State.CANCELLED])
def test_without_a_seat_there_is_no_way_in(world, state):
    session = link(world)
    Booking.objects.update(state=state)
    assert enter(world.ana, session).status_code == 403


def test_a_stranger_is_led_to_the_door_of_the_site(world):
    response = Client().get(reverse("agenda:join", args=[link(world).public_id]))
    assert response.status_code == 302 and response["Location"].startswith("/account/login/")


def test_an_appointment_lets_in_its_learner_and_its_host(world):
    now = timezone.now()
    meeting = Appointment.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        type=make_appointment_type(world),
        host=world.chloe,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        online=Online.LINK,
        link=ROOM,
    )
    assert enter(world.ana, meeting)["Location"] == ROOM
    assert enter(world.chloe, meeting)["Location"] == ROOM
    assert enter(world.bo, meeting).status_code == 403
    assert enter(world.otto, meeting).status_code == 404


def test_a_meeting_in_a_room_has_no_door_here(world):
    session = make_session(world)
    assert join_url(session) == ""
    assert enter(world.ana, session).status_code == 404


# -- when


def test_the_door_opens_a_quarter_of_an_hour_before_and_closes_at_the_end(world):
    session = make_session(world, timezone.now() + timedelta(hours=1), 60, online=Online.LINK)
    start, end = session.starts_at, session.ends_at
    minute = timedelta(minutes=1)
    assert opening_of(session, start - 16 * minute).door == Door.EARLY
    assert opening_of(session, start - 15 * minute).door == Door.OPEN
    assert opening_of(session, end - minute).door == Door.OPEN
    assert opening_of(session, end).door == Door.OVER


def test_between_two_half_days_the_door_is_shut_and_says_when_the_next_begins(world):
    session = make_session(world, timezone.now() - timedelta(hours=2), 60, online=Online.LINK)
    later = timezone.now() + timedelta(hours=2)
    HalfDay.objects.create(session=session, part=9, starts_at=later, ends_at=later + timedelta(hours=1))
    opening = opening_of(session, timezone.now())
    assert opening.door == Door.EARLY and opening.starts_at == later


def test_too_early_is_said_with_the_hour_and_the_page_goes_in_by_itself(world):
    session = link(world, began=-30)
    response = enter(world.ana, session)
    words = response.content.decode()
    assert response.status_code == 200
    assert timezone.localtime(session.starts_at, world.organisation.zone).strftime("%H:%M") in words
    assert 0 < int(response["Refresh"]) <= 15 * 60 + 1
    assert ROOM not in words and "05 00" in words


def test_a_day_too_early_nobody_is_asked_to_stay_on_the_page(world):
    response = enter(world.ana, link(world, began=-1440))
    assert response.status_code == 200 and "Refresh" not in response


@pytest.mark.parametrize("began", [61, 10])
def test_over_and_cancelled_are_said_and_lead_nowhere(world, began):
    session = link(world, began=began)
    if began == 10:
        Session.objects.update(state=Session.State.CANCELLED, cancel_reason="La salle est fermée")
    response = enter(world.ana, session)
    assert response.status_code == 200 and ROOM not in response.content.decode()
    assert (began == 61) != ("La salle est fermée" in response.content.decode())


# -- the providers


def test_a_link_that_is_not_one_of_the_web_is_not_followed(world):
    session = link(world)
    for address in ("", "javascript:alert(1)", "ftp://x/", "https://me:pw@x.example/", "http:///x"):
        Session.objects.update(link=address)
        response = enter(world.ana, session)
        assert response.status_code == 503 and "05 00" in response.content.decode()


def test_a_jitsi_room_is_the_same_for_all_and_cannot_be_derived_from_the_address(world):
    AgendaRules.objects.create(organisation=world.organisation, jitsi_url="https://meet.example/")
    session, other = make_class(world, Online.JITSI), make_class(world, Online.JITSI)
    rooms = {enter(who, session)["Location"].split("#")[0] for who in (world.ana, world.bo)}
    (room,) = rooms
    assert room.startswith("https://meet.example/cordee-") and str(session.public_id) not in room
    assert enter(world.ana, other)["Location"].split("#")[0] != room
    assert "displayName=%22Ana%20Ferreira%22" in enter(world.ana, session)["Location"]


@pytest.fixture
def bbb(settings):
    settings.CLASS_SERVER_SECONDS = 0.5
    with BigBlueButton() as server:
        yield server


def test_bigbluebutton_lets_the_trainer_in_as_moderator_and_ana_as_viewer(world, bbb):
    use(world, bbb)
    session = make_class(world)
    for who in (world.ana, world.bo):
        meeting = bbb.enter(enter(who, session)["Location"])
    assert meeting.roles == {str(world.enrolment.public_id): "VIEWER", str(world.bo.public_id): "MODERATOR"}
    assert sorted(meeting.guests.values()) == ["Ana Ferreira", "Bo Berger"]


def test_a_join_address_of_one_meeting_is_good_for_it_alone_and_shows_no_secret(world, bbb):
    use(world, bbb)
    session = make_class(world)
    location = enter(world.ana, session)["Location"]
    assert parse_qs(urlsplit(location).query)["createTime"] and SECRET not in location
    bbb.meetings[f"cordee-{session.public_id}"].created += 1  # ended, and made again
    with pytest.raises(AssertionError, match="mismatchCreateTime"):
        bbb.enter(location)


@pytest.mark.parametrize("what", ["down", "slow", "nonsense", "wrong secret", "no rules"])
def test_a_server_that_does_not_let_in_is_said_in_words_with_whom_to_call(world, bbb, what, caplog):
    if what != "no rules":
        use(world, bbb, "wrong" if what == "wrong secret" else SECRET)
    if what == "down":
        AgendaRules.objects.update(bigbluebutton_url="http://127.0.0.1:9/")
    if what == "slow":
        bbb.delay = 2
    if what == "nonsense":
        bbb.answer = b"<html>"
    response = enter(world.ana, make_class(world))
    assert response.status_code == 503
    words = response.content.decode()
    assert "Chloé" in words and "05 00" in words
    assert SECRET not in words + caplog.text and "checksum=" not in words + caplog.text


def test_the_way_in_is_not_kept_by_any_cache_and_the_policy_lets_it_through(world):
    response = enter(world.ana, link(world))
    assert "no-store" in response["Cache-Control"]
    # A redirect of a page that was asked for: no directive of ours speaks of where it may lead.
    assert "navigate-to" not in response.get("Content-Security-Policy", "")


def test_who_has_left_keeps_no_seat_that_was_given_back(world):
    session = link(world)
    Enrolment.objects.filter(pk=world.enrolment.pk).update(state=Enrolment.State.ENDED)
    assert enter(world.ana, session).status_code == 403

"""The coordinator's day: what is on, how far it is signed, who waits, who comes and goes; and nothing of others'."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.agenda.desk.day import day_of
from lms.agenda.models import Booking, HalfDay, SignOff
from lms.enrolment.models import Enrolment
from lms.progress import intake
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_booking, make_session, make_sign_off, make_venue

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 12, 11, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


@pytest.fixture
def neighbours(world) -> list[Enrolment]:
    return [
        enrol_learner(world, make_person(f"Voisin{n} Nom", world.organisation, email=f"v{n}@example.org"))
        for n in range(3)
    ]


def sign(half_day: HalfDay, enrolment: Enrolment, state: str = SignOff.State.PRESENT) -> None:
    make_sign_off(half_day, enrolment, state=state)


def test_today_s_session_shows_how_many_of_those_booked_have_signed(world, neighbours):
    session = make_session(world, NOON.replace(hour=8), 420, venue=make_venue(world))
    for enrolment in (world.enrolment, *neighbours):
        make_booking(session, enrolment)
    first, second = session.half_days.all()
    sign(first, world.enrolment)
    sign(first, neighbours[0], SignOff.State.LATE)
    sign(first, neighbours[1], SignOff.State.ABSENT)
    [sitting] = day_of(world.organisation, NOON).sittings
    assert [(one.half_day, one.signed, one.expected, one.state) for one in sitting.signings] == [
        (first, 2, 4, "doing"),
        (second, 0, 4, "todo"),
    ]


def test_yesterday_and_tomorrow_are_not_today_on_the_organisation_s_own_clock(world):
    # 23:30 UTC on the 11th is half past midnight of the 12th in Paris.
    tonight = make_session(world, datetime(2026, 11, 11, 23, 30, tzinfo=UTC), 30)
    make_session(world, datetime(2026, 11, 11, 22, 0, tzinfo=UTC), 60)
    make_session(world, datetime(2026, 11, 12, 23, 0, tzinfo=UTC), 60)
    assert [one.session for one in day_of(world.organisation, NOON).sittings] == [tonight]


def test_a_half_day_that_ended_with_people_and_without_the_trainer_is_called_for(world):
    with_people, empty = (make_session(world, NOON - timedelta(days=days), 60) for days in (3, 2))
    make_booking(with_people, world.enrolment)
    assert [one.session for one in day_of(world.organisation, NOON).unsigned] == [with_people]
    with_people.half_days.update(closed_at=NOON)
    assert day_of(world.organisation, NOON).unsigned == []
    assert empty.half_days.exists()


def test_a_coming_session_with_people_waiting_is_listed_with_how_many(world, neighbours):
    session = make_session(world, NOON + timedelta(days=5), capacity_max=1)
    make_booking(session, world.enrolment)
    for enrolment in neighbours[:2]:
        make_booking(session, enrolment, Booking.State.WAITING)
    [queue] = day_of(world.organisation, NOON).queues
    assert (queue, queue.booked, queue.waiting) == (session, 1, 2)


def test_who_did_nothing_for_three_weeks_is_to_be_called_and_who_did_is_not(world, neighbours):
    now = timezone.now()
    Enrolment.objects.update(starts_on=timezone.localdate() - timedelta(days=60))
    activity = world.activity()
    intake.receive(world.enrolment, activity, {"verb": "completed"}, happened_at=now - timedelta(days=2))
    intake.receive(neighbours[0], activity, {"verb": "completed"}, happened_at=now - timedelta(days=30))
    Enrolment.objects.filter(pk=neighbours[1].pk).update(state=Enrolment.State.PAUSED)
    silent = day_of(world.organisation, now).silent
    assert world.enrolment not in silent and neighbours[1] not in silent
    assert {neighbours[0], neighbours[2]} <= set(silent)


def test_the_day_costs_as_many_queries_with_sixty_sessions_as_with_two(world, neighbours, django_assert_num_queries):
    def fill(count: int) -> None:
        for number in range(count):
            session = make_session(world, NOON - timedelta(hours=2) + timedelta(minutes=number), 120)
            for enrolment in (world.enrolment, *neighbours):
                make_booking(session, enrolment)

    fill(2)
    with django_assert_num_queries(7):
        day_of(world.organisation, NOON)
    fill(58)
    with django_assert_num_queries(7):
        assert len(day_of(world.organisation, NOON).sittings) == 60


def test_the_screen_opens_for_dora_within_fourteen_queries_and_for_nobody_else(
    world, client, django_assert_max_num_queries
):
    make_session(world, timezone.now(), 60, title="Atelier du jour")
    client.force_login(world.dora)
    client.get(reverse("agenda:day"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("agenda:day"))
    assert "Atelier du jour" in page.content.decode()
    for person in (world.ana, world.bo, world.chloe, world.eva, world.otto):
        client.force_login(person)
        assert client.get(reverse("agenda:day")).status_code == 403


def test_another_organisation_s_day_does_not_exist(world, client):
    make_session(world, timezone.now(), 60, title="Atelier du jour")
    olga = make_person("Olga", world.other_organisation, "coordinator", email="olga@example.org")
    client.force_login(olga)
    assert "Atelier du jour" not in client.get(reverse("agenda:day")).content.decode()
    assert client.get(reverse("agenda:day"), {"organisation": world.organisation.code}).status_code == 404


def test_only_who_may_change_the_settings_is_led_to_them(world, client):
    admin = make_person("Alix", world.organisation, "admin", email="alix@example.org")
    settings = reverse("agenda:rules_of", args=[world.organisation.code])
    for person, is_led in ((world.dora, False), (admin, True)):
        client.force_login(person)
        assert (settings in client.get(reverse("agenda:day")).content.decode()) == is_led

"""The calendar that a telephone follows: valid, private, revocable, right across clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from lms.agenda.calendar.feed import make_feed, renew_feed, revoke_feed
from lms.agenda.models import Booking, CalendarFeed, Session
from lms.enrolment.calendar import due_dates
from tests.factories import World, make_world
from tests.lms.agenda.calendar.test_calendar_page import make_appointment
from tests.lms.agenda.factories import make_booking, make_session, make_venue

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def world() -> World:
    return make_world()


def read(client, person) -> Calendar:
    """As a telephone does: without any session, by the address alone."""
    client.logout()
    response = client.get(reverse("agenda:feed", args=[make_feed(person).secret]))
    assert response.status_code == 200 and response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content)


def dated(calendar: Calendar) -> list[Event]:
    return [event for event in calendar.events if not str(event["uid"]).startswith("due-")]


def next_week() -> datetime:
    return (timezone.now() + timedelta(days=7)).replace(microsecond=0)


def test_it_is_a_calendar_that_a_client_can_read(world, client):
    make_booking(make_session(world, next_week(), venue=make_venue(world)), world.enrolment)
    make_appointment(world, next_week())
    calendar = read(client, world.ana)
    assert (calendar["version"], calendar["calscale"]) == ("2.0", "GREGORIAN") and calendar["prodid"]
    assert calendar.refresh_interval == timedelta(hours=1)
    assert calendar.errors == [] and all(event.errors == [] for event in calendar.events)
    for event in calendar.events:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
    uids = [str(event["uid"]) for event in calendar.events]
    assert len(uids) == len(set(uids))
    session, appointment = sorted(dated(calendar), key=lambda event: str(event["uid"]), reverse=True)
    assert "Maison SIEGE" in session["location"] and "rue du Pont" in session["location"]
    assert "Chloé" in appointment["summary"] and "Costa" not in appointment["summary"]


def test_lines_are_folded_and_end_as_the_standard_says(world, client):
    session = make_session(world, next_week(), title="Parler de son projet ; à l’oral, sans notes, " * 4)
    make_booking(session, world.enrolment)
    client.logout()
    raw = client.get(reverse("agenda:feed", args=[make_feed(world.ana).secret])).content
    lines = raw.split(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"") and max(map(len, lines)) <= 75
    assert str(dated(Calendar.from_ical(raw))[0]["summary"]) == session.title


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 26)])
def test_ten_o_clock_in_paris_is_ten_o_clock_before_and_after_a_clock_change(world, client, day):
    from lms.agenda.calendar.feed import calendar_of

    start = datetime(day.year, day.month, day.day, 10, tzinfo=PARIS)
    make_booking(make_session(world, start.astimezone(UTC)), world.enrolment)
    (event,) = dated(Calendar.from_ical(calendar_of(world.ana, "https://x", now=start - timedelta(days=30))))
    assert event.start.astimezone(PARIS) == start and event.start.astimezone(PARIS).hour == 10
    assert event.start.astimezone(ZoneInfo("America/Martinique")) == start, "another zone, the same instant"


def test_a_change_keeps_the_identity_and_raises_the_sequence(world, client):
    session = make_session(world, next_week())
    make_booking(session, world.enrolment)
    (before,) = dated(read(client, world.ana))
    later = session.changed_at + timedelta(minutes=5)
    Session.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at + timedelta(hours=1), revision=1, changed_at=later
    )
    (after,) = dated(read(client, world.ana))
    assert after["uid"] == before["uid"] and after.sequence == before.sequence + 1
    assert after.start == before.start + timedelta(hours=1) and after.LAST_MODIFIED > before.LAST_MODIFIED


def test_what_is_cancelled_stays_as_cancelled_and_takes_no_time(world, client):
    session = make_session(world, next_week())
    booking = make_booking(session, world.enrolment)
    Session.objects.filter(pk=session.pk).update(state=Session.State.CANCELLED, revision=1)
    (event,) = dated(read(client, world.ana))
    assert (event["status"], event["transp"], event.sequence) == ("CANCELLED", "TRANSPARENT", 1)
    Session.objects.filter(pk=session.pk).update(state=Session.State.PLANNED)
    Booking.objects.filter(pk=booking.pk).update(state=Booking.State.CANCELLED, cancelled_at=timezone.now())
    (event,) = dated(read(client, world.ana))
    assert event["status"] == "CANCELLED"


def test_a_place_in_the_queue_is_tentative(world, client):
    make_booking(make_session(world, next_week()), world.enrolment, Booking.State.WAITING)
    (event,) = dated(read(client, world.ana))
    assert event["status"] == "TENTATIVE"


def test_last_days_are_whole_days(world, client):
    from lms.catalogue.outline import outline_of

    due = set(due_dates(world.enrolment, outline_of(world.journey)).values())
    shown = [event for event in read(client, world.ana).events if str(event["uid"]).startswith("due-")]
    assert shown and {event.start for event in shown} <= due
    assert all(not isinstance(event.start, datetime) for event in shown)


def test_one_date_comes_alone_to_those_whose_it_is(world, client):
    session = make_session(world, next_week())
    make_booking(session, world.enrolment)
    address = reverse("agenda:session_ics", args=[session.public_id])
    for person, status in ((world.ana, 200), (world.bo, 200), (world.chloe, 404), (world.otto, 404)):
        client.force_login(person)
        assert client.get(address).status_code == status
    appointment = make_appointment(world, next_week())
    client.force_login(world.ana)
    answer = client.get(reverse("agenda:appointment_ics", args=[appointment.public_id]))
    assert len(Calendar.from_ical(answer.content).events) == 1


def test_the_address_is_made_renewed_and_stopped_on_the_page(world, client):
    client.force_login(world.ana)
    settings = reverse("agenda:feed_settings")
    client.post(settings, {"act": "make"})
    client.post(settings, {"act": "make"})
    first = CalendarFeed.objects.get(person=world.ana)
    for _click in range(2):
        client.post(settings, {"act": "renew", "feed": first.pk})
    second = CalendarFeed.objects.get(person=world.ana, revoked_at=None)
    assert CalendarFeed.objects.filter(person=world.ana).count() == 2 and second.secret != first.secret
    assert second.secret in client.get(reverse("agenda:calendar")).content.decode()
    client.post(settings, {"act": "revoke", "feed": second.pk})
    client.logout()
    for row in (first, second):
        assert client.get(reverse("agenda:feed", args=[row.secret])).status_code == 404


def test_nobody_stops_the_address_of_another(world):
    feed = make_feed(world.ana)
    revoke_feed(world.otto, feed.pk)
    renew_feed(world.otto, feed.pk)
    feed.refresh_from_db()
    assert feed.revoked_at is None


def test_the_address_of_somebody_who_may_not_sign_in_answers_nothing(world, client):
    feed = make_feed(world.ana)
    world.ana.is_active = False
    world.ana.save()
    assert client.get(reverse("agenda:feed", args=[feed.secret])).status_code == 404
    assert client.get(reverse("agenda:feed", args=["x" * 43])).status_code == 404


def test_it_is_kept_by_nobody_on_the_way_and_not_sent_twice(world, client):
    address = reverse("agenda:feed", args=[make_feed(world.ana).secret])
    answer = client.get(address)
    assert "private" in answer["Cache-Control"] and "Set-Cookie" not in answer
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_feed_of_500_sessions_costs_few_queries(world, client, django_assert_max_num_queries):
    rows = Session.objects.bulk_create(
        Session(
            organisation=world.organisation,
            title=f"Séance {number}",
            starts_at=next_week() + timedelta(hours=number),
            ends_at=next_week() + timedelta(hours=number + 1),
        )
        for number in range(500)
    )
    Booking.objects.bulk_create(Booking(session=row, enrolment=world.enrolment, state="booked") for row in rows)
    address = reverse("agenda:feed", args=[make_feed(world.ana).secret])
    client.get(address)
    with django_assert_max_num_queries(6):
        assert client.get(address).content.count(b"BEGIN:VEVENT") >= 500

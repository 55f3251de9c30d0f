"""Seats: the 16th of 15 waits, who waits moves up in order, nobody sits in two places at a time."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.agenda.models import AgendaRules, Appointment, Booking, Session
from lms.agenda.sessions import plan, seats
from lms.agenda.sessions.times import Shape, When
from lms.enrolment import enrol as enrolling
from lms.enrolment.models import Enrolment
from lms.notices.models import Notice
from lms.people.models import Role
from lms.plugins.kind import Refused
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_session, make_sign_off

pytestmark = pytest.mark.django_db
BOOKED, WAITING, CANCELLED = Booking.State.BOOKED, Booking.State.WAITING, Booking.State.CANCELLED


@pytest.fixture
def world() -> World:
    return make_world()


def make_learners(world: World, count: int) -> list[Enrolment]:
    people = [make_person(f"P{n} Test", world.organisation, Role.LEARNER, language="en") for n in range(count)]
    return [enrol_learner(world, person) for person in people]


def in_days(count: int) -> datetime:
    return timezone.now() + timedelta(days=count)


def told(enrolment: Enrolment) -> list[str]:
    rows = Notice.objects.filter(person=enrolment.person).order_by("pk")
    return [row.subject.partition(":")[0] for row in rows]


def test_the_sixteenth_of_fifteen_waits_and_is_promoted_when_a_seat_is_given_back(world):
    session = make_session(world, in_days(3), capacity_max=15)
    learners = make_learners(world, 16)
    bookings = [seats.book(session, one, one.person) for one in learners]
    assert [one.state for one in bookings] == [BOOKED] * 15 + [WAITING]
    assert seats.place_in_queue(bookings[15]) == 1
    seats.cancel(bookings[3], learners[3].person)
    bookings[15].refresh_from_db()
    assert bookings[15].state == BOOKED and bookings[15].promoted_at is not None
    assert told(learners[15]) == ["You are on the waiting list", "A seat is yours"]
    assert told(learners[3]) == ["Your seat", "Your seat is given back"]


def test_a_second_click_books_nothing_twice_and_tells_nobody_twice(world):
    session = make_session(world, in_days(3))
    first = seats.book(session, world.enrolment, world.ana)
    assert seats.book(session, world.enrolment, world.ana) == first
    assert Booking.objects.count() == Notice.objects.count() == 1
    seats.cancel(first, world.ana)
    seats.cancel(first, world.ana)
    assert Notice.objects.count() == 2


def test_who_comes_back_after_giving_up_queues_again(world):
    session = make_session(world, in_days(3), capacity_max=1)
    one, two, three = make_learners(world, 3)
    seats.book(session, one, one.person)
    waiting = seats.book(session, two, two.person)
    seats.book(session, three, three.person)
    seats.cancel(waiting, two.person)
    again = seats.book(session, two, two.person)
    assert (again.pk, again.state, seats.place_in_queue(again)) == (waiting.pk, WAITING, 2)
    assert told(two) == ["You are on the waiting list", "Your seat is given back", "You are on the waiting list"]


def test_a_learner_books_only_where_they_are_in_their_journey_the_team_books_anywhere(world):
    later = make_session(world, sequence="S12")
    with pytest.raises(Refused, match=r"Finish|Terminez"):
        seats.book(later, world.enrolment, world.ana)
    assert not Booking.objects.exists()
    assert seats.book(later, world.enrolment, world.dora).state == BOOKED


def test_nobody_books_what_is_cancelled_begun_or_another_journey_s(world):
    cancelled = make_session(world, state=Session.State.CANCELLED)
    begun = make_session(world, timezone.now() - timedelta(hours=1))
    foreign = make_session(world, sequence=None, organisation=world.other_organisation)
    for session in (cancelled, begun, foreign):
        with pytest.raises(Refused):
            seats.book(session, world.enrolment, world.ana)
    assert seats.book(begun, world.enrolment, world.bo).state == BOOKED


def test_nobody_books_while_their_journey_is_paused_or_over(world):
    session, hours = make_session(world), make_session(world, sequence=None)
    enrolling.pause(world.enrolment)
    for one in (session, hours):
        with pytest.raises(Refused):
            seats.book(one, world.enrolment, world.ana)
    enrolling.end(world.enrolment)
    with pytest.raises(Refused):
        seats.book(session, world.enrolment, world.dora)


def test_two_seats_never_overlap(world):
    moment = in_days(2)
    seats.book(make_session(world, moment), world.enrolment, world.ana)
    beside = make_session(world, moment + timedelta(hours=2), sequence=None)
    with pytest.raises(Refused):
        seats.book(beside, world.enrolment, world.ana)
    with pytest.raises(Refused):
        seats.book(beside, world.enrolment, world.dora)
    after = make_session(world, moment + timedelta(minutes=210), sequence=None)
    assert seats.book(after, world.enrolment, world.ana).state == BOOKED


def test_a_seat_never_overlaps_an_appointment(world):
    moment = in_days(2)
    Appointment.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        type=make_appointment_type(world),
        starts_at=moment,
        ends_at=moment + timedelta(hours=1),
    )
    with pytest.raises(Refused, match="référent"):
        seats.book(make_session(world, moment), world.enrolment, world.ana)


def test_another_date_of_the_same_sequence_takes_the_place_of_the_first(world):
    first, second = make_session(world), make_session(world, in_days(9))
    seats.book(first, world.enrolment, world.ana)
    seats.book(second, world.enrolment, world.ana)
    assert Booking.objects.get(session=first).state == CANCELLED
    assert Booking.objects.get(session=second).state == BOOKED


def test_a_seat_is_not_lost_for_a_date_that_is_full(world):
    first = make_session(world)
    full = make_session(world, in_days(9), capacity_max=1)
    (other,) = make_learners(world, 1)
    seats.book(full, other, other.person)
    seats.book(first, world.enrolment, world.ana)
    with pytest.raises(Refused):
        seats.book(full, world.enrolment, world.ana)
    assert Booking.objects.get(session=first, enrolment=world.enrolment).state == BOOKED


def test_in_the_last_hours_a_learner_says_why_and_once_begun_only_the_team_removes(world):
    AgendaRules.objects.create(organisation=world.organisation, cancel_before_hours=24)
    booking = seats.book(make_session(world, timezone.now() + timedelta(hours=20)), world.enrolment, world.ana)
    with pytest.raises(Refused):
        seats.cancel(booking, world.ana)
    assert seats.cancel(booking, world.ana, "Mon enfant est malade").reason == "Mon enfant est malade"
    begun = make_booking(make_session(world, timezone.now() - timedelta(hours=1)), world.enrolment)
    with pytest.raises(Refused):
        seats.cancel(begun, world.ana, "Trop tard")
    assert seats.cancel(begun, world.bo).state == CANCELLED


def test_who_has_signed_keeps_their_place(world):
    session = make_session(world, timezone.now() - timedelta(hours=1))
    booking = make_booking(session, world.enrolment)
    make_sign_off(session.half_days.first(), world.enrolment)
    with pytest.raises(Refused):
        seats.cancel(booking, world.dora)


def test_who_leaves_the_journey_gives_back_every_seat_to_come(world):
    session = make_session(world, in_days(3), capacity_max=1)
    (other,) = make_learners(world, 1)
    past = make_booking(make_session(world, timezone.now() - timedelta(days=9)), world.enrolment)
    seats.book(session, world.enrolment, world.ana)
    waiting = seats.book(session, other, other.person)
    assert seats.release(world.enrolment, world.dora, "Fin du parcours") == 1
    waiting.refresh_from_db()
    past.refresh_from_db()
    assert (waiting.state, past.state) == (BOOKED, BOOKED)


def test_who_has_left_is_not_promoted(world):
    session = make_session(world, in_days(3), capacity_max=1)
    one, two, three = make_learners(world, 3)
    seats.book(session, one, one.person)
    gone, next_one = seats.book(session, two, two.person), seats.book(session, three, three.person)
    enrolling.end(two)
    seats.cancel(Booking.objects.get(enrolment=one), one.person)
    gone.refresh_from_db()
    next_one.refresh_from_db()
    assert (gone.state, next_one.state) == (CANCELLED, BOOKED)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("book"), st.integers(0, 5)),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("capacity"), st.integers(1, 5)),
    ),
    max_size=14,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_never_more_booked_than_seats_nobody_waits_beside_a_free_one_and_the_order_is_kept(crowd, steps):
    world, learners, day = crowd
    Session.objects.all().delete()
    shape = Shape(world.organisation, "Atelier", capacity_max=2)
    whens = [When(day, time(9), time(12))]
    session = plan.create(shape, whens)
    queue: list[int] = []  # by hand: everybody in their order, those before the capacity have a seat
    capacity = 2
    for act, number in steps:
        person = learners[number] if act != "capacity" else None
        if act == "book":
            seats.book(session, person, person.person)
            queue += [number] if number not in queue else []
        elif act == "cancel":
            for booking in Booking.objects.filter(session=session, enrolment=person):
                seats.cancel(booking, person.person)
            queue = [one for one in queue if one != number]
        elif number >= min(len(queue), capacity):
            session = plan.change(session, Shape(world.organisation, "Atelier", capacity_max=number), whens)
            capacity = number
        else:
            with pytest.raises(Refused):
                plan.change(session, Shape(world.organisation, "Atelier", capacity_max=number), whens)
        rows = Booking.objects.filter(session=session).select_related("enrolment").order_by("since")
        booked = {learners.index(row.enrolment) for row in rows if row.state == BOOKED}
        waits = [learners.index(row.enrolment) for row in rows if row.state == WAITING]
        assert (booked, waits) == (set(queue[:capacity]), queue[capacity:])


@pytest.fixture
def crowd(world):
    return world, make_learners(world, 6), (timezone.now() + timedelta(days=40)).date()

"""Planning: half-days, series, double bookings, changes and cancellations."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.agenda.models import Booking, HalfDay, Session
from lms.agenda.sessions import plan, seats
from lms.agenda.sessions.series import days_in_a_row, occurrences
from lms.agenda.sessions.times import Shape, When
from lms.enrolment.models import Closure
from lms.notices.models import Notice
from lms.people.models import Role
from lms.plugins.kind import Refused
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_booking, make_room, make_sign_off, make_venue

pytestmark = pytest.mark.django_db
MONDAY = date(2030, 3, 4)
MORNING, DAY = (time(9), time(12, 30)), (time(9), time(17))


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def shape(world) -> Shape:
    venue = make_venue(world)
    return Shape(world.organisation, "Atelier", venue=venue, room=make_room(venue), trainer=world.bo, capacity_max=2)


def changed(shape: Shape, **values: object) -> Shape:
    return Shape(**{**vars(shape), **values})


def when(day: date = MONDAY, hours: tuple[time, time] = MORNING) -> list[When]:
    return [When(day, *hours)]


def hours_of(session: Session) -> list[str]:
    zone = session.organisation.zone
    return [f"{row.starts_at.astimezone(zone):%d %H:%M}" for row in session.half_days.order_by("part")]


def test_a_day_is_cut_where_the_afternoon_begins_on_the_organisation_s_clock(world, shape):
    session = plan.create(shape, when(hours=DAY))
    assert session.starts_at == datetime(2030, 3, 4, 8, tzinfo=UTC)
    assert [(row.part, row.minutes) for row in session.half_days.order_by("part")] == [(1, 240), (2, 240)]


def test_five_days_make_ten_half_days(world, shape):
    whole_week = days_in_a_row([When(MONDAY, *MORNING), When(MONDAY, time(13, 30), time(17))], 5)
    session = plan.create(shape, whole_week)
    assert HalfDay.objects.filter(session=session).count() == 10
    assert (session.ends_at - session.starts_at).days == 4


def test_days_in_a_row_leave_weekends_out():
    rows = days_in_a_row([When(date(2030, 3, 8), *MORNING)], 2)
    assert [one.day.isoformat() for one in rows] == ["2030-03-08", "2030-03-11"]


def test_hours_keep_their_place_on_the_clock_when_it_changes(world, shape):
    dates = occurrences(shape, when(date(2030, 3, 26)), every_weeks=1, until=date(2030, 4, 9))
    rows = plan.create_series(shape, dates, every_weeks=1, until=date(2030, 4, 9))
    assert [row.starts_at.hour for row in rows] == [8, 7, 7]
    assert {hours_of(row)[0][3:] for row in rows} == {"09:00"}


def test_an_hour_that_the_clock_leaves_out_is_no_session(world, shape):
    with pytest.raises(Refused):
        plan.create(shape, [When(date(2030, 3, 31), time(2, 15), time(3, 10))])


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [When(MONDAY, time(12), time(9))],
        [When(MONDAY, time(9), time(12)), When(MONDAY, time(11), time(13))],
        [When(MONDAY + timedelta(days=n), *MORNING) for n in range(41)],
    ],
)
def test_times_that_cannot_be_are_refused_in_words(world, shape, spans):
    with pytest.raises(Refused):
        plan.create(shape, spans)
    assert not Session.objects.exists()


def test_a_room_is_not_booked_twice_also_by_several_days(world, shape):
    plan.create(changed(shape, trainer=None), when())
    week = changed(shape, trainer=world.chloe)
    with pytest.raises(Refused, match="Salle 1"):
        plan.create(week, [*when(MONDAY - timedelta(days=3)), *when()])
    assert plan.create(week, when(hours=(time(12, 30), time(14))))
    other_room = changed(week, room=make_room(shape.venue, "Salle 2"), trainer=None)
    assert plan.create(other_room, when())


def test_a_trainer_is_not_in_two_rooms_and_a_cancelled_session_holds_nothing(world, shape):
    first = plan.create(shape, when())
    elsewhere = changed(shape, room=make_room(shape.venue, "Salle 2"))
    with pytest.raises(Refused, match="Bo"):
        plan.create(elsewhere, when())
    plan.cancel(first, "Salle inondée")
    assert plan.create(elsewhere, when())


def test_no_more_people_than_the_room_holds(world, shape):
    for fault in ({"capacity_max": 13}, {"capacity_max": 0}, {"capacity_min": 3}):
        with pytest.raises(Refused):
            plan.create(changed(shape, **fault), when())


def test_the_same_form_sent_twice_plans_once_and_an_old_one_is_not_mistaken_for_new(world, shape):
    key = uuid4()
    plain = changed(shape, room=None, trainer=None)
    assert plan.create(plain, when(), key=key) == plan.create(plain, when(), key=key)
    with pytest.raises(Refused):
        plan.create(plain, when(MONDAY + timedelta(days=1)), key=key)
    dates = occurrences(plain, when(), every_weeks=1, until=MONDAY + timedelta(weeks=2))
    other = uuid4()
    for _click in range(2):
        assert len(plan.create_series(plain, dates, every_weeks=1, until=MONDAY, key=other)) == 3
    assert Session.objects.count() == 4


def test_a_series_leaves_out_closures_and_chosen_days_and_shows_what_clashes(world, shape):
    Closure.objects.create(
        organisation=world.organisation, first_on=date(2030, 3, 18), last_on=date(2030, 3, 20), title="Congés"
    )
    plan.create(shape, when(date(2030, 3, 25)))
    until = date(2030, 4, 1)
    dates = occurrences(shape, when(), every_weeks=1, until=until, skipped=[date(2030, 3, 11)])
    assert [one.is_kept for one in dates] == [True, False, False, True, True]
    assert (dates[2].closed, bool(dates[3].faults)) == ("Congés", True)
    with pytest.raises(Refused):
        plan.create_series(shape, dates, every_weeks=1, until=until)
    assert Session.objects.count() == 1
    dates = occurrences(shape, when(), every_weeks=1, until=until, skipped=[date(2030, 3, 25)])
    rows = plan.create_series(shape, dates, every_weeks=1, until=until)
    assert [hours_of(row)[0] for row in rows] == ["04 09:00", "11 09:00", "01 09:00"]
    assert len({row.series_id for row in rows}) == 1


def test_a_series_does_not_overlap_itself_or_run_for_ever(world, shape):
    plain = changed(shape, room=None, trainer=None)
    week = days_in_a_row(when(), 8)
    assert any(one.faults for one in occurrences(plain, week, every_weeks=1, until=MONDAY + timedelta(weeks=2)))
    for until in (MONDAY + timedelta(weeks=90), MONDAY - timedelta(days=1)):
        with pytest.raises(Refused):
            occurrences(plain, when(), every_weeks=1, until=until)


def test_moving_a_session_across_midday_cuts_it_again_and_tells_everybody(world, shape):
    session = plan.create(shape, when(hours=DAY))
    secrets = list(session.half_days.order_by("part").values_list("secret", flat=True))
    make_booking(session, world.enrolment)
    session = plan.change(session, shape, when(hours=MORNING))
    assert (session.revision, hours_of(session)) == (1, ["04 09:00"])
    session = plan.change(session, shape, [*when(hours=DAY), *when(MONDAY + timedelta(days=1))])
    assert hours_of(session) == ["04 09:00", "04 13:00", "05 09:00"]
    assert session.half_days.get(part=1).secret == secrets[0]
    assert session.ends_at == session.half_days.get(part=3).ends_at
    assert Notice.objects.filter(person=world.ana).count() == 2


def test_what_nobody_sees_in_a_calendar_moves_no_revision(world, shape):
    session = plan.create(shape, when())
    make_booking(session, world.enrolment)
    session = plan.change(session, changed(shape, capacity_max=5), when())
    assert (session.revision, Notice.objects.count()) == (0, 0)
    before = timezone.now()
    session = plan.change(session, changed(shape, title="Un autre titre", trainer=world.chloe), when())
    assert (session.revision, Notice.objects.count()) == (1, 0)
    assert session.changed_at >= before


def test_a_half_day_that_is_signed_keeps_its_time_and_its_number(world, shape):
    session = plan.create(shape, when(hours=DAY))
    make_sign_off(session.half_days.get(part=1), world.enrolment)
    before = list(session.half_days.order_by("part").values())
    for hours in (MORNING, (time(10), time(17)), (time(13), time(17))):
        with pytest.raises(Refused):
            plan.change(session, shape, when(hours=hours))
    with pytest.raises(Refused):
        plan.change(session, shape, [*when(hours=DAY), *when(MONDAY + timedelta(days=1))])
    assert list(session.half_days.order_by("part").values()) == before
    moved = plan.change(session, shape, [*when(hours=(time(9), time(13))), When(MONDAY, time(14), time(18))])
    assert hours_of(moved) == ["04 09:00", "04 14:00"]
    with pytest.raises(Refused):
        plan.cancel(session, "Trop tard")


def test_more_seats_promote_who_waits_and_fewer_than_taken_are_refused(world, shape):
    session = plan.create(changed(shape, capacity_max=1), when())
    people = [make_person(f"P{n}", world.organisation, Role.LEARNER) for n in range(3)]
    for person in people:
        seats.book(session, enrol_learner(world, person), person)
    plan.change(session, changed(shape, capacity_max=2), when())
    states = list(Booking.objects.order_by("since").values_list("state", flat=True))
    assert states == ["booked", "booked", "waiting"]
    with pytest.raises(Refused):
        plan.change(session, changed(shape, capacity_max=1), when())


def test_a_session_with_people_in_it_serves_no_other_sequence(world, shape):
    session = plan.create(shape, when())
    sequence = world.journey.sequences.get(code="S11")
    other = changed(shape, journey=world.journey, sequence=sequence)
    assert plan.change(session, other, when()).sequence == sequence
    make_booking(session, world.enrolment)
    with pytest.raises(Refused):
        plan.change(session, shape, when())


def test_cancelling_tells_who_comes_and_who_waits_once(world, shape):
    session = plan.create(shape, when())
    nour = make_person("Nour", world.organisation, Role.LEARNER)
    make_booking(session, world.enrolment)
    make_booking(session, enrol_learner(world, nour), Booking.State.WAITING)
    with pytest.raises(Refused):
        plan.cancel(session, "  ")
    for _click in range(2):
        session = plan.cancel(session, "La salle est fermée")
    assert (session.state, session.revision) == ("cancelled", 1)
    assert Notice.objects.filter(body__contains="La salle est fermée").count() == 2
    with pytest.raises(Refused):
        plan.change(session, shape, when())


def test_a_series_is_cancelled_from_a_date_on(world, shape):
    until = MONDAY + timedelta(weeks=3)
    rows = plan.create_series(shape, occurrences(shape, when(), every_weeks=1, until=until), every_weeks=1, until=until)
    assert len(plan.cancel_series(rows[1], "Fermé")) == 3
    assert list(Session.objects.order_by("starts_at").values_list("state", flat=True)) == [
        "planned",
        *["cancelled"] * 3,
    ]
    assert Session.objects.filter(cancelled_at__lte=timezone.now()).count() == 3

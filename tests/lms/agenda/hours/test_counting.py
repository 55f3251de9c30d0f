"""The computation rules of domain.md B2, for whatever may be known of a learner; no database."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lms.agenda.hours.counting import Rules, connected_minutes, count
from lms.agenda.hours.facts import Done, Hours, Known, Meeting, Proof, Short, Slot, Status, Unit

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
RULES = Rules(PARIS, time(13), 80, timedelta(days=21), NOW)
MORNING = datetime(2026, 11, 12, 8, tzinfo=UTC)  # 9:00 in Paris
SINCE = datetime(2026, 9, 1, tzinfo=UTC)


def unit(minutes=420, timing="synchronous", place="in_person", asked=(), grouping="collective") -> Unit:
    return Unit(1, "S1", {"fr": "Séance"}, minutes, timing, grouping, place, asked)


def slot(number=1, state="present", is_closed=True, minutes=210, connected=(), days=0) -> Slot:
    start = MORNING + timedelta(days=days)
    return Slot(number, start, start + timedelta(minutes=minutes), f"slot-{number}", state, is_closed, connected)


def done(activity=1, minutes=30, days=0, is_production=False, is_complete=True) -> Done:
    moment = MORNING + timedelta(days=days)
    completed = moment if is_complete else None
    return Done(activity, minutes, moment, completed, completed, is_production, f"activity-{activity}")


def alone(*may_produce: bool, minutes=60) -> Unit:
    asked = tuple((number, SINCE, possible) for number, possible in enumerate(may_produce, start=1))
    return unit(minutes, "asynchronous", "remote", asked, "individual")


def test_a_signed_and_closed_half_day_counts_its_minutes():
    hours = count(unit(), Known(slots=(slot(),)), RULES)
    assert (hours.planned, hours.performed, hours.connected) == (420, 210, 0)
    assert hours.lines[0].proof is Proof.SIGN_OFF and not hours.lines[0].is_afternoon
    assert hours.status is Status.UNDER_WAY


def test_late_counts_as_there_and_absent_as_not():
    hours = count(unit(), Known(slots=(slot(1, "late"), slot(2, "absent", days=1))), RULES)
    assert [line.counted for line in hours.lines] == [210, 0]
    assert hours.lines[1].short is Short.ABSENT


def test_what_the_trainer_has_not_closed_waits():
    hours = count(unit(), Known(slots=(slot(is_closed=False),)), RULES)
    assert hours.performed == 0
    assert hours.lines[0].short is Short.NOT_CLOSED


def test_more_than_the_sequence_announces_is_said_to_be_too_much():
    hours = count(unit(300), Known(slots=(slot(1), slot(2, days=1))), RULES)
    assert [line.counted for line in hours.lines] == [210, 90]
    assert hours.is_capped and hours.lines[1].short is Short.CAPPED
    assert hours.status is Status.EFFECTIVE


def connected(minutes: int) -> tuple[tuple[datetime, datetime], ...]:
    return ((MORNING, MORNING + timedelta(minutes=minutes)),)


def test_at_a_distance_a_connection_long_enough_counts_the_slot_and_a_shorter_one_does_not():
    remote = unit(place="remote")
    for minutes, expected in ((168, 210), (167, 0)):
        spans = connected(minutes)
        known = Known(slots=(slot(state="", is_closed=False, connected=spans),), connections=spans)
        hours = count(remote, known, RULES)
        assert (hours.performed, hours.connected) == (expected, minutes)


def test_in_person_a_connection_counts_for_nothing_but_is_told():
    spans = connected(210)
    hours = count(unit(), Known(slots=(slot(state="", connected=spans),), connections=spans), RULES)
    assert (hours.performed, hours.connected) == (0, 210)


def test_two_windows_open_at_once_are_one_connection():
    first, second = MORNING, MORNING + timedelta(minutes=30)
    assert connected_minutes([(first, first + timedelta(minutes=60)), (second, second + timedelta(minutes=60))]) == 90


def test_held_appointments_count_what_was_held():
    meetings = (Meeting(MORNING, 45, "a"), Meeting(MORNING + timedelta(days=7), 60, "b"))
    hours = count(unit(180, grouping="individual", place="remote"), Known(meetings=meetings), RULES)
    assert hours.performed == 105
    assert {line.proof for line in hours.lines} == {Proof.APPOINTMENT}


def test_attendance_brought_from_elsewhere_counts_where_nothing_was_signed():
    told = (Meeting(MORNING, 210, "old"),)
    assert count(unit(), Known(told=told), RULES).performed == 210


def test_a_signature_has_the_last_word_on_its_day_and_nothing_counts_twice():
    told = (Meeting(MORNING, 210, "told"), Meeting(MORNING + timedelta(days=1), 100, "other day"))
    hours = count(unit(), Known(slots=(slot(),), told=told), RULES)
    assert hours.performed == 310
    assert [line.short for line in hours.lines if line.key == "told"] == [Short.REPLACED]
    absent = count(unit(), Known(slots=(slot(state="absent"),), told=told[:1]), RULES)
    assert absent.performed == 0


def test_all_completed_with_something_made_counts_what_was_announced():
    hours = count(alone(False, True, minutes=75), Known(done=(done(1), done(2, is_production=True))), RULES)
    assert hours.performed == 75
    assert hours.status is Status.EFFECTIVE


def test_half_completed_counts_its_share():
    hours = count(alone(False, True), Known(done=(done(1),)), RULES)
    assert (hours.performed, hours.status) == (30, Status.UNDER_WAY)


def test_texts_alone_count_but_are_only_declared():
    hours = count(alone(False, False), Known(done=(done(1), done(2))), RULES)
    assert (hours.performed, hours.status) == (60, Status.DECLARED)


def test_everything_ticked_and_nothing_made_is_not_followed():
    """domain.md 0.3: a fully ticked course with no activity handed in should not count as followed."""
    hours = count(alone(False, True), Known(done=(done(1), done(2))), RULES)
    assert (hours.performed, hours.status) == (30, Status.INCOMPLETE)
    assert Short.NO_PRODUCTION in {line.short for line in hours.lines}


def test_an_activity_published_later_reopens_nothing():
    later = replace(alone(True), asked=((1, SINCE, True), (2, NOW, True)))
    assert count(later, Known(done=(done(1, is_production=True),)), RULES).status is Status.EFFECTIVE


def test_nothing_for_long_is_to_be_followed_up_and_who_left_is_not():
    begun = Known(done=(done(1, days=-30, is_complete=False),))
    assert count(alone(False, True), begun, RULES).status is Status.TO_FOLLOW_UP
    assert count(alone(False, True), begun, replace(RULES, has_left=True)).status is Status.INCOMPLETE
    assert count(alone(False, True), Known(), RULES).status is Status.NOT_BEGUN


def test_the_afternoon_begins_where_the_organisation_is():
    late = Slot(1, datetime(2026, 11, 12, 12, tzinfo=UTC), datetime(2026, 11, 12, 15, tzinfo=UTC), "k", "present", True)
    assert count(unit(), Known(slots=(late,)), RULES).lines[0].is_afternoon  # 13:00 in Paris, 12:00 UTC


def test_a_journey_that_crosses_two_years_counts_in_both():
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 2027 in Paris
    slots = (slot(1), Slot(2, new_year, new_year + timedelta(minutes=60), "k", "present", True))
    hours = Hours((count(unit(), Known(slots=slots), RULES),))
    assert hours.by_year() == {2026: 210, 2027: 60}
    assert hours.by_month() == {(2026, 11): 210, (2027, 1): 60}
    assert hours.performed == sum(hours.by_half_day().values())


# -- whatever is known

UNITS = st.one_of(
    st.builds(unit, st.integers(0, 900), st.just("synchronous"), st.sampled_from(["in_person", "remote"])),
    st.builds(
        lambda flags, minutes: alone(*flags, minutes=minutes), st.lists(st.booleans(), max_size=4), st.integers(0, 300)
    ),
)
SPANS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(
        lambda pair: (MORNING + timedelta(minutes=pair[0]), MORNING + timedelta(minutes=sum(pair)))
    ),
    max_size=3,
).map(tuple)
SLOTS = st.lists(
    st.builds(
        slot,
        st.integers(1, 9),
        st.sampled_from(["present", "late", "absent", ""]),
        st.booleans(),
        st.integers(1, 300),
        SPANS,
        st.integers(0, 3),
    ),
    max_size=5,
    unique_by=lambda one: one.half_day,
)
MEETINGS = st.lists(
    st.builds(
        lambda days, minutes: Meeting(MORNING + timedelta(days=days), minutes, f"m{days}-{minutes}"),
        st.integers(0, 5),
        st.integers(0, 300),
    ),
    max_size=3,
)
DONE = st.lists(
    st.builds(done, st.integers(1, 5), st.integers(0, 120), st.integers(0, 9), st.booleans(), st.booleans()),
    max_size=5,
    unique_by=lambda one: one.activity,
)
KNOWN = st.builds(
    lambda slots, meetings, told, finished: Known(tuple(slots), tuple(meetings), tuple(told), tuple(finished)),
    SLOTS,
    MEETINGS,
    MEETINGS,
    DONE,
)


@given(UNITS, KNOWN)
def test_never_more_than_planned_and_never_less_than_nothing(one, known):
    hours = count(one, known, RULES)
    assert 0 <= hours.performed <= hours.planned
    assert all(line.counted >= 0 for line in hours.lines)


@given(UNITS, KNOWN, st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_changes_nothing(one, known, chance):
    def mixed(rows):
        return tuple(chance.sample(rows, len(rows)))

    other = Known(mixed(known.slots), mixed(known.meetings), mixed(known.told), mixed(known.done))
    assert count(one, other, RULES) == count(one, known, RULES)


@given(UNITS, SLOTS, MEETINGS, st.data())
def test_signing_more_never_lowers_the_hours(one, slots, meetings, data):
    known = Known(tuple(slots), tuple(meetings))
    more = Known(
        (*slots, slot(10, "present", data.draw(st.booleans()), days=data.draw(st.integers(0, 3)))), tuple(meetings)
    )
    assert count(one, more, RULES).performed >= count(one, known, RULES).performed


@given(SLOTS, MEETINGS, st.integers(1, 300))
def test_a_cancelled_signature_takes_exactly_its_own_minutes(slots, meetings, minutes):
    wide = unit(10_000)
    known = Known(tuple(slots), tuple(meetings))
    signed = Known((*slots, slot(10, minutes=minutes)), tuple(meetings))
    assert count(wide, signed, RULES).performed - count(wide, known, RULES).performed == minutes


@given(st.lists(st.booleans(), min_size=1, max_size=4), DONE, st.integers(1, 4), st.booleans())
def test_doing_more_at_ones_own_pace_never_lowers_the_hours(flags, finished, activity, is_production):
    one = alone(*flags, minutes=200)
    before = count(one, Known(done=tuple(finished)), RULES).performed
    was = next((row for row in finished if row.activity == activity), None)
    now = replace(was or done(activity), completed_at=(was and was.completed_at) or MORNING, recorded_at=MORNING)
    now = replace(now, is_production=now.is_production or is_production)
    others = [row for row in finished if row.activity != activity]
    assert count(one, Known(done=(*others, now)), RULES).performed >= before

"""Working time: weekends, closures, nights and the clocks that change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.enrolment.days_off import DaysOff
from lms.partners.asking.clock import WorkingTime

PARIS = ZoneInfo("Europe/Paris")
CLOCK = WorkingTime(PARIS, time(9), time(17))


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """In November 2026, the 2nd is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(2, 10), at(2, 11, 30), 90),
        (at(2, 16), at(3, 10), 120),  # over a night
        (at(6, 16), at(9, 10), 120),  # over a weekend
        (at(7, 10), at(8, 20), 0),  # within one
        (at(2, 3), at(2, 23), 480),
        (at(3, 10), at(2, 10), 0),  # not later
    ],
)
def test_only_working_hours_count(start, end, minutes):
    assert CLOCK.minutes_between(start, end) == minutes


def test_closures_do_not_count():
    closed = WorkingTime(PARIS, time(9), time(17), DaysOff(((date(2026, 11, 11), date(2026, 11, 11)),)))
    assert closed.minutes_between(at(10, 16), at(12, 10)) == 120
    assert closed.after(at(10, 16), 2) == at(12, 10)


def test_a_promise_ends_in_working_hours():
    assert CLOCK.after(at(2, 10), 16) == at(4, 10)
    assert CLOCK.after(at(6, 16), 2) == at(9, 10)
    assert CLOCK.after(at(7, 12), 1) == at(9, 10)


def test_the_night_that_clocks_change_takes_no_hour():
    assert CLOCK.minutes_between(at(23, 16, month=10), at(26, 10, month=10)) == 120


def test_a_promise_nobody_can_keep_ends_some_day():
    never = WorkingTime(PARIS, time(9), time(17), DaysOff(((date(2020, 1, 1), date(2090, 1, 1)),)))
    assert never.after(at(2, 10), 1) > at(2, 10) and never.minutes_between(at(2, 10), at(20, 10)) == 0


@given(st.integers(0, 90 * 24 * 60), st.integers(1, 90))
def test_the_time_to_a_promise_is_the_promise(minute, hours):
    start = datetime.fromtimestamp(1_790_000_000 + 60 * minute, UTC)
    assert CLOCK.minutes_between(start, CLOCK.after(start, hours)) == 60 * hours

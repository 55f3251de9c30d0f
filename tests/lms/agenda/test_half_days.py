"""Where the day is cut, on days when clocks change too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lms.agenda.half_days import Span, cut, instant

PARIS, NOON = ZoneInfo("Europe/Paris"), time(13)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


def span(start: datetime, minutes: int) -> Span:
    return Span(start, start + timedelta(minutes=minutes))


def test_a_day_is_two_half_days():
    pieces = cut([span(datetime(2026, 11, 12, 8, tzinfo=UTC), 420)], PARIS, NOON)
    assert [piece.minutes for piece in pieces] == [240, 180]


def test_a_week_of_five_days_makes_ten_half_days():
    mornings = [span(datetime(2026, 11, 9 + day, 8, tzinfo=UTC), 210) for day in range(5)]
    afternoons = [span(datetime(2026, 11, 9 + day, 13, tzinfo=UTC), 210) for day in range(5)]
    assert len(cut(mornings + afternoons, PARIS, NOON)) == 10


@given(MOMENTS, st.integers(1, 4000))
def test_no_time_is_lost_or_doubled_and_nothing_crosses_midday_or_midnight(start, minutes):
    pieces = cut([span(start, minutes)], PARIS, NOON)
    assert sum((piece.ends_at - piece.starts_at for piece in pieces), timedelta()) == timedelta(minutes=minutes)
    for piece in pieces:
        first = piece.starts_at.astimezone(PARIS)
        last = (piece.ends_at - timedelta(microseconds=1)).astimezone(PARIS)
        assert first.date() == last.date()
        assert (first.time() < NOON) == (last.time() < NOON)


def test_an_hour_that_a_clock_change_leaves_out_moves_forward():
    assert instant(date(2026, 3, 29), time(2, 30), PARIS) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_first():
    assert instant(date(2026, 10, 25), time(2, 30), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

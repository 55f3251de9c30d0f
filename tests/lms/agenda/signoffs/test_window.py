"""When a half-day can be signed, and who is late: on the nights when clocks change too."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.agenda.half_days import instant
from lms.agenda.models import AgendaRules, HalfDay, Session
from lms.agenda.signoffs import window
from lms.people.models import Organisation

RULES = AgendaRules()  # 15 minutes before, 24 hours after, late after 15 minutes


def half_day(day: date, start: time, end: time, zone: str = "Europe/Paris") -> HalfDay:
    session = Session(organisation=Organisation(zone_name=zone))
    clock = ZoneInfo(zone)
    return HalfDay(session=session, part=1, starts_at=instant(day, start, clock), ends_at=instant(day, end, clock))


MORNING = half_day(date(2026, 11, 12), time(9, 30), time(13))


def at(minutes: int, slot: HalfDay = MORNING) -> datetime:
    return slot.starts_at + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-16, False), (-15, True), (0, True), (209, True), (209 + 1441, True), (210 + 1441, False)]
)
def test_it_opens_a_quarter_before_and_closes_a_day_after(minutes, is_open):
    assert window.is_open(MORNING, RULES, at(minutes)) is is_open
    assert bool(window.why_not(MORNING, RULES, at(minutes))) is not is_open


@pytest.mark.parametrize(("minutes", "late"), [(-10, 0), (15, 0), (16, 16), (90, 90), (209, 209), (210, 0), (300, 0)])
def test_lateness_counts_from_the_start_and_not_after_the_end(minutes, late):
    assert window.minutes_late(MORNING, RULES, at(minutes)) == late


def test_what_is_outside_is_said_on_the_clock_of_the_organisation_with_what_to_do():
    early = window.why_not(half_day(date(2026, 11, 12), time(9, 30), time(13), "Indian/Reunion"), RULES, at(-600))
    assert "9:15" in early or "09:15" in early
    late = window.why_not(MORNING, RULES, at(3000))
    assert "13:00" in late or "1 p.m." in late


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_a_day_that_clocks_change_minutes_stay_minutes(day):
    night = half_day(day, time(1), time(4))
    assert night.minutes == (120 if day.month == 3 else 240)
    assert window.opens_at(night, RULES) == night.starts_at - timedelta(minutes=15)
    assert window.minutes_late(night, RULES, at(100, night)) == 100
    assert window.closes_at(night, RULES) - night.ends_at == timedelta(hours=24)


def test_an_organisation_sets_its_own_window():
    rules = AgendaRules(sign_before=60, sign_after_hours=1, late_after=5)
    assert window.is_open(MORNING, rules, at(-59)) and not window.is_open(MORNING, rules, at(300))
    assert window.minutes_late(MORNING, rules, at(6)) == 6

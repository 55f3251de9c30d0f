"""Working time between a question and its answer. Pure: no query, no clock.

A working day is Monday to Friday on which the organisation is open; all twenty-four hours of it count, since people
write in the evening. An answer is promised until the end of the last working day, as for work handed in.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

from lms.enrolment.days_off import DaysOff

DAY = timedelta(days=1)
LONGEST = 366  # days that are looked at: what waits longer is late by any measure


def is_working(day: date, off: DaysOff) -> bool:
    return day.weekday() < 5 and not off.holds(day)


def promised(asked_at: datetime, days: int, zone: ZoneInfo, off: DaysOff) -> datetime:
    """The last minute (UTC-aware, on that clock) of so many working days after the day of the question."""
    day, left = asked_at.astimezone(zone).date(), max(1, days)
    for _number in range(LONGEST):
        day += DAY
        left -= is_working(day, off)
        if left == 0:
            break
    return datetime.combine(day, time(23, 59), zone)


def working_minutes(start: datetime, end: datetime, zone: ZoneInfo, off: DaysOff) -> int:
    """Minutes of working days from `start` to `end`; 0 when it is not later."""
    total, day, last = timedelta(), start.astimezone(zone).date(), end.astimezone(zone).date()
    last = min(last, day + LONGEST * DAY)
    while day <= last:
        if is_working(day, off):
            first = max(start, datetime.combine(day, time(0), zone))
            total += max(timedelta(), min(end, datetime.combine(day + DAY, time(0), zone)) - first)
        day += DAY
    return int(total.total_seconds() // 60)


def words_of(minutes: int) -> str:
    """“40 minutes”, “5 hours”, “2 working days”: no more exact than a person would say it."""
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    days = round(minutes / (24 * 60))
    return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}


def usual_words(name: str, days: int) -> str:
    said = {"name": name, "n": days}
    return (
        ngettext("%(name)s answers within %(n)d working day.", "%(name)s answers within %(n)d working days.", days)
        % said
    )

"""The organisation's days off, as learners' calendars skip them. Pure: lms.enrolment.calendar and the agenda call it.

What is off is read from the union of an organisation's closures, since two that touch are one. Each five working days
in a row (Monday to Friday) are a week off: everybody's calendar waits seven days from the first of them, so a learner
keeps the weekday they began on (who begins inside such a week counts from its end). Shorter ones, and what is left of
longer ones, push nothing: a date that falls on them moves to the next day that is open. Weekends stay as they are:
learners choose their own hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

DAY, WORKING_WEEK = timedelta(days=1), 5
Span = tuple[date, date]  # first and last day


@dataclass(frozen=True)
class DaysOff:
    closures: tuple[Span, ...] = ()

    @cached_property
    def _whole(self) -> tuple[Span, ...]:
        return _united(self.closures)

    @cached_property
    def weeks_off(self) -> tuple[Span, ...]:
        """The spans of whole weeks that calendars wait, in order and apart from each other."""
        spans = []
        for first, last in self._whole:
            weeks = _working_days(first, last) // WORKING_WEEK
            if weeks:
                spans.append((first, first + timedelta(days=7 * weeks - 1)))
        return _united(spans)

    def holds(self, day: date) -> bool:
        """Is the organisation closed on this day?"""
        return any(first <= day <= last for first, last in self._whole)

    def next_open(self, day: date) -> date:
        """This day, or the first one after it that is open."""
        for first, last in self._whole:
            if first <= day <= last:
                return last + DAY
        return day

    def after(self, start: date, days: int) -> date:
        """The day that comes so many counted days after `start`; days of weeks off are not counted."""
        day = start + timedelta(days=days)
        for first, last in self.weeks_off:
            if last < start:
                continue
            if first > day:
                break
            day += last - max(first, start) + DAY
        return day

    def between(self, start: date, end: date) -> int:
        """How many counted days from `start` up to, not including, `end`; 0 when it is not later."""
        days = max(0, (end - start).days)
        for first, last in self.weeks_off:
            days -= max(0, (min(last + DAY, end) - max(first, start)).days)
        return days


NONE = DaysOff()


def _united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days, where spans that touch or overlap are one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def _working_days(first: date, last: date) -> int:
    """Mondays to Fridays of a span, both ends included."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return 5 * weeks + sum((first.weekday() + day) % 7 < 5 for day in range(rest))

"""The days of a session that comes again, and what stands in the way of each: pure but for the diary's two queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lms.agenda.half_days import Span
from lms.agenda.rules import rules_of
from lms.agenda.sessions.clashes import Diary, open_diary
from lms.agenda.sessions.times import Shape, When, half_days
from lms.plugins.kind import Refused

MOST = 60  # a session a week for a year, and a few


@dataclass(frozen=True)
class Occurrence:
    """One date of a series: its spans, its half-days, and why it cannot be (nothing: it can)."""

    whens: tuple[When, ...]
    pieces: tuple[Span, ...]
    closed: str = ""  # the closure's name: it is left out
    faults: tuple[str, ...] = ()
    is_skipped: bool = False  # left out by hand

    @property
    def day(self) -> date:
        return self.whens[0].day

    @property
    def is_kept(self) -> bool:
        return not (self.closed or self.is_skipped)


def days_in_a_row(when: Sequence[When], days: int) -> list[When]:
    """The same hours on as many days, Saturdays and Sundays left out: a week of half-days in one go (A13, AC1)."""
    found: list[When] = []
    day = when[0].day
    while len(found) < days * len(when):
        if day.weekday() < 5 or day == when[0].day:
            found += [replace(one, day=day) for one in when]
        day += timedelta(days=1)
    return found


def occurrences(
    shape: Shape,
    whens: Sequence[When],
    *,
    every_weeks: int = 0,
    until: date | None = None,
    skipped: Collection[date] = (),
) -> list[Occurrence]:
    """Each date from the first until the last day, with what stands in its way. Raises Refused beyond MOST."""
    starts = _starts(whens[0].day, every_weeks, until)
    moved = [tuple(_move(one, start - whens[0].day) for one in whens) for start in starts]
    midday = rules_of(shape.organisation).midday
    pieces = [tuple(half_days(shape.organisation, one, midday)) for one in moved]
    diary = open_diary(shape.organisation, shape.room, shape.trainer, [span for row in pieces for span in row])
    return [_occurrence(diary, one, row, skipped) for one, row in zip(moved, pieces, strict=True)]


def _starts(first: date, every_weeks: int, until: date | None) -> list[date]:
    if not every_weeks or until is None:
        return [first]
    if until < first:
        raise Refused(_("The last day is before the first one."))
    count = (until - first).days // (7 * every_weeks) + 1
    if count > MOST:
        words = _("That makes %(count)d dates: plan %(most)d at most in one go.")
        raise Refused(words % {"count": count, "most": MOST})
    return [first + timedelta(weeks=every_weeks * number) for number in range(count)]


def _move(when: When, by: timedelta) -> When:
    return replace(when, day=when.day + by)


def _occurrence(
    diary: Diary, whens: tuple[When, ...], pieces: tuple[Span, ...], skipped: Collection[date]
) -> Occurrence:
    if whens[0].day in skipped:
        return Occurrence(whens, pieces, is_skipped=True)
    closed = next((name for when in whens if (name := diary.closure_on(when.day))), "")
    faults = () if closed else tuple(diary.faults(pieces))
    return Occurrence(whens, pieces, closed, faults)

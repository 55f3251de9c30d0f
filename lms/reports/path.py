"""The expected path: what a journey's calendar asks of somebody who is in their n-th week. No personal postponement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lms.catalogue.outline import OutlineItem
from lms.enrolment.calendar import week_of
from lms.enrolment.days_off import NONE, DaysOff
from lms.enrolment.models import Enrolment


@dataclass(frozen=True)
class ExpectedPath:
    """By week 0 to the last: indicators whose weeks are over, minutes of the weeks that have begun."""

    indicators_due: tuple[int, ...]
    minutes_open: tuple[int, ...]

    @property
    def indicators(self) -> int:
        return self.indicators_due[-1]

    def due_in(self, week: int) -> int:
        """Indicators due by somebody in this week: those of sequences whose week is over."""
        return self.indicators_due[max(0, min(week - 1, len(self.indicators_due) - 1))]

    def open_in(self, week: int) -> int:
        """Announced minutes of the sequences whose week has begun."""
        return self.minutes_open[max(0, min(week, len(self.minutes_open) - 1))]

    def share_due(self, week: int) -> int:
        """The expected progress, whole per cent rounded down, as progress itself is."""
        return 100 * self.due_in(week) // self.indicators if self.indicators else 0


def path_of(outline: OutlineItem) -> ExpectedPath:
    last = max([outline.weeks, *(sequence.week for sequence in outline.sequences)])
    week_by_code = {sequence.code: sequence.week for sequence in outline.sequences}
    # An indicator that no sequence measures is due when the journey is over.
    due_weeks = [week_by_code.get(item.source_sequence, last) for item in outline.indicators]
    weeks = range(last + 1)
    return ExpectedPath(
        indicators_due=tuple(sum(due <= week for due in due_weeks) for week in weeks),
        minutes_open=tuple(sum(item.minutes for item in outline.sequences if item.week <= week) for week in weeks),
    )


@dataclass(frozen=True)
class Pace:
    """People who share a calendar: their start, exit and pauses, and how many they are."""

    starts_on: date
    ends_on: date | None
    paused_on: date | None
    days_paused: int
    people: int

    def week(self, today: date, days_off: DaysOff = NONE) -> int:
        names = ("starts_on", "ends_on", "paused_on", "days_paused")
        return week_of(Enrolment(**{name: getattr(self, name) for name in names}), today, days_off)


def median_of(counts: Iterable[tuple[int, int]]) -> float:
    """The median of values given with how many people have each; 0 for nobody."""
    ordered = sorted((value, people) for value, people in counts if people > 0)
    total = sum(people for _, people in ordered)
    if not total:
        return 0.0
    return (_at(ordered, (total - 1) // 2) + _at(ordered, total // 2)) / 2


def _at(ordered: Sequence[tuple[int, int]], place: int) -> int:
    for value, people in ordered:
        if place < people:
            return value
        place -= people
    return ordered[-1][0]

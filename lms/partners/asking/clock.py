"""Working time: the hours between two moments in which the organisation works, and when a promise ends. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from lms.enrolment.days_off import NONE, DaysOff

DAY = timedelta(days=1)
FARTHEST = 3 * 366  # days; beyond, a promise has no meaning


@dataclass(frozen=True)
class WorkingTime:
    """Monday to Friday between two hours of the organisation's own clock, closures left out."""

    zone: ZoneInfo
    opens_at: time = time(9)
    closes_at: time = time(17)
    days_off: DaysOff = NONE

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from one moment to a later one; 0 when it is not later."""
        total = timedelta()
        for opens, closes in self._days(start):
            if opens >= end:
                break
            total += max(timedelta(), min(closes, end) - max(opens, start))
        return int(total.total_seconds() // 60)

    def after(self, start: datetime, hours: float) -> datetime:
        """The moment at which that many working hours have passed since `start`."""
        left = timedelta(hours=hours)
        for opens, closes in self._days(start):
            begin = max(opens, start)
            if begin >= closes:
                continue
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
        return start + FARTHEST * DAY

    def day_minutes(self) -> int:
        opens, closes = (60 * each.hour + each.minute for each in (self.opens_at, self.closes_at))
        return closes - opens

    def _days(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = start.astimezone(self.zone).date()
        for number in count():
            if number > FARTHEST:
                return
            day = first + number * DAY
            if day.weekday() < 5 and not self.days_off.holds(day):
                yield self._instant(day, self.opens_at), self._instant(day, self.closes_at)

    def _instant(self, day: date, hour: time) -> datetime:
        # In UTC: differences between two hours of one zone leave out the night the clocks change.
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

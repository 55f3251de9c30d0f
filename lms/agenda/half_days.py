"""Where the day is cut: a span of time on the organisation's own clock becomes half-days (domain.md A, B3)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Span:
    """UTC, ends after it starts."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def cut(spans: list[Span], zone: ZoneInfo, midday: time) -> list[Span]:
    """The same time in half-days: nothing crosses midday or midnight of the organisation's clock. In order."""
    pieces = [piece for span in spans for piece in _cut_one(span, zone, midday)]
    return sorted(pieces, key=lambda piece: piece.starts_at)


def is_afternoon(moment: datetime, zone: ZoneInfo, midday: time) -> bool:
    return moment.astimezone(zone).time() >= midday


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """UTC of a wall clock time. An hour that a clock change leaves out is moved forward, one that comes twice is the
    first of the two."""
    local = datetime.combine(day, clock, zone)
    return local.astimezone(UTC).astimezone(zone).astimezone(UTC)


def _cut_one(span: Span, zone: ZoneInfo, midday: time) -> list[Span]:
    pieces, start = [], span.starts_at
    while start < span.ends_at:
        local = start.astimezone(zone)
        at_noon = instant(local.date(), midday, zone)
        at_night = instant(local.date() + timedelta(days=1), time(0), zone)
        end = min(span.ends_at, at_noon if start < at_noon else at_night)
        pieces.append(Span(start, end))
        start = end
    return pieces

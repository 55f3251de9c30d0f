"""What hours are counted from and what comes of it (domain.md B2). Plain values: no database, no clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lms.catalogue.models import Place, Timing


class Proof(StrEnum):
    """What a line of hours rests on."""

    SIGN_OFF = "sign_off"  # a half-day signed by the learner, closed by the trainer
    CONNECTION = "connection"  # a virtual class's server saw the learner long enough
    APPOINTMENT = "appointment"  # held, as its host says
    EVIDENCE = "evidence"  # said to have attended, brought from elsewhere
    ACTIVITY = "activity"  # a completed activity, for its share of the announced minutes


class Short(StrEnum):
    """Why a line counts for less than it lasted; empty: it counts whole."""

    NO = ""
    CAPPED = "capped"  # the sequence announces no more than is counted already
    NOT_CLOSED = "not_closed"  # the trainer has not signed yet
    ABSENT = "absent"
    BRIEF = "brief"  # connected for less than the share that counts
    REPLACED = "replaced"  # a signature or an appointment of the same day says it
    NO_PRODUCTION = "no_production"  # looked at, but nothing made or answered yet


class Status(StrEnum):
    """Where a learner stands in one sequence (domain.md B2, rule 3)."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    TO_FOLLOW_UP = "to_follow_up"  # nothing happened for longer than the organisation's rule
    INCOMPLETE = "incomplete"  # left, or all was ticked and nothing made
    DECLARED = "declared"  # all done, and no activity could ever prove it by something made
    EFFECTIVE = "effective"


@dataclass(frozen=True)
class Unit:
    """A sequence as it is counted."""

    id: int
    code: str
    titles: dict[str, str]
    minutes: int  # announced
    timing: str
    grouping: str
    place: str
    asked: tuple[tuple[int, datetime, bool], ...] = ()  # required activities: id, since when, could be a production

    @property
    def is_synchronous(self) -> bool:
        return self.timing == Timing.SYNCHRONOUS

    @property
    def is_remote(self) -> bool:
        return self.place == Place.REMOTE


@dataclass(frozen=True)
class Slot:
    """A half-day that a learner signed, or that a server saw them in, or both."""

    half_day: int
    starts_at: datetime  # UTC
    ends_at: datetime
    key: str  # public id of the sign-off, else of the session
    state: str = ""  # of the learner's sign-off; empty without one
    is_closed: bool = False
    connected: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True)
class Meeting:
    """A held appointment, or an attendance told by evidence alone."""

    starts_at: datetime  # UTC
    minutes: int
    key: str


@dataclass(frozen=True)
class Done:
    """What is known of one activity; its share is the one in force when the learner began it."""

    activity: int
    minutes: int
    last_at: datetime  # UTC
    completed_at: datetime | None = None
    recorded_at: datetime | None = None
    is_production: bool = False
    key: str = ""  # public key of the activity

    @property
    def moment(self) -> datetime:
        return self.completed_at or self.last_at


@dataclass(frozen=True)
class Known:
    """Everything of one learner in one sequence."""

    slots: tuple[Slot, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    told: tuple[Meeting, ...] = ()
    done: tuple[Done, ...] = ()
    connections: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Line:
    """One proof: when, how long it lasted, how much of it counts."""

    moment: datetime  # UTC
    day: date  # where the organisation is
    is_afternoon: bool
    minutes: int
    counted: int
    proof: Proof
    key: str
    short: Short = Short.NO


@dataclass(frozen=True)
class SequenceHours:
    """Planned, performed and justified, connected (information only): minutes of one learner in one sequence."""

    unit: Unit
    lines: tuple[Line, ...]
    connected: int
    status: Status

    @property
    def planned(self) -> int:
        return self.unit.minutes

    @property
    def performed(self) -> int:
        return sum(line.counted for line in self.lines)

    @property
    def is_capped(self) -> bool:
        return any(line.short is Short.CAPPED for line in self.lines)


@dataclass(frozen=True)
class Sums:
    """Three numbers in minutes, never added to each other."""

    planned: int = 0
    performed: int = 0
    connected: int = 0


@dataclass(frozen=True)
class Hours:
    """One enrolment's hours. `beside`: held appointments of no sequence, in no sum, for nothing was planned of them."""

    sequences: tuple[SequenceHours, ...]
    beside: tuple[Line, ...] = ()

    @property
    def all(self) -> Sums:
        return summed(self.sequences)

    @property
    def planned(self) -> int:
        return self.all.planned

    @property
    def performed(self) -> int:
        return self.all.performed

    @property
    def connected(self) -> int:
        return self.all.connected

    @property
    def lines(self) -> list[tuple[SequenceHours, Line]]:
        """Every line that counts for something, in time."""
        found = [(one, line) for one in self.sequences for line in one.lines if line.counted]
        return sorted(found, key=lambda pair: (pair[1].moment, pair[0].unit.id, pair[1].key))

    def by_place(self) -> dict[str, Sums]:
        return self._by(lambda unit: unit.place)

    def by_timing(self) -> dict[str, Sums]:
        return self._by(lambda unit: unit.timing)

    def by_month(self) -> dict[tuple[int, int], int]:
        """Minutes performed by (year, month) of the day they were done, as the yearly return counts (domain.md B5)."""
        found: dict[tuple[int, int], int] = {}
        for _sequence, line in self.lines:
            month = line.day.year, line.day.month
            found[month] = found.get(month, 0) + line.counted
        return found

    def by_year(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for (year, _month), minutes in self.by_month().items():
            found[year] = found.get(year, 0) + minutes
        return found

    def by_half_day(self) -> dict[tuple[date, bool], int]:
        """Minutes performed by (day, is it the afternoon)."""
        found: dict[tuple[date, bool], int] = {}
        for _sequence, line in self.lines:
            half = line.day, line.is_afternoon
            found[half] = found.get(half, 0) + line.counted
        return found

    def _by(self, side: Callable[[Unit], str]) -> dict[str, Sums]:
        sides = {side(one.unit) for one in self.sequences}
        return {name: summed(one for one in self.sequences if side(one.unit) == name) for name in sorted(sides)}


def summed(sequences: Iterable[SequenceHours]) -> Sums:
    rows = list(sequences)
    return Sums(
        sum(one.planned for one in rows), sum(one.performed for one in rows), sum(one.connected for one in rows)
    )

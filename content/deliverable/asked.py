"""What an activity asks for, read from its published settings, and when it is due for one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lms.catalogue.outline import OutlineItem
from lms.enrolment.agreed import Agreed, agreed_with_each
from lms.enrolment.calendar import due_dates
from lms.enrolment.models import Enrolment

MB = 1024 * 1024
MOST_MB = 250  # of one file; lms.bounds takes no more in one request


@dataclass(frozen=True)
class Asked:
    """Which parts may be handed in, within which bounds."""

    text: bool = True
    files: bool = True
    photo: bool = False
    link: bool = False
    most_files: int = 5
    largest: int = 20 * MB  # bytes of one file
    grid: str = ""  # its code
    out_of: int = 0  # what a plain mark is out of; 0: seen, without a mark
    due_days: int | None = None  # after the sequence's own due date
    cutoff_days: int | None = None  # after the due date
    tries: int | None = None  # how often it may be handed in
    team: bool = False
    pass_score: float | None = None

    @property
    def takes_files(self) -> bool:
        return self.files or self.photo


def asked_of(settings: Mapping[str, Any]) -> Asked:
    """From an ActivityVersion's settings; what they do not say stays as usual."""
    known = {name: value for name, value in settings.items() if name in Asked.__dataclass_fields__}
    return Asked(**known)


def calendars_of(
    asked: Asked, enrolments: Iterable[Enrolment], told: Mapping[int, Agreed] | None = None
) -> list[tuple[Enrolment, Agreed]]:
    """What was agreed with each; one query, none where no date is asked for or all of it is told."""
    rows, known = list(enrolments), told or {}
    if asked.due_days is not None and any(row.pk not in known for row in rows):
        known = agreed_with_each(rows)
    return [(row, known.get(row.pk, Agreed())) for row in rows]


@dataclass(frozen=True)
class Dates:
    """The last day on which it is in time, and the last day on which it is taken at all; None: any day."""

    due_on: date | None = None
    cutoff_on: date | None = None
    extended_until: date | None = None

    def is_late(self, day: date) -> bool:
        return self.due_on is not None and day > self.due_on

    def is_closed(self, day: date) -> bool:
        return self.cutoff_on is not None and day > self.cutoff_on


def dates_of(
    asked: Asked,
    people: Iterable[tuple[Enrolment, Agreed]],
    sequence_id: int | None,
    outline: OutlineItem,
    until: date | None,
) -> Dates:
    """The latest of these people's own dates. No query.

    until: the extension that holds; it moves the due date and, if need be, the cut-off, and never brings one forward.
    """
    if asked.due_days is None:
        return Dates(extended_until=until)
    days = []
    for row, agreed in people:
        due = due_dates(row, outline, agreed).get(sequence_id or 0)
        if due is not None:
            days.append(due + timedelta(days=asked.due_days))
    if not days:
        return Dates(extended_until=until)
    due_on = max([*days, *([until] if until else [])])
    if asked.cutoff_days is None:
        return Dates(due_on, None, until)
    return Dates(due_on, max(max(days) + timedelta(days=asked.cutoff_days), due_on), until)

"""What a learner's own calendar asks without an hour: last days of sequences, and what is done when one likes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lms.catalogue.models import Timing
from lms.catalogue.outline import OutlineItem, SequenceItem, outline_of
from lms.enrolment import calendar
from lms.enrolment.access import closed_enrolment, missing_prerequisites
from lms.enrolment.agreed import Agreed, agreed_with_each
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.progress.standing import done_sequences, total_of


@dataclass(frozen=True)
class Due:
    """The last day of one sequence that is left to do, for one learner."""

    enrolment: Enrolment
    sequence: SequenceItem
    due_on: date


@dataclass(frozen=True)
class Way:
    """One enrolment under way, with its outline and what was agreed."""

    enrolment: Enrolment
    outline: OutlineItem
    agreed: Agreed

    @cached_property
    def left(self) -> list[Due]:
        """Sequences that are open and not done, by their last day."""
        done = done_sequences(total_of(self.enrolment), self.outline)
        dates = calendar.due_dates(self.enrolment, self.outline, self.agreed)
        rows = [
            Due(self.enrolment, item, dates[item.id])
            for item in self.outline.sequences
            if item.id not in done and missing_prerequisites(item, self.outline, done, self.agreed.opened) is None
        ]
        return sorted(rows, key=lambda row: row.due_on)

    def begins(self, item: SequenceItem) -> date:
        return calendar.starts_of(self.enrolment, item.week, self.agreed.days_off)


def ways_of(person: Person) -> list[Way]:
    """The journeys this person follows now. Two queries, and one a journey whose outline this process never read."""
    rows = Enrolment.objects.filter(person=person, state=Enrolment.State.ACTIVE).order_by("starts_on", "pk")
    found = list(rows.select_related("organisation", "journey", "total").defer("intake", "total__tallied"))
    agreed = agreed_with_each(found)
    return [Way(row, outline_of(row.journey), agreed[row.pk]) for row in found]


def due_between(ways: Iterable[Way], first: date, last: date) -> list[Due]:
    """What is left to do and has its last day in this span. Pauses and days before the entry ask nothing."""
    rows = [row for way in ways if closed_enrolment(way.enrolment) is None for row in way.left]
    return sorted((row for row in rows if first <= row.due_on <= last), key=lambda row: row.due_on)


def when_you_like(ways: Iterable[Way], first: date, last: date) -> list[Due]:
    """What has no hour and may be done in this span: its week has begun, and its last day has not passed before."""
    return [
        row
        for way in ways
        if closed_enrolment(way.enrolment) is None
        for row in way.left
        if row.sequence.timing == Timing.ASYNCHRONOUS and way.begins(row.sequence) <= last and row.due_on >= first
    ]

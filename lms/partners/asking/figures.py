"""How fast partners answer, each figure with how it is counted (domain.md A01, AC3; finding 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.utils import timezone

from lms.partners.asking.clock import WorkingTime
from lms.partners.models import PartnerRequest
from lms.people.models import Organisation

PERIOD = timedelta(days=365)


@dataclass(frozen=True)
class Figures:
    """Of questions sent in the last twelve months."""

    sent: int
    answered: int
    in_time: int
    due: int  # answered, or whose promise is over: those of which "in time" can be said
    median_minutes: float | None

    @property
    def percent_in_time(self) -> int | None:
        return round(100 * self.in_time / self.due) if self.due else None


def figures_of(organisation: Organisation, clock: WorkingTime) -> Figures:
    rows = PartnerRequest.objects.filter(organisation=organisation, sent_at__gte=timezone.now() - PERIOD)
    return count(rows.order_by("pk"), clock)


def count(rows: Iterable[PartnerRequest], clock: WorkingTime) -> Figures:
    found = [row for row in rows if row.sent_at is not None]
    answered = [row.answered_minutes for row in found if row.answered_minutes is not None]
    in_time = [
        row for row in found if row.answered_minutes is not None and row.answered_minutes <= 60 * row.promised_hours
    ]
    over = [row for row in found if row.answered_minutes is None and _is_over(row, clock)]
    return Figures(
        len(found), len(answered), len(in_time), len(answered) + len(over), median(answered) if answered else None
    )


def _is_over(row: PartnerRequest, clock: WorkingTime) -> bool:
    assert row.sent_at is not None
    end = row.closed_at or timezone.now()  # who withdrew a question in time waited for nobody
    return clock.minutes_between(row.sent_at, end) > 60 * row.promised_hours

"""How many reports a year, for the register of quality; fewer than five point at somebody and are not told."""

from collections import Counter
from dataclasses import dataclass

from lms.incidents.models import IncidentReport
from lms.people.access import SMALLEST_GROUP
from lms.people.models import Organisation


@dataclass(frozen=True)
class Year:
    """One year; None where the number is hidden."""

    year: int
    received: int | None
    closed: int | None


def yearly(organisation: Organisation) -> list[Year]:
    """Newest first. Of those received in a year, how many are closed: told only where neither part is small."""
    rows = IncidentReport.objects.filter(organisation=organisation).values_list("received_at", "closed_at")
    received: Counter[int] = Counter()
    closed: Counter[int] = Counter()
    for came, ended in rows:
        year = came.astimezone(organisation.zone).year
        received[year] += 1
        closed[year] += ended is not None
    return [_year(year, received[year], closed[year]) for year in sorted(received, reverse=True)]


def _year(year: int, received: int, closed: int) -> Year:
    is_told = received >= SMALLEST_GROUP
    # What is left open must not be small either: a subtraction would tell it.
    parts = (closed, received - closed)
    shows_closed = is_told and all(part == 0 or part >= SMALLEST_GROUP for part in parts)
    return Year(year, received if is_told else None, closed if shows_closed else None)

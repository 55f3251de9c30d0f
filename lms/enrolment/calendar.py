"""Each learner's own calendar: weeks and due dates from the day they started. Computed, never stored (design.md 6)."""

from collections.abc import Iterator
from datetime import date, timedelta

from lms.catalogue.models import Journey
from lms.catalogue.outline import OutlineItem
from lms.enrolment.agreed import Agreed, agreed_with
from lms.enrolment.days_off import NONE, DaysOff
from lms.enrolment.models import Enrolment

# Entry days are counted from the journey's own first one, else from this Monday.
FIRST_MONDAY = date(2024, 1, 1)


def week_of(enrolment: Enrolment, today: date, days_off: DaysOff = NONE) -> int:
    """The learner's week, from 1; 0 before the start. Days of pause and weeks off do not count; an exit stops it."""
    day = min(today, enrolment.ends_on or today, enrolment.paused_on or today)
    days = days_off.between(enrolment.starts_on, day) - enrolment.days_paused
    return max(1, days // 7 + 1) if day >= enrolment.starts_on else 0


def starts_of(enrolment: Enrolment, week: int, days_off: DaysOff = NONE) -> date:
    """The first day of one of the learner's weeks, counted from 1, as far as pauses are known today."""
    return days_off.after(enrolment.starts_on, 7 * (week - 1) + enrolment.days_paused)


def due_on(enrolment: Enrolment, week: int, days_off: DaysOff = NONE) -> date:
    """The last day of one of the learner's weeks, or the next one on which the organisation is open."""
    return days_off.next_open(days_off.after(enrolment.starts_on, 7 * week - 1 + enrolment.days_paused))


def due_dates(enrolment: Enrolment, outline: OutlineItem, agreed: Agreed | None = None) -> dict[int, date]:
    """By sequence id, the last day of its week, or the date somebody set for this person. One query, none when what
    was agreed is given."""
    known = agreed_with(enrolment) if agreed is None else agreed
    by_week = {
        week: due_on(enrolment, week, known.days_off) for week in {sequence.week for sequence in outline.sequences}
    }
    return {sequence.id: known.due_on.get(sequence.id, by_week[sequence.week]) for sequence in outline.sequences}


def last_day(enrolment: Enrolment, agreed: Agreed | None = None) -> date:
    """The day a journey must be over: the longest duration after the start, pauses and weeks off apart, or the day it
    was last extended to. One query, none when what was agreed is given."""
    known = agreed_with(enrolment) if agreed is None else agreed
    return known.until or first_last_day(enrolment, known.days_off)


def first_last_day(enrolment: Enrolment, days_off: DaysOff = NONE) -> date:
    """The same without any extension (domain.md A25, AC5)."""
    return days_off.after(enrolment.starts_on, 7 * enrolment.journey.max_weeks - 1 + enrolment.days_paused)


def next_entries(journey: Journey, today: date, days_off: DaysOff = NONE, count: int = 6) -> list[date]:
    """The next days on which people may enter, today included, every `entry_every_days`; days off are left out."""
    found: list[date] = []
    for day in _entry_days(journey, today):
        if not days_off.holds(day):
            found.append(day)
        if len(found) == count or (day - today).days > 3 * 366:
            break
    return found


def _entry_days(journey: Journey, today: date) -> Iterator[date]:
    first, every = _first_entry(journey), max(1, journey.entry_every_days)
    day = max(first, today + timedelta(days=-(today - first).days % every))
    while True:
        yield day
        day += timedelta(days=every)


def _first_entry(journey: Journey) -> date:
    """The journey file may name it: parcours, regles_entree_sortie, premiere_entree."""
    rules = (journey.extras or {}).get("parcours", {}).get("regles_entree_sortie", {})
    try:
        return date.fromisoformat(str(rules.get("premiere_entree", "")))
    except (ValueError, AttributeError):
        return FIRST_MONDAY

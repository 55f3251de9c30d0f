"""This week on a learner's home: first what has a day and an hour, then what is done when one likes."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses import words
from courses.learner import Look
from lms.agenda.calendar.lines import Line, lines_of
from lms.catalogue import units
from lms.catalogue.models import Timing
from lms.people.models import Person

MOST = 6  # lines at most
AHEAD = timedelta(days=7)


def this_week(look: Look, week: int, person: Person) -> list[dict[str, Any]]:
    """Seats and appointments of the next seven days, then the week's sequences that are open and not done.

    One query."""
    now = timezone.now()
    dated = [line for line in lines_of(person, now, now + AHEAD) if not line.leads and not line.is_cancelled]
    seated = {line.sequence_id for line in dated}
    open_now = [
        sequence
        for sequence in look.seat.outline.sequences
        if sequence.week == week
        and sequence.id not in seated
        and not look.is_done(sequence)
        and not look.gate(sequence)
    ]
    ordered = sorted(open_now, key=lambda sequence: sequence.timing != Timing.SYNCHRONOUS)
    undated = [
        {
            "when": words.when(sequence, look.due_dates.get(sequence.id), look.today),
            "title": sequence.title,
            "url": sequence.address,
            "place": words.meta(units.duration(sequence.minutes), words.where(sequence)),
        }
        for sequence in ordered
    ]
    return [*(_dated(look, line) for line in dated), *undated][:MOST]


def _dated(look: Look, line: Line) -> dict[str, Any]:
    sequence = look.seat.outline.sequence_by_id.get(line.sequence_id or 0)
    start = line.starts_at.astimezone(look.seat.journey.organisation.zone)
    company = _("with %(name)s") % {"name": line.with_whom} if line.with_whom else ""
    waiting = _("on the waiting list") if line.is_waiting else ""
    return {
        "when": _("%(day)s %(time)s") % {"day": _day(start.date(), look.today), "time": date_format(start, "H:i")},
        "title": line.title,
        "url": sequence.address if sequence else "",
        "place": words.meta(line.place, company, waiting),
        "join_url": line.join,
        "sign_url": line.sign(timezone.now()),
    }


def _day(day: date, today: date) -> str:
    """Today, Tuesday; further away, the date as well."""
    if day == today:
        return _("today")
    return date_format(day, "l") if 0 < (day - today).days < 7 else words.day(day)

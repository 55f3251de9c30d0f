"""Durations, places, dates and levels in the words a learner reads; dates are those of the organisation's zone."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.catalogue.models import Grouping, Operator, Place, Timing
from lms.catalogue.outline import SequenceItem
from lms.catalogue.units import PERCENT, quantity


def percent(share: float) -> str:
    """45.5 %, without a tail of zeros."""
    return quantity(Decimal(str(round(share, 1))), PERCENT)


def day(moment: date) -> str:
    """Friday 28 November."""
    return str(formats.date_format(moment, "l j F"))


def instant(moment: datetime, zone: ZoneInfo) -> str:
    """28 November 2026, 10:00, where the organisation is."""
    local = moment.astimezone(zone)
    return _("%(day)s, %(time)s") % {
        "day": formats.date_format(local, "j F Y"),
        "time": formats.date_format(local, "H:i"),
    }


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    """28 November 2026, where the organisation is."""
    return str(formats.date_format(moment.astimezone(zone), "j F Y"))


def where(sequence: SequenceItem) -> str:
    if sequence.off_site:
        return sequence.venue or _("on the ground")
    if sequence.place == Place.IN_PERSON:
        return sequence.venue or _("in person")
    return _("online, at a set time") if sequence.timing == Timing.SYNCHRONOUS else _("at home")


def when(sequence: SequenceItem, due: date | None, today: date) -> str:
    """When it is to be done: until a day, at a set time, or as one likes."""
    if due is not None and due >= today:
        return until(due, today)
    return _("at a set time") if sequence.timing == Timing.SYNCHRONOUS else _("when you like")


def until(due: date, today: date) -> str:
    """Until Sunday; further away, the date as well."""
    if due == today:
        return _("today")
    if 0 < (due - today).days < 7:
        return _("until %(weekday)s") % {"weekday": formats.date_format(due, "l")}
    return _("until %(day)s") % {"day": day(due)}


def with_whom(sequence: SequenceItem) -> str:
    return _("with the group") if sequence.grouping == Grouping.COLLECTIVE else _("on your own")


def meta(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def rule(operator: str, threshold: Decimal, unit: str) -> str:
    """At least 3 objectives."""
    asked: dict[Operator, str] = {
        Operator.AT_LEAST: _("at least %(value)s"),
        Operator.AT_MOST: _("at most %(value)s"),
        Operator.EXACTLY: _("exactly %(value)s"),
    }
    return asked[Operator(operator)] % {"value": quantity(threshold, unit)}


def level(value: int, is_own: bool = True) -> str:
    """The words of a competency level 0-3, on learners' screens; `is_own`: said to the learner, not of them."""
    return {
        0: _("Not begun"),
        1: _("Under way"),
        2: _("Acquired, with support"),
        3: _("Acquired, on your own") if is_own else _("Acquired, on one's own"),
    }[value]


def state(name: str) -> str:
    """The usual words of a knot, as components/state_words.html says them."""
    usual = {
        "done": _("Done"),
        "doing": _("Under way"),
        "waiting": _("Handed in, waiting for an answer"),
        "closed": _("Not open yet"),
    }
    return usual.get(name, _("To do"))


def steps_done(done: int, total: int) -> str:
    return ngettext("%(done)d step of %(total)d done", "%(done)d steps of %(total)d done", done) % {
        "done": done,
        "total": total,
    }


def weeks(count: int) -> str:
    return ngettext("%(count)d week", "%(count)d weeks", count) % {"count": count}

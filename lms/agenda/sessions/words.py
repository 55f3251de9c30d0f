"""Dates and places of a session in words, on its organisation's clock, in the language of who reads."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.agenda.models import HalfDay, Session


def when(session: Session) -> str:
    """Tuesday 3 March 2026, 09:30 to 12:30; over several days, from the first to the last."""
    zone = session.organisation.zone
    return _span(session.starts_at.astimezone(zone), session.ends_at.astimezone(zone))


def half_day(row: HalfDay, session: Session) -> str:
    """The same of one half-day."""
    zone = session.organisation.zone
    return _span(row.starts_at.astimezone(zone), row.ends_at.astimezone(zone))


def where(session: Session) -> str:
    """Maison des projets, Salle 1; or how people meet at a distance."""
    places: Sequence[object] = [one for one in (session.venue, session.room) if one]
    if session.online:
        places = [*places, _("at a distance")]
    return ", ".join(str(one) for one in places)


def seats_left(left: int) -> str:
    if left <= 0:
        return _("full: you can wait for a seat")
    return ngettext("%(count)d seat left", "%(count)d seats left", left) % {"count": left}


def _span(start: datetime, end: datetime) -> str:
    day, clock = date_format(start, "l j F Y"), date_format(start, "H:i")
    if start.date() == end.date():
        return _("%(day)s, %(from)s to %(to)s") % {"day": day, "from": clock, "to": date_format(end, "H:i")}
    return _("from %(day)s, %(from)s, to %(last)s, %(to)s") % {
        "day": day,
        "from": clock,
        "last": date_format(end, "l j F Y"),
        "to": date_format(end, "H:i"),
    }


lazy_when = lazy(when, str)
lazy_where = lazy(where, str)

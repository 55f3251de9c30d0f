"""Dates, places and addresses of reminders: lazy, so that each person reads them in their own language."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from lms.agenda.classes.door import join_url
from lms.agenda.models import Appointment, Session


def _when(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return _("%(day)s at %(time)s") % {"day": _day(local.date()), "time": date_format(local, "H:i")}


def _day(day: date) -> str:
    return date_format(day, "l j F")


def _where(meeting: Session | Appointment) -> str:
    if meeting.online:
        minutes = settings.CLASS_OPENS_MINUTES
        return _("At a distance. The door opens %(minutes)s minutes before.") % {"minutes": minutes}
    room = meeting.room.name if isinstance(meeting, Session) and meeting.room else ""
    lines = [meeting.venue.name, room, meeting.venue.address] if meeting.venue else []
    return "\n".join(line for line in lines if line)


def _way_to(meeting: Session | Appointment) -> str:
    """To the door of a virtual class, else to one's own calendar."""
    return join_url(meeting) or _address("agenda:calendar")


def _address(name: str, **values: Any) -> str:
    return reverse(name, kwargs=values)


when = lazy(_when, str)
day = lazy(_day, str)
where = lazy(_where, str)
way_to = lazy(_way_to, str)
address = lazy(_address, str)

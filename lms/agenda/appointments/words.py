"""Dates, places and balances of appointments, in the words people read."""

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.agenda.models import Appointment, Availability, Online
from lms.catalogue.units import duration
from lms.people.models import Organisation


def day(moment: datetime, organisation: Organisation) -> str:
    """Friday 28 November, where the organisation is."""
    return str(formats.date_format(moment.astimezone(organisation.zone), "l j F"))


def hour(moment: datetime, organisation: Organisation) -> str:
    return str(formats.date_format(moment.astimezone(organisation.zone), "H:i"))


def moment(moment: datetime, organisation: Organisation) -> str:
    """Friday 28 November, 10:00."""
    return _("%(day)s, %(time)s") % {"day": day(moment, organisation), "time": hour(moment, organisation)}


def where(row: Appointment | Availability) -> str:
    """The venue's name, or how people meet at a distance."""
    if row.venue is not None:
        return row.venue.name
    if row.online == Online.LINK:
        return _("online")
    return _("online, by %(tool)s") % {"tool": row.get_online_display()} if row.online else ""


def left(account: Any) -> str:
    """What a learner still has of a type: "1 h 15 left of 2 h". Empty where there is no limit."""
    parts = []
    if account.left_count is not None:
        count = max(account.left_count, 0)
        said = ngettext("%(count)d meeting left of %(given)d", "%(count)d meetings left of %(given)d", count)
        parts.append(said % {"count": count, "given": account.given_count})
    if account.left_minutes is not None:
        given = duration(account.given_minutes)
        if account.left_minutes < 0:
            parts.append(
                _("%(over)s more than the %(given)s") % {"over": duration(-account.left_minutes), "given": given}
            )
        else:
            parts.append(_("%(left)s left of %(given)s") % {"left": duration(account.left_minutes), "given": given})
    return ", ".join(parts)


def done(account: Any) -> str:
    """What was held: "2 h 30 held, in 3 meetings"; with its range where the type has one."""
    held = duration(account.held_minutes)
    type = account.type
    if type.range_max:
        low = duration(type.range_min or 0)
        return _("%(held)s done, of %(low)s to %(high)s") % {"held": held, "low": low, "high": duration(type.range_max)}
    if not account.held_count:
        return _("no meeting yet")
    said = ngettext("%(held)s, in %(count)d meeting", "%(held)s, in %(count)d meetings", account.held_count)
    return said % {"held": held, "count": account.held_count}

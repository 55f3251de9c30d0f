"""Durations, shares and moments in the words of a report; moments are those of the organisation's zone."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from lms.catalogue import units
from lms.catalogue.models import Operator
from lms.catalogue.outline import IndicatorItem
from lms.catalogue.units import TIED, quantity


def duration(minutes: int) -> str:
    """15 min, 1 h, 1 h 30; many hours are rounded: 1 250 h."""
    hours = round(minutes / 60)
    words = _("%(hours)s h") % {"hours": whole(hours)} if hours >= 1000 else units.duration(minutes)
    return words.replace(" ", TIED)


def percent(share: float) -> str:
    words: str = _("%(number)s %%") % {"number": whole(int(share))}
    return words.replace(" ", TIED)


def whole(count: int) -> str:
    """1 250, with the separators of the language."""
    return str(formats.number_format(count, use_l10n=True, force_grouping=True))


def instant(moment: datetime, zone: ZoneInfo) -> str:
    """28 November 2026, 10:00, where the organisation is."""
    local = moment.astimezone(zone)
    return _("%(day)s, %(time)s") % {
        "day": formats.date_format(local, "j F Y"),
        "time": formats.date_format(local, "H:i"),
    }


def day(moment: date) -> str:
    return str(formats.date_format(moment, "j F Y"))


def short_day(moment: datetime | date, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone) if isinstance(moment, datetime) else moment
    return str(formats.date_format(local, "d/m/y"))


def asked(operator: str, threshold: Decimal, autonomy: Decimal, unit: str) -> str:
    """At least 3 objectives; on one's own from 5."""
    words = {
        Operator.AT_LEAST: _("at least %(value)s; on one's own: at least %(alone)s"),
        Operator.AT_MOST: _("at most %(value)s; on one's own: at most %(alone)s"),
        Operator.EXACTLY: _("exactly %(value)s; on one's own: exactly %(alone)s"),
    }[Operator(operator)]
    return words % {"value": quantity(threshold, unit), "alone": quantity(autonomy, unit)}


def asked_now(item: IndicatorItem) -> str:
    """What the indicator asks of somebody who begins today."""
    return asked(item.operator, Decimal(item.threshold), Decimal(item.autonomy_threshold), item.unit)


def level(value: int) -> str:
    """The words of a competency level 0-3."""
    return {
        0: _("Not tackled yet"),
        1: _("In progress"),
        2: _("Acquired, with support"),
        3: _("Acquired, on one's own"),
    }[value]

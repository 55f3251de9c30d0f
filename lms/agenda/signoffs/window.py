"""When a half-day can be signed, and who is late. Pure; instants are compared, so clocks may change in between."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.agenda.models import AgendaRules, HalfDay


def opens_at(half_day: HalfDay, rules: AgendaRules) -> datetime:
    return half_day.starts_at - timedelta(minutes=rules.sign_before)


def closes_at(half_day: HalfDay, rules: AgendaRules) -> datetime:
    return half_day.ends_at + timedelta(hours=rules.sign_after_hours)


def is_open(half_day: HalfDay, rules: AgendaRules, moment: datetime) -> bool:
    return opens_at(half_day, rules) <= moment <= closes_at(half_day, rules)


def why_not(half_day: HalfDay, rules: AgendaRules, moment: datetime) -> str:
    """Why nobody can sign at this moment, and what to do; empty when they can."""
    if moment < opens_at(half_day, rules):
        opening = local_words(half_day, opens_at(half_day, rules))
        return _("Signing opens on %(moment)s. Come back then.") % {"moment": opening}
    if moment > closes_at(half_day, rules):
        closing = local_words(half_day, closes_at(half_day, rules))
        return _(
            "Signing ended on %(moment)s. Tell the trainer: a sheet signed on paper can still be entered by the team."
        ) % {"moment": closing}
    return ""


def minutes_late(half_day: HalfDay, rules: AgendaRules, moment: datetime) -> int:
    """Since the start, when that is more than the rules forgive; 0 in time.

    After the end a signature says nothing of the arrival: nobody is late by having signed the sheet afterwards.
    """
    minutes = int((moment - half_day.starts_at).total_seconds() // 60)
    return minutes if rules.late_after < minutes and moment < half_day.ends_at else 0


def late_words(half_day: HalfDay, rules: AgendaRules, moment: datetime) -> str:
    """What a signature at this moment would say of lateness, before it is given; empty in time."""
    minutes = minutes_late(half_day, rules, moment)
    words = ngettext(
        "It began %(count)s minute ago: you sign as late.", "It began %(count)s minutes ago: you sign as late.", minutes
    )
    return words % {"count": minutes} if minutes else ""


def local_words(half_day: HalfDay, moment: datetime) -> str:
    """Day and hour on the organisation's clock."""
    return date_format(moment.astimezone(half_day.session.organisation.zone), "DATETIME_FORMAT")

"""What was promised to who asks, and how much of it is left; see clock.py for how hours are counted."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.enrolment.agreed import days_off_of
from lms.partners.access import rules_of
from lms.partners.asking.clock import WorkingTime
from lms.partners.models import PartnerRequest
from lms.people.models import Organisation


def working_time(organisation: Organisation) -> WorkingTime:
    """The organisation's. Two queries."""
    rules = rules_of(organisation)
    return WorkingTime(organisation.zone, rules.opens_at, rules.closes_at, days_off_of(organisation.pk))


def due_at(request: PartnerRequest, clock: WorkingTime) -> datetime | None:
    """Until when a first answer was promised; None before it was sent."""
    return clock.after(request.sent_at, request.promised_hours) if request.sent_at else None


def elapsed_minutes(request: PartnerRequest, clock: WorkingTime) -> int | None:
    """Working minutes to the first answer, or until now while there is none; None before it was sent."""
    if request.answered_minutes is not None or request.sent_at is None:
        return request.answered_minutes
    end = request.answered_at or request.closed_at or timezone.now()
    return clock.minutes_between(request.sent_at, end)


def is_late(request: PartnerRequest, clock: WorkingTime) -> bool:
    elapsed = elapsed_minutes(request, clock)
    return elapsed is not None and elapsed > 60 * request.promised_hours


def hours_words(minutes: float) -> str:
    """Working time, in hours and minutes: days differ from one organisation to another."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return ngettext("%(count)d working minute", "%(count)d working minutes", rest) % {"count": rest}
    if not rest:
        return ngettext("%(count)d working hour", "%(count)d working hours", hours) % {"count": hours}
    return _("%(hours)d h %(minutes)02d of working time") % {"hours": hours, "minutes": rest}

"""Whom a virtual class's server saw long enough is on the sheet, once the half-day is over. A periodic task.

The learner's own signature comes first: only who has no line at all gets one, and a line that was struck stays so.
"""

import logging
from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from lms.agenda.classes.presence import present_in
from lms.agenda.models import HalfDay, Presence, Session, SignOff
from lms.agenda.signoffs.sign import seen_online
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Refused

logger = logging.getLogger(__name__)
# A server reports some minutes after the end, or never; later than this nobody asks it any more.
AFTER, UNTIL = timedelta(minutes=10), timedelta(days=2)


def attest() -> int:
    """Returns how many learners were noted as present. One query when there is nobody to note."""
    found = 0
    for half_day in HalfDay.objects.filter(pk__in=_open_to_note()).select_related("session").order_by("pk"):
        lines = SignOff.objects.filter(half_day=half_day, enrolment__isnull=False).values_list("enrolment", flat=True)
        missing = present_in(half_day.session, half_day) - set(lines)
        for enrolment in Enrolment.objects.filter(pk__in=missing).order_by("pk"):
            found += _note(half_day, enrolment)
    return found


def _open_to_note() -> list[int]:
    """Half-days that are over, in which somebody was connected who has no line on the sheet."""
    now = timezone.now()
    line = SignOff.objects.filter(half_day=OuterRef("half_day"), enrolment=OuterRef("enrolment"))
    rows = Presence.objects.filter(session__state=Session.State.PLANNED).annotate(
        half_day=F("session__half_days__pk"),
        begins=F("session__half_days__starts_at"),
        ends=F("session__half_days__ends_at"),
    )
    over = rows.filter(ends__lte=now - AFTER, ends__gt=now - UNTIL, joined_at__lt=F("ends"), left_at__gt=F("begins"))
    return list(over.filter(~Exists(line)).order_by().values_list("half_day", flat=True).distinct())


def _note(half_day: HalfDay, enrolment: Enrolment) -> bool:
    try:
        return seen_online(half_day, enrolment).is_new
    except Refused as why:
        logger.warning("Half-day %s: somebody who was connected is not noted: %s", half_day.pk, why)
        return False

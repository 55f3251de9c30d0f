"""Promises that are running out: the partner is reminded, twice at most, and the team is told. A periodic task."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from lms.partners.asking.ask import tell_team, write_letter
from lms.partners.asking.clock import WorkingTime
from lms.partners.asking.promise import working_time
from lms.partners.models import Letter, PartnerRequest

State = PartnerRequest.State
MOST = 2  # at the end of the promised delay, and once more as long after


def remind() -> int:
    """How many were reminded. Safe with several workers: each row is looked at again under its lock."""
    waiting = PartnerRequest.objects.filter(state__in=(State.SENT, State.SEEN), reminders__lt=MOST)
    clocks: dict[int, WorkingTime] = {}
    count = 0
    for row in waiting.select_related("organisation").order_by("pk").iterator():
        clock = clocks.setdefault(row.organisation_id, working_time(row.organisation)) if row.sent_at else None
        if clock is not None and _is_due(row, clock):
            count += _remind(row, clock)
    return count


@transaction.atomic
def _remind(row: PartnerRequest, clock: WorkingTime) -> bool:
    rows = PartnerRequest.objects.select_for_update(of=("self",)).select_related("organisation", "partner")
    locked = rows.get(pk=row.pk)
    if locked.state not in (State.SENT, State.SEEN) or locked.reminders >= MOST or not _is_due(locked, clock):
        return False
    locked.reminders += 1
    locked.save(update_fields=["reminders"])
    if locked.partner.email:
        write_letter(locked, Letter.Sort.REMINDER)
    subject = format_lazy(gettext_lazy("{name} has not answered yet"), name=locked.partner.name)
    body = gettext_lazy("The delay that was promised is over. They were reminded by e-mail; you may telephone them.")
    tell_team(locked, f"partner-request:{locked.pk}:late:{locked.reminders}", subject, body)
    return True


def _is_due(row: PartnerRequest, clock: WorkingTime) -> bool:
    assert row.sent_at is not None
    return clock.minutes_between(row.sent_at, timezone.now()) > 60 * row.promised_hours * (row.reminders + 1)

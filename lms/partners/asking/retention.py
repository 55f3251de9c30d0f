"""What is kept no longer: questions nobody confirmed, names and words after the organisation's delay (domain.md C)."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from lms.partners.models import DirectoryRules, Letter, PartnerPlan, PartnerRequest
from lms.people.models import Organisation

UNCONFIRMED = timedelta(days=3)
MONTH = timedelta(days=30.4375)
LONGEST_MONTHS = 36


def forget() -> int:
    """A periodic task; how many questions lost their words."""
    now = timezone.now()
    rows = PartnerRequest.objects.filter(state=PartnerRequest.State.UNCONFIRMED)
    rows.filter(made_at__lt=now - UNCONFIRMED).delete()
    PartnerPlan.objects.filter(made_at__lt=now - timedelta(days=1), applied_at=None).delete()
    months = dict(DirectoryRules.objects.values_list("organisation", "retention_months"))
    count = 0
    for organisation in Organisation.objects.filter(partner_requests__erased_at=None).distinct():
        before = now - months.get(organisation.pk, LONGEST_MONTHS) * MONTH
        old = PartnerRequest.objects.filter(organisation=organisation, last_contact_at__lt=before, erased_at=None)
        count += blank(old)
    return count


def blank(rows: QuerySet[PartnerRequest]) -> int:
    """Take names, addresses and words out of these; moments and states stay for the figures."""
    keys = list(rows.values_list("pk", flat=True))
    kept = PartnerRequest.objects.filter(pk__in=keys)
    kept.filter(state=PartnerRequest.State.UNCONFIRMED).delete()
    for row in kept:
        row.messages.update(text="")
        row.letters.filter(mail=Letter.Mail.DUE).update(mail=Letter.Mail.DROPPED)
    now = timezone.now()
    kept.filter(closed_at=None).update(closed_at=now)
    kept.update(name="", email="", question="", asker=None, erased_at=now, state=PartnerRequest.State.CLOSED)
    return len(keys)

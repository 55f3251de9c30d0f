"""How much a stranger may send: by network address in the cache, by e-mail in the tables."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from lms.partners.models import PartnerRequest

PER_HOUR = 10  # of one network: a training room has one address
PER_DAY = 5  # of one e-mail, and of one person
SECONDS = 3600


def may_send(request: HttpRequest) -> bool:
    """Count this try of a visitor; False when there were too many from this network."""
    key = f"partners.ask:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) <= PER_HOUR
    except ValueError:  # it ran out between the two
        return True


def has_asked_enough(email: str = "", person_id: int | None = None) -> bool:
    """So many in a day by one e-mail, confirmed or not: nobody's mailbox is filled through us."""
    since = timezone.now() - timedelta(days=1)
    rows = PartnerRequest.objects.filter(made_at__gte=since)
    rows = rows.filter(asker=person_id) if person_id else rows.filter(email__iexact=email)
    return rows.count() >= PER_DAY

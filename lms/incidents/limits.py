"""How often one network may report without a name, and try codes. In the cache; no address is kept beside a report."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SECONDS = 3600
REPORTS, CODES = 10, 30


def may_report(request: HttpRequest) -> bool:
    return _count(request, "report") <= REPORTS


def may_try_code(request: HttpRequest) -> bool:
    return _count(request, "code") <= CODES


def _count(request: HttpRequest, what: str) -> int:
    address = salted_hmac("lms.incidents.limits", get_adapter().get_client_ip(request)).hexdigest()
    key = f"incidents.{what}:{address}"
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1

"""How often one network address may try codes on the public page. In the cache: with Redis, over all processes."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

TRIES = 30
SECONDS = 600


def may_try(request: HttpRequest) -> bool:
    """Count this try, before the code is looked at; False when there were too many."""
    key = f"documents.verify:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) <= TRIES
    except ValueError:  # it ran out between the two
        return True

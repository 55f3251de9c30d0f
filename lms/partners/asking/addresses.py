"""Addresses for notices, in the language of who reads them."""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise, lazy


def address_of(name: str, *arguments: Any) -> Promise:
    """Worked out when it is worded."""
    found: Promise = lazy(partial(reverse, name, args=list(arguments)), str)()
    return found

"""Addresses for notices, in the language of who reads them."""

from functools import partial
from typing import Any, cast

from django.urls import reverse
from django.utils.functional import Promise, lazy


def address_of(name: str, *arguments: Any) -> Promise:
    """Worked out when it is worded."""
    found: Any = lazy(partial(reverse, name, args=list(arguments)), str)()
    return cast(Promise, found)

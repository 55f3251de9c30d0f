"""What the head of every page says of notices: where they are, and how many are not read. Nothing for visitors."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from lms.notices.unread import unread_count


def notices(request: HttpRequest) -> dict[str, Any]:
    """`notices_url` and `unread`, worked out only by a page that shows them."""
    return {
        "notices_url": SimpleLazyObject(lambda: reverse("notices:centre") if request.user.is_authenticated else ""),
        "unread": SimpleLazyObject(lambda: unread_count(request.user) if request.user.is_authenticated else 0),
    }

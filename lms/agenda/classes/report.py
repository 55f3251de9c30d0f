"""What BigBlueButton posts when a meeting has ended (meta_analytics-callback-url): its signature, and who was there.

As its script post_events_analytics_callback.rb sends it: `Authorization: Bearer <JWT>`, HS512 with the server's
secret, which says nothing but when it expires; the body is JSON with a list of attendees and their moments.
"""

import binascii
import hmac
import json
from base64 import urlsafe_b64decode
from collections import defaultdict
from datetime import UTC, datetime
from hashlib import sha512
from typing import Any

from lms.agenda.half_days import Span

LONGEST_TOKEN = 4096
LONGEST_LIFE = 48 * 3600  # seconds: the script gives it a day, clocks differ
# "2019-03-15 08:49:29 +0000" (Ruby's own), or ISO 8601 in later versions.
FORMATS = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z")


class Unreadable(Exception):
    """The body is not such a report."""


def is_signed(authorization: str, secret: str, now: datetime) -> bool:
    """A token made with this secret for this time; any other algorithm, or none, is no signature."""
    scheme, _space, token = authorization.partition(" ")
    parts = token.split(".")
    if scheme.lower() != "bearer" or len(parts) != 3 or not secret or len(token) > LONGEST_TOKEN:
        return False
    if not token.isascii():
        return False
    expected = hmac.new(secret.encode(), f"{parts[0]}.{parts[1]}".encode(), sha512).digest()
    try:
        header, claims = json.loads(_decoded(parts[0])), json.loads(_decoded(parts[1]))
        is_ours = hmac.compare_digest(expected, _decoded(parts[2]))
        expires = claims["exp"]
        is_number = isinstance(expires, int | float) and not isinstance(expires, bool)
        return bool(
            is_ours
            and header["alg"] == "HS512"
            and is_number
            and now.timestamp() < expires <= now.timestamp() + LONGEST_LIFE
        )
    except (ValueError, LookupError, TypeError, RecursionError, binascii.Error):
        return False


def read(body: bytes, meeting_id: str) -> dict[str, list[Span]]:
    """When each guest was connected, by the key we gave. Raises Unreadable; what is odd in one guest is left out."""
    try:
        told: Any = json.loads(body)
        if told["meeting_id"] != meeting_id:
            raise Unreadable("another meeting")
        guests, finish = told["data"]["attendees"], _moment(told["data"].get("finish"))
        found: dict[str, list[Span]] = defaultdict(list)
        for guest in guests:
            found[str(guest["ext_user_id"])] += _spans(guest, finish)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    return found


def _spans(guest: dict[str, Any], finish: datetime | None) -> list[Span]:
    """Each joining lasts until the first leaving after it; who was not seen leaving was there until the end."""
    joins = sorted(moment for told in guest.get("joins") or () if (moment := _moment(told)))
    leaves = sorted(moment for told in guest.get("leaves") or () if (moment := _moment(told)))
    spans = []
    for number, joined in enumerate(joins):
        following = joins[number + 1] if number + 1 < len(joins) else None
        left = next((moment for moment in leaves if moment >= joined), finish or following)
        if left is not None and left > joined:
            spans.append(Span(joined, left))
    return spans


def _moment(told: object) -> datetime | None:
    for form in FORMATS:
        try:
            return datetime.strptime(str(told), form).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))

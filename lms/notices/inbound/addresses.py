"""Addresses that say whom an answer comes from and where it belongs: `name+r<notice>.<sign>@host`, in lower case.

The sign is of one notice, so of one person and one target; nobody can make another's. It stays under the 64 signs of an
address's first part (RFC 5321, 4.5.3.1.1).
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from lms.notices.models import Notice

REPLY, BOUNCE = "r", "b"
TOKEN = re.compile(r"^(?P<sort>[rb])(?P<number>[0-9a-z]{1,13})\.(?P<sign>[0-9a-f]{20})$")


@dataclass(frozen=True)
class Token:
    """What an address of ours says, before its sign was checked against the notice."""

    sort: str
    notice_id: int
    sign: str


def is_configured() -> bool:
    return "@" in settings.INBOUND_ADDRESS


def reply_address(notice: Notice) -> str:
    return _address(REPLY, notice)


def bounce_address(notice: Notice) -> str:
    """Where mail servers tell that an e-mail could not be delivered (its envelope's sender)."""
    return _address(BOUNCE, notice)


def read(address: str) -> Token | None:
    """None for an address that is not one of ours."""
    name, _at, host = settings.INBOUND_ADDRESS.lower().partition("@")
    local, _at, its_host = address.strip().lower().rpartition("@")
    if its_host != host or not local.startswith(f"{name}+"):
        return None
    found = TOKEN.match(local.removeprefix(f"{name}+"))
    if found is None:
        return None
    number = base36_to_int(found["number"])
    return Token(found["sort"], number, found["sign"]) if number < 2**63 else None


def notice_of(token: Token) -> Notice | None:
    """The notice that the address was made for; None when the sign is not ours."""
    row = Notice.objects.select_related("person", "organisation").filter(pk=token.notice_id).first()
    if row is None or not constant_time_compare(token.sign, _sign(token.sort, row)):
        return None
    return row


def _address(sort: str, notice: Notice) -> str:
    name, _at, host = settings.INBOUND_ADDRESS.partition("@")
    return f"{name}+{sort}{int_to_base36(notice.pk)}.{_sign(sort, notice)}@{host}"


def _sign(sort: str, notice: Notice) -> str:
    said = f"{sort}:{notice.pk}:{notice.person_id}:{notice.reply_to if sort == REPLY else ''}"
    return salted_hmac("lms.notices.inbound", said, algorithm="sha256").hexdigest()[:20]

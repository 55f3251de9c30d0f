"""Signed links for who has no account: a partner answers, a visitor confirms and reads. Nothing of them is guessable.

A link names one question, one reader and one serial; it ends with time, or when a new one is made.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from lms.keys import is_key
from lms.partners.models import PartnerRequest

CONFIRM, PARTNER, ASKER = "confirm", "partner", "asker"
NAMES = {CONFIRM: "partners:confirm", PARTNER: "partners:partner_link", ASKER: "partners:asker"}
LASTS = {CONFIRM: timedelta(days=3), PARTNER: timedelta(days=180), ASKER: timedelta(days=365)}
SALT = "lms.partners.link"


class NoLink(LookupError):
    """Not one of ours, or no longer: `is_old` says which."""

    def __init__(self, is_old: bool = False) -> None:
        super().__init__()
        self.is_old = is_old


def token_for(request: PartnerRequest, reader: str) -> str:
    serial = request.serial if reader == PARTNER else 0
    return signing.dumps([str(request.public_id), serial], salt=f"{SALT}.{reader}")


def address_for(request: PartnerRequest, reader: str) -> str:
    """The whole address, for a letter, in the language that its reader speaks."""
    language = request.language if reader != PARTNER else settings.LANGUAGE_CODE
    with translation.override(language):
        path = reverse(NAMES[reader], args=[token_for(request, reader)])
    return f"{settings.SITE_ORIGIN}{path}"


def request_behind(token: str, reader: str) -> PartnerRequest:
    """The question that a link leads to. Raises NoLink."""
    try:
        key, serial = signing.loads(token, salt=f"{SALT}.{reader}", max_age=LASTS[reader])
    except signing.SignatureExpired as fault:
        raise NoLink(is_old=True) from fault
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise NoLink from fault
    rows = PartnerRequest.objects.select_related("organisation", "partner", "asker")
    row = rows.filter(public_id=UUID(key)).first() if is_key(str(key)) else None
    if row is None:
        raise NoLink(is_old=True)
    if reader == PARTNER and serial != row.serial:
        raise NoLink(is_old=True)
    return row

"""The code on a document: short enough to type, long enough that nobody guesses one, and it says nothing of anybody."""

import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation

# Without letters that people take for digits, or for each other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP = 3, 4


def make_code() -> str:
    """Such as 7F3K-9QWM-2XHD: 58 bits."""
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(GROUPS * GROUP))
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def read_code(typed: str) -> str:
    """The code that was meant, however it was typed; empty when it cannot be one."""
    signs = "".join(sign for sign in typed[:100].upper() if sign.isalnum() and sign.isascii())
    if len(signs) != GROUPS * GROUP or not set(signs) <= set(ALPHABET):
        return ""
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def verify_address(code: str, language: str) -> str:
    """Where anybody checks it, as a whole address."""
    with translation.override(language):
        return f"{settings.SITE_ORIGIN}{reverse('agenda:verify')}?{urlencode({'code': code})}"

"""Texts compared, and distances said."""

import re
import unicodedata

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def plain(text: str) -> str:
    """Without accents, case and punctuation: "Saint-Étienne" is "saint etienne"."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", bare.lower()).strip()


def distance_words(kilometres: float) -> str:
    """Whole kilometres: nobody's address is known better than its town."""
    if kilometres < 1:
        return _("less than 1 km away")
    return _("%(km)s km away") % {"km": number_format(round(kilometres))}

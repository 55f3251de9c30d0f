"""Values and durations in words: how a value is written with its unit, and how far it may go. The one place that knows.

Authors write units in their own words, in the plural: "pourcentage", "points sur 20", "écarts".
"""

import re
from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# Between a figure and its unit the line is never broken.
TIED = "\u00a0"
PERCENT = "%"
PERCENTAGES = {PERCENT, "pourcentage", "pourcentages", "pourcent", "pour cent", "percentage", "percent", "per cent"}
OUT_OF = re.compile(r"(?:\bsur|\bout of|/)\s*(\d+(?:[.,]\d+)?)\s*$", re.IGNORECASE)
# French words that end like a plural in the singular too.
ALWAYS_ALIKE = {
    *("avis", "cas", "concours", "corps", "cours", "devis", "discours", "fois", "mois"),
    *("parcours", "poids", "recours", "temps"),
}


def shown(unit: str) -> str:
    """The unit as screens write it: % for every word for a percentage."""
    tidy = " ".join(unit.split())
    return PERCENT if tidy.lower() in PERCENTAGES else tidy


def largest(unit: str) -> Decimal | None:
    """The highest value that makes sense: 100 for a percentage, 20 for "points sur 20"; None where nothing says so."""
    if shown(unit) == PERCENT:
        return Decimal(100)
    found = OUT_OF.search(unit)
    return Decimal(found[1].replace(",", ".")) if found else None


def number(value: Decimal) -> str:
    """A figure as people write it: 3, 2.5 (2,5 in French)."""
    text = format(value.quantize(Decimal("0.01")).normalize(), "f")
    return str(formats.localize(Decimal(text))) if "." in text else text


def quantity(value: Decimal, unit: str) -> str:
    """A value with its unit: 80 %, 3 objectifs, 1 écart, 12 points sur 20."""
    wanted = shown(unit)
    if wanted == PERCENT:
        words: str = _("%(number)s %%") % {"number": number(value)}
        return words.replace(" ", TIED)
    return f"{number(value)}{TIED}{_singular(wanted) if _is_one(value) else wanted}".strip()


def duration(minutes: int) -> str:
    """15 min, 1 h, 1 h 30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


def _is_one(value: Decimal) -> bool:
    """In French the plural begins at two."""
    return abs(value) < 2 if (get_language() or "").startswith("fr") else abs(value) == 1


def _singular(unit: str) -> str:
    """The counted word and those that agree with it, without their mark of the plural."""
    return " ".join(_without_plural(word) for word in unit.split(" "))


def _without_plural(word: str) -> str:
    low = word.lower()
    if low in ALWAYS_ALIKE or len(word) < 4 or low.endswith("ss"):
        return word
    if low.endswith("eaux"):
        return word[:-1]
    return word[:-1] if low.endswith("s") else word

"""Words that are stored: formats, steps, languages, licences. Stored as they stand, never renamed."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    DOCUMENT = "document", _("Document")
    SPREADSHEET = "spreadsheet", _("Spreadsheet")
    TEMPLATE = "template", _("Template to fill in")
    LINK = "link", _("Link")
    PAGE = "page", _("Page to read here")


# Those that are a file; the others are an address, or words written here.
FILES = frozenset({Format.DOCUMENT, Format.SPREADSHEET, Format.TEMPLATE})


class Audience(models.TextChoices):
    MEMBERS = "members", _("the members of the organisation")
    EVERY_ORGANISATION = "every_organisation", _("every organisation of this site")


# Steps that a journey file names by a code; an organisation may write other words.
STEPS: dict[str, str | Promise] = {
    "idee": _("The idea"),
    "marche": _("The market"),
    "chiffrage": _("The figures"),
    "cadre": _("The legal form"),
    "reseau": _("The network"),
    "lancement": _("The launch"),
}
LANGUAGES = [
    ("fr", _("French")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("pt", _("Portuguese")),
    ("ar", _("Arabic")),
    ("tr", _("Turkish")),
    ("ru", _("Russian")),
    ("uk", _("Ukrainian")),
    ("eu", _("Basque")),
    ("oc", _("Occitan")),
]


@dataclass(frozen=True)
class Licence:
    """One that a reader may be told: its SPDX name, its everyday name, what it lets people do, where it is written."""

    code: str
    label: str
    words: str | Promise
    url: str = ""


_CC = "https://creativecommons.org/licenses"
_SHARE = _("You may use, change and share it if you name the authors and share what you make in the same way.")
_NAME = _("You may use, change and share it if you name the authors.")
_NO_SALE = _("You may use, change and share it if you name the authors, and never for money.")
_NO_SALE_SHARE = _(
    "You may use, change and share it if you name the authors, never for money, and share what you make in the same "
    "way."
)
_AS_IS = _("You may use and share it as it is if you name the authors.")
_AS_IS_NO_SALE = _("You may use and share it as it is if you name the authors, and never for money.")
PERMISSION = "LicenseRef-Permission"
_ALL = (
    Licence("CC-BY-SA-4.0", "CC BY-SA 4.0", _SHARE, f"{_CC}/by-sa/4.0/"),
    Licence("CC-BY-4.0", "CC BY 4.0", _NAME, f"{_CC}/by/4.0/"),
    Licence("CC-BY-NC-4.0", "CC BY-NC 4.0", _NO_SALE, f"{_CC}/by-nc/4.0/"),
    Licence("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0", _NO_SALE_SHARE, f"{_CC}/by-nc-sa/4.0/"),
    Licence("CC-BY-ND-4.0", "CC BY-ND 4.0", _AS_IS, f"{_CC}/by-nd/4.0/"),
    Licence("CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0", _AS_IS_NO_SALE, f"{_CC}/by-nc-nd/4.0/"),
    Licence(
        "CC0-1.0",
        "CC0 1.0",
        _("You may do with it whatever you want."),
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    Licence(
        "etalab-2.0",
        "Licence Ouverte 2.0",
        _NAME,
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    Licence("LAL-1.3", "Licence Art Libre 1.3", _SHARE, "https://artlibre.org/"),
    Licence("GFDL-1.3-or-later", "GNU FDL 1.3", _SHARE, "https://www.gnu.org/licenses/fdl-1.3.html"),
    Licence("MIT", "MIT", _NAME, "https://opensource.org/license/mit"),
    Licence(PERMISSION, "©", _("All rights reserved. We may show it to you; ask its authors before you share it.")),
)
LICENCES = {each.code: each for each in _ALL}


def licence_choices() -> list[tuple[str, str | Promise]]:
    """For forms: the everyday name and what it lets people do."""
    return [(each.code, each.label if each.url else _("All rights reserved, used with permission")) for each in _ALL]


def step_label(step: str) -> str:
    return str(STEPS.get(step, step))

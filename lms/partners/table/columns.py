"""Which column of a table of partners is which, in French or English, and how each reads."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.partners.words import plain

# Stored with plans, never renamed. Plain names: without accents, case and punctuation.
NAMES: dict[str, tuple[str, ...]] = {
    "code": ("identifier", "identifiant", "id", "code"),
    "name": ("name", "nom", "structure", "partenaire", "partner"),
    "presentation": ("presentation", "description", "qui ils sont"),
    "address": ("address", "adresse", "rue"),
    "postcode": ("postcode", "code postal", "cp"),
    "commune": ("town", "commune", "ville"),
    "territory": ("territory", "territoire", "territory served", "territoire couvert"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "phone": ("telephone", "tel", "phone"),
    "email": ("e mail", "email", "mail", "courriel"),
    "site": ("web site", "site web", "site", "site internet", "url"),
    "hours": ("opening hours", "horaires", "hours"),
    "accessibility": ("accessibility", "accessibilite"),
    "step": ("steps", "etapes", "step", "etape"),
    "field": ("fields", "domaines", "field", "domaine", "secteurs"),
    "action": ("what it can do", "ce qu il sait faire", "actions", "competences", "action"),
    "is_published": ("published", "publie", "en ligne"),
}
COLUMN_OF = {name: column for column, names in NAMES.items() for name in names}
LABELS: dict[str, Any] = {
    "code": _("Identifier"),
    "name": _("Name"),
    "presentation": _("Presentation"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "commune": _("Town"),
    "territory": _("Territory"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "site": _("Web site"),
    "hours": _("Opening hours"),
    "accessibility": _("Accessibility"),
    "step": _("Steps"),
    "field": _("Fields"),
    "action": _("What it can do"),
    "is_published": _("Published"),
}
SAYS: dict[str, Any] = {
    "code": _("needed; never changes, letters without accents, digits and dashes"),
    "name": _("needed"),
    "latitude": _("in degrees, for example 45.267"),
    "longitude": _("in degrees, for example 1.771"),
    "step": _("one or several, parted by commas, in the words of the directory"),
    "field": _("the same"),
    "action": _("the same"),
    "is_published": _("yes or no"),
}
YES, NO = {"yes", "oui", "o", "y", "1", "x", "true", "vrai"}, {"no", "non", "n", "0", "false", "faux"}


def find_columns(headings: tuple[str, ...]) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, and the headings nothing is made of or that come twice."""
    place: dict[str, int] = {}
    ignored = []
    for number, heading in enumerate(headings):
        column = COLUMN_OF.get(plain(heading))
        if column is None or column in place:
            ignored += [heading] if heading else []
        else:
            place[column] = number
    return place, ignored

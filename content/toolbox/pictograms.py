"""Signs of our own, drawn on a square of 24: each stands beside its words, and says nothing alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Pictogram:
    """The outline as an SVG path, and what it shows."""

    label: str | Promise
    path: str


PICTOGRAMS = {
    "document": Pictogram(_("a sheet of paper"), "M6 2h8l4 4v16H6zM14 2v4h4M9 11h6M9 15h6M9 19h4"),
    "spreadsheet": Pictogram(_("a table of figures"), "M3 4h18v16H3zM3 9h18M3 14h18M9 4v16M15 4v16"),
    "template": Pictogram(_("a sheet and a pencil"), "M5 2h9l4 4v5M5 2v20h7M8 9h6M8 13h4M14 20l6-6 2 2-6 6h-2z"),
    "link": Pictogram(
        _("two links of a chain"),
        "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1",
    ),
    "page": Pictogram(_("an open book"), "M12 6C9 4 6 4 2 5v14c4-1 7-1 10 1 3-2 6-2 10-1V5c-4-1-7-1-10 1zM12 6v14"),
    "idea": Pictogram(
        _("a light bulb"), "M9 18h6M10 21h4M12 3a6 6 0 0 0-4 10c1 1 1 2 1 3h6c0-1 0-2 1-3a6 6 0 0 0-4-10z"
    ),
    "market": Pictogram(_("two people who talk"), "M3 4h11v8H8l-3 3v-3H3zM16 9h5v8h-2v3l-3-3h-5v-3"),
    "figures": Pictogram(
        _("coins in a pile"), "M4 7a8 3 0 0 0 16 0 8 3 0 0 0-16 0v10a8 3 0 0 0 16 0V7M4 12a8 3 0 0 0 16 0"
    ),
    "frame": Pictogram(_("a house with a door"), "M3 11l9-8 9 8M5 10v11h14V10M10 21v-6h4v6"),
    "network": Pictogram(
        _("three points tied together"),
        "M12 3a2 2 0 1 0 .1 0zM5 17a2 2 0 1 0 .1 0zM19 17a2 2 0 1 0 .1 0zM11 7l-5 10M13 7l5 10M7 19h10",
    ),
    "launch": Pictogram(_("a flag on a summit"), "M2 21l7-11 4 6 2-3 7 8zM9 10V2l6 2.5-6 2.5"),
    "phone": Pictogram(_("a telephone"), "M7 2h10v20H7zM10 19h4"),
    "place": Pictogram(
        _("a mark on a map"), "M12 22c5-7 7-10 7-13a7 7 0 0 0-14 0c0 3 2 6 7 13zM12 6.5a2.5 2.5 0 1 0 .1 0z"
    ),
}

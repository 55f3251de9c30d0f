"""Papers to print and fill in, as accessible PDFs; their words stand in resources.yaml."""

from typing import Any

from lms.agenda.pdf import render

FOOT = "Licence CC BY-SA 4.0 · Le Chantier des Possibles, avec Cordée"


def paper(title: str, told: dict[str, Any]) -> bytes:
    """told: an entry's `document` of resources.yaml."""
    facts = {
        "title": title,
        "organisation": "Le Chantier des Possibles",
        "lang": "fr",
        "foot": FOOT,
        "intro": told["intro"],
        "parts": [_part(one) for one in told["parties"]],
    }
    return render("resource", facts)


def _part(told: dict[str, Any]) -> dict[str, Any]:
    table = told.get("tableau")
    return {
        "title": told["titre"],
        "text": told.get("texte", ""),
        "boxes": told.get("cases", []),
        "lines": told.get("lignes", 0),
        "table": {"head": table["tete"], "rows": table["lignes"]} if table else None,
    }

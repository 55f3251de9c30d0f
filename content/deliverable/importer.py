"""Work to hand in from a journey file: written work, field surveys, and what is written together."""

from collections.abc import Mapping
from typing import Any

from content.deliverable.models import DeliverablePage

TYPES = ("devoir", "enquete_terrain", "co_ecriture")
# The kind's own keys of an `activites` entry, and the fields of the page that hold them.
WORDS = {"texte": "body", "grille": "grid_code"}
NUMBERS = {
    "fichiers_au_plus": ("most_files", 1, 20),
    "mo_au_plus": ("largest_mb", 1, 250),
    "note_sur": ("out_of", 0, 1000),
    "jours_apres_sequence": ("due_days", 0, 1000),
    "jours_de_retard_acceptes": ("cutoff_days", 0, 1000),
    "remises_au_plus": ("tries", 1, 1000),
}
SWITCHES = {
    "accepte_texte": "takes_text",
    "accepte_fichiers": "takes_files",
    "accepte_photo": "takes_photo",
    "accepte_lien": "takes_link",
    "en_equipe": "is_team",
}


def build_page(item: Mapping[str, Any]) -> DeliverablePage:
    """An unsaved page from one `activites` entry of a journey file (title and minutes are set by the importer)."""
    page = DeliverablePage()
    for key, field in WORDS.items():
        if item.get(key):
            setattr(page, field, str(item[key])[:40] if field == "grid_code" else str(item[key]))
    for key, (field, least, most) in NUMBERS.items():
        number = item.get(key)
        if number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            raise ValueError(f"{key}: {least} à {most}")
        setattr(page, field, number)
    for key, field in SWITCHES.items():
        if isinstance(item.get(key), bool):
            setattr(page, field, item[key])
    return page


def export_page(page: DeliverablePage) -> dict[str, Any]:
    """The same keys, less what is as usual."""
    usual = DeliverablePage()
    fields = {**WORDS, **{key: told[0] for key, told in NUMBERS.items()}, **SWITCHES}
    told = {key: getattr(page, field) for key, field in fields.items()}
    return {key: value for key, value in told.items() if value != getattr(usual, fields[key]) and value is not None}

"""Workshops, virtual classes and serious games of a journey file."""

from collections.abc import Mapping
from typing import Any

from content.session.models import SessionPage

TYPES = ("atelier", "classe_virtuelle", "jeu_serieux")


def build_page(item: Mapping[str, Any]) -> SessionPage:
    """An unsaved page from one `activites` entry of a journey file (title and minutes are set by the importer)."""
    share = item.get("part_a_suivre", 100)
    if isinstance(share, bool) or not isinstance(share, int) or not 1 <= share <= 100:
        raise ValueError("part_a_suivre: 1 à 100")
    bring = item.get("a_apporter") or []
    return SessionPage(
        body=item.get("texte") or "",
        bring="\n".join(str(one) for one in bring) if isinstance(bring, list) else str(bring),
        share=share,
    )


def export_page(page: SessionPage) -> dict[str, Any]:
    """The kind's own keys of an `activites` entry."""
    told: dict[str, Any] = {"texte": page.body} if page.body else {}
    if page.bring:
        told["a_apporter"] = page.bring.splitlines()
    return {**told, "part_a_suivre": page.share} if page.share != 100 else told

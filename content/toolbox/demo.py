"""The demo's library: the seven resources of the journey file with their files, and a review that is due."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from wagtail.rich_text import RichText

from content.toolbox import easy_read, files, names
from content.toolbox.demo_files import spreadsheets
from content.toolbox.demo_files.papers import paper
from content.toolbox.models import Resource
from lms.catalogue.models import Competency, Journey
from lms.people.models import Membership, Person, Role

WORDS = Path(__file__).parent / "demo_files" / "resources.yaml"
AUTHORS = "Le Chantier des Possibles, avec Cordée"
READERS = "les lectrices et lecteurs de l’atelier du mardi (démonstration)"
TABLES: dict[str, Callable[[], bytes]] = {
    "O01": spreadsheets.household_budget,
    "O03": spreadsheets.break_even_table,
    "O04": spreadsheets.cash_flow_table,
}
NAMES = {
    "O01": "budget-du-foyer.xlsx",
    "O02": "guide-d-entretien.pdf",
    "O03": "seuil-de-rentabilite.xlsx",
    "O04": "tresorerie-sur-douze-mois.xlsx",
    "O05": "comparer-les-cadres.pdf",
    "O07": "avant-de-parler-en-public.pdf",
}
# The legal forms were read over almost a year ago.
DUE = {"O05": -3, "O02": 12}


def prepare(journey: Journey, told: Mapping[str, Any]) -> None:
    """The import has made a row of each; here come files, words and proofreading, and they are published."""
    for entry in yaml.safe_load(WORDS.read_text(encoding="utf-8")):
        row = Resource.objects.filter(organisation=journey.organisation_id, code=entry["code"]).first()
        if row is not None:
            _complete(row, entry, journey)


def _complete(row: Resource, entry: dict[str, Any], journey: Journey) -> None:
    row.description, row.authors = entry["description"], AUTHORS
    row.easy_read = "\n".join(entry.get("facile", []))
    row.owner = _owner(journey)
    row.audience = names.Audience.EVERY_ORGANISATION
    row.competency = Competency.objects.filter(
        competency_block__framework=journey.framework_id, code=entry["competence"]
    ).first()
    if content := _content(row, entry):
        row.file = files.keep_bytes(row.organisation, NAMES[row.code], content)
    row.body = [_block(one) for one in entry.get("page", [])]
    row.save_revision().publish()
    row.refresh_from_db()
    if row.easy_read:
        easy_read.proofread(row, READERS, row.owner)
    if days := DUE.get(row.code):
        Resource.objects.filter(pk=row.pk).update(review_on=timezone.localdate() + timedelta(days=days))


def _content(row: Resource, entry: dict[str, Any]) -> bytes | None:
    if row.code in TABLES:
        return TABLES[row.code]()
    return paper(row.title, entry["document"]) if "document" in entry else None


def _block(told: dict[str, Any]) -> tuple[str, Any]:
    if "prose" in told:
        return "prose", RichText(told["prose"])
    return "pictogram", {"sign": told["dessin"], "title": told["titre"], "text": RichText(told["texte"])}


def _owner(journey: Journey) -> Person | None:
    row = Membership.objects.filter(organisation=journey.organisation_id, role=Role.TRAINER).order_by("pk").first()
    return row.person if row else None

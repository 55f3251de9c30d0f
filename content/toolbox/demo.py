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
from content.toolbox.models import Resource, ToolboxLine, ToolboxPage
from content.toolbox.opening import tell_opened
from courses.demo.deeds import Deed
from courses.models import JourneyPage, SequencePage
from courses.publish import publishing_once
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
# By sequence: what to do with each.
SHELF_INTRO = "Prenez ce qui vous sert, quand vous en avez besoin. Rien n’est obligatoire ici."
SHELVES = {
    "S04": {"O01": "Remplissez « Mon budget », seul ou avec quelqu’un de confiance."},
    "S06": {"O02": "Imprimez-en un pour chaque personne que vous rencontrez."},
    "S10": {
        "O03": "Mettez vos chiffres à la place de l’exemple, puis lisez le contrôle.",
        "O04": "Écrivez chaque somme dans le mois où elle est payée.",
    },
    "S14": {
        "O05": "Cochez ce qui compte pour vous, avant d’en parler.",
        "O06": "Trouvez votre étape, puis notez trois noms.",
    },
    "S18": {"O07": "Cochez la liste la veille, puis le jour même."},
}
# The legal forms were read over almost a year ago.
DUE = {"O05": -3, "O02": 12}


def prepare(journey: Journey, told: Mapping[str, Any]) -> None:
    """The import has made a row of each; here come files, words and proofreading, and they are published. Sequences
    get them as an activity for who wants it: what is needed, and its minutes, stay as the journey file says."""
    for entry in yaml.safe_load(WORDS.read_text(encoding="utf-8")):
        row = Resource.objects.filter(organisation=journey.organisation_id, code=entry["code"]).first()
        if row is not None:
            _complete(row, entry, journey)
    root = JourneyPage.objects.get(translation_key=journey.key, locale__language_code="fr")
    with publishing_once():
        for sequence in SequencePage.objects.descendant_of(root).filter(code__in=SHELVES):
            _shelve(sequence, journey)


def do(deed: Deed) -> set[int]:
    """The learner opens each of them, a few minutes apart. Nothing is measured by it."""
    keys = deed.activity.version.settings["resources"] if deed.activity.version else []
    for place, row in enumerate(Resource.objects.filter(public_id__in=keys).order_by("code")):
        tell_opened(deed.enrolment, deed.activity, row, deed.moment + timedelta(minutes=3 * place))
    return set()


def _shelve(sequence: SequencePage, journey: Journey) -> None:
    page = ToolboxPage(title="Vos outils pour cette étape", intro=SHELF_INTRO, minutes=10, is_required=False)
    for order, (code, task) in enumerate(SHELVES[sequence.code].items()):
        row = Resource.objects.filter(organisation=journey.organisation_id, code=code, live=True).first()
        if row is not None:
            page.lines.add(ToolboxLine(resource=row, task=task, sort_order=order))
    sequence.add_child(instance=page)
    page.save_revision().publish()


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

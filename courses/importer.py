"""A journey file becomes a framework, pages and a published outline, in one transaction.

Importing the same code again updates in place: blocks, competencies, indicators and sequences are found by their code,
activities by their title within the sequence, else by their place; keys stay, so records stay. Pages that the file no
longer names are unpublished, never deleted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, ProtectedError
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.balance import Unbalanced, refuse_unbalanced
from courses.framework_rows import write_framework
from courses.journeyfile.faults import Path, RefusedFile, written
from courses.journeyfile.problems import Problem, find_problems
from courses.journeyfile.reading import Document, read_document
from courses.journeyfile.shape import check_shape
from courses.journeyfile.words import GROUPINGS, PLACES, TIMINGS
from courses.models import ActivityPage, BlockPage, CataloguePage, Feed, JourneyPage, Prerequisite, SequencePage
from courses.naming import taken_codes
from courses.publish import publishing_once, republish
from courses.site import ensure_catalogue, free_slug
from lms.catalogue.models import Activity, Competency, CompetencyBlock, Framework, Indicator, Journey, Sequence
from lms.enrolment.models import ExitCategory
from lms.people.models import Organisation
from lms.people.richtext import clean_html
from lms.plugins.registry import companion, kind_of, kinds

# Keys of `parcours` that the journey page holds itself, and the page's names for them.
PLAIN = {
    "accroche": "tagline",
    "duree_semaines": "weeks",
    "delai_d_acces_jours_ouvres": "access_delay_days",
    "delai_reponse_tuteur_jours_ouvres": "reply_delay_days",
    "accessibilite": "accessibility",
}
LINES = {
    "resume_falc": "easy_read",
    "public": "audience",
    "prerequis": "requirements",
    "modalites_evaluation": "assessment",
}
NUMBERS = {
    "cout_pour_l_apprenant_euros": "price",
    "part_presentiel": "in_person_share",
    "tolerance_equilibre": "balance_tolerance",
}
RULES = {"frequence_entree_jours": "entry_every_days", "duree_individuelle_max_semaines": "max_weeks"}
# Worked out again at export, so never carried.
DERIVED = {"code", "titre", "duree_minutes", "duree_heures", "part_distanciel"}
SEQUENCE_KEYS = {
    *("code", "titre", "semaine", "modalite", "lieu", "hors_les_murs", "duree_minutes", "duree_heures", "prerequis"),
    *("competences", "introduction", "activites"),
}
ACTIVITY_KEYS = {
    *("titre", "duree_minutes", "consigne", "facultative", "regle", "score_reussite", "alimente"),
    "images_du_site",  # rows of this site, for the demo: no file for others can name them
}
# What a file says of every activity; the kind's own fields come with it.
REPLACED = {"title", "minutes", "is_required", "rule", "pass_score", "intro", "imported", "imported_type"}
ANY_TYPE = "*"


@dataclass
class Imported:
    """What came of a file: the journey's page and row, and what its reader should know."""

    page: JourneyPage
    journey: Journey | None  # None: left as a draft
    problems: list[Problem]
    notes: list[str] = field(default_factory=list)


def read_journey(content: bytes) -> Document:
    """A file that can be imported; RefusedFile with the place of each fault otherwise. Touches no database."""
    document = read_document(content)
    check_shape(document)
    return document


def import_journey(document: Document, organisation: Organisation, *, even_if_unbalanced: bool = False) -> Imported:
    """Write the whole journey, publish it once, or write nothing. Raises RefusedFile.

    A journey outside its own announced balance is written as a draft, unless `even_if_unbalanced` (scratch databases).
    """
    data = document.data
    with transaction.atomic():
        with publishing_once():
            run = _Import(document, organisation)
            page = run.write()
            if not even_if_unbalanced:
                run.hold_back_if_unbalanced(page)
            republish([page.translation_key])
        journey = Journey.objects.filter(key=page.translation_key, is_live=True).first() if page.live else None
        if journey is not None:
            write_exit_categories(journey, data.get("categories_sortie") or [])
        _finish(document, organisation, journey)
    return Imported(page, journey, find_problems(data), run.notes)


def write_exit_categories(journey: Journey, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        ExitCategory.objects.update_or_create(
            journey=journey,
            code=row["code"],
            defaults={
                "title": row.get("libelle", row["code"]),
                "family": row.get("famille", ""),
                "is_dynamic": bool(row.get("dynamique")),
            },
        )


def organisation_of(data: dict[str, Any]) -> Organisation:
    """The organisation that the file names; made when it is new, never overwritten."""
    told = data.get("organisme") or {}
    wanted = (told.get("code") or "organisation").strip()
    found = Organisation.objects.filter(code__iexact=wanted).first()
    if found is not None:
        return found
    return Organisation.objects.create(
        code=wanted, name=told.get("nom") or wanted, referents=dict(told.get("referents") or {})
    )


class _Import:
    """One file being written."""

    def __init__(self, document: Document, organisation: Organisation) -> None:
        self.document, self.data, self.organisation = document, document.data, organisation
        self.notes: list[str] = []
        self.venues = {row["code"]: row.get("nom", row["code"]) for row in self._told("organisme").get("lieux") or []}
        self.importers = _importers()

    def write(self) -> JourneyPage:
        self.framework = self._framework()
        self.competencies = {
            row.code: row for row in Competency.objects.filter(competency_block__framework=self.framework)
        }
        self.indicators = {
            row.code: row for row in Indicator.objects.filter(competency__competency_block__framework=self.framework)
        }
        self.catalogue = ensure_catalogue(self.organisation)
        journey = self._journey_page()
        self.known_blocks = {page.code: page for page in BlockPage.objects.descendant_of(journey)}
        self.known_sequences = {page.code: page for page in SequencePage.objects.descendant_of(journey)}
        written_pages: list[Page] = [journey]
        sequences: dict[str, SequencePage] = {}
        for b, block in enumerate(self.data["blocs"]):
            block_page = self._block_page(journey, block)
            written_pages.append(block_page)
            for s, sequence in enumerate(block["sequences"]):
                page = self._sequence_page(block_page, sequence)
                sequences[sequence["code"]] = page
                written_pages.extend([page, *self._activity_pages(page, sequence, ("blocs", b, "sequences", s))])
        self._prerequisites(sequences)
        self._put_aside(journey, {page.pk for page in written_pages})
        return journey

    def hold_back_if_unbalanced(self, page: JourneyPage) -> None:
        """A new journey outside its own balance stays a draft; one that people follow is not changed at all."""
        try:
            refuse_unbalanced(page, live_only=True)
        except Unbalanced as fault:
            words = " ".join(fault.messages)
            if not self.is_new:
                raise RefusedFile([self.document.fault(("parcours", "part_presentiel"), words)]) from fault
            JourneyPage.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
            page.live = False
            self.notes.append(_("Left as a draft. %(reason)s") % {"reason": words})

    def _told(self, key: str) -> dict[str, Any]:
        return self.data.get(key) or {}

    def _framework(self) -> Framework:
        journey, told = self.data["parcours"], self._told("referentiel")
        try:
            return write_framework(
                self.organisation,
                code=str(told.get("code") or journey["code"]),
                title=str(told.get("titre") or journey["titre"]),
                blocks=self.data["blocs"],
            )
        except ProtectedError as error:
            raise RefusedFile(
                [
                    self.document.fault(
                        ("blocs",),
                        _("Learners were measured on indicators that the file no longer names: %(codes)s")
                        % {"codes": ", ".join(sorted({str(row) for row in error.protected_objects})[:5])},
                    )
                ]
            ) from error

    def _journey_page(self) -> JourneyPage:
        told = self.data["parcours"]
        found = JourneyPage.objects.child_of(self.catalogue).filter(code=told["code"]).first()
        page = found or JourneyPage(code=told["code"])
        self.is_new = found is None or not found.live
        if found is None:
            page.translation_key = self._former_key(told["code"]) or page.translation_key
        page.title, page.framework = told["titre"], self.framework
        for key, name in PLAIN.items():
            if key in told:
                setattr(page, name, told[key])
        for key, name in LINES.items():
            if key in told:
                setattr(page, name, "\n".join(told[key]) if isinstance(told[key], list) else told[key])
        for key, name in NUMBERS.items():
            if told.get(key) is not None:
                setattr(page, name, round(Decimal(str(told[key])), 3 if name != "price" else 2))
        rules = told.get("regles_entree_sortie") or {}
        for key, name in RULES.items():
            if key in rules:
                setattr(page, name, rules[key])
        page.max_weeks = max(page.max_weeks, page.weeks)
        page.extras = as_json(self._extras(told, rules))
        return self._save(page, self.catalogue, told["titre"])

    def _former_key(self, code: str) -> UUID | None:
        # Its pages were deleted once; its records wait under the key they had.
        former = Journey.objects.filter(organisation=self.organisation, code=code).first()
        if former is None and code in taken_codes(self.organisation.pk, None):
            words = _("Another catalogue of this organisation has a journey of this code.")
            raise RefusedFile([self.document.fault(("parcours", "code"), words)])
        return former.key if former else None

    def _extras(self, told: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
        """What no page holds, carried whole; but expected results, which are worked out again."""
        own = {*PLAIN, *LINES, *NUMBERS, *DERIVED, "regles_entree_sortie"}
        rest = {key: value for key, value in self.data.items() if key not in ("parcours", "blocs", "attendus")}
        rest["parcours"] = {key: value for key, value in told.items() if key not in own}
        if others := {key: value for key, value in rules.items() if key not in RULES}:
            rest["parcours"]["regles_entree_sortie"] = others
        return rest

    def _block_page(self, journey: JourneyPage, told: dict[str, Any]) -> BlockPage:
        page = self.known_blocks.get(told["code"]) or BlockPage(code=told["code"])
        page.title, page.aim = told["titre"], told.get("objectif", "")
        page.competency_block = CompetencyBlock.objects.get(framework=self.framework, code=told["code"])
        page.extras = as_json(
            {
                key: value
                for key, value in told.items()
                if key not in ("code", "titre", "objectif", "competences", "sequences")
            }
        )
        return self._save(page, journey, told["titre"])

    def _sequence_page(self, block: BlockPage, told: dict[str, Any]) -> SequencePage:
        page = self.known_sequences.get(told["code"])
        if page is None:
            page = SequencePage(code=told["code"])
            former = Sequence.objects.filter(journey__key=_journey_key(block), code=told["code"]).first()
            page.translation_key = former.key if former else page.translation_key
        way = told["modalite"]
        page.title, page.week, page.minutes = told["titre"], told["semaine"], told["duree_minutes"]
        page.timing, page.grouping = TIMINGS[way["temporalite"]], GROUPINGS[way["regroupement"]]
        page.place, page.off_site = PLACES[way["lieu"]], bool(told.get("hors_les_murs"))
        page.venue = self.venues.get(told.get("lieu"), told.get("lieu") or "")
        page.intro = str(clean_html(told.get("introduction", "")))
        page.extras = as_json({key: value for key, value in told.items() if key not in SEQUENCE_KEYS})
        page.competencies = [
            self.competencies[code] for code in told.get("competences") or [] if code in self.competencies
        ]
        return self._save(page, block, f"{told['code']} {told['titre']}")

    def _activity_pages(self, sequence: SequencePage, told: dict[str, Any], at: Path) -> list[ActivityPage]:
        present = list(ActivityPage.objects.child_of(sequence).specific().order_by("path"))
        pages: list[ActivityPage] = []
        for place, item in enumerate(told["activites"]):
            page, is_stand_in = self._build(item, (*at, "activites", place))
            self._fill(page, item, is_stand_in, (*at, "activites", place))
            twin = _twin(present, item["titre"], place, {one.translation_key for one in pages})
            pages.append(self._replace(sequence, twin, page, item))
        return pages

    def _build(self, item: dict[str, Any], at: Path) -> tuple[ActivityPage, bool]:
        """The page of the kind that takes this type; the stand-in when none does, or when it declines the item."""
        entry = {**item, "texte": str(clean_html(item["texte"]))} if item.get("texte") else item
        for name in (item["type"], ANY_TYPE):
            build = self.importers.get(name)
            try:
                page = build(entry) if build else None
            except (ValueError, ValidationError) as error:
                raise RefusedFile([self.document.fault(at, str(error))]) from error
            if page is not None:
                return page, name == ANY_TYPE
        raise RefusedFile([self.document.fault((*at, "type"), _("No installed kind takes this type."))])

    def _fill(self, page: ActivityPage, item: dict[str, Any], is_stand_in: bool, at: Path) -> None:
        page.title, page.minutes = item["titre"], item["duree_minutes"]
        page.is_required = not item.get("facultative", False)
        page.intro = str(clean_html(item["consigne"])) if item.get("consigne") else page.intro
        page.imported_type = item["type"] if is_stand_in else ""
        # What the kind itself writes out again is kept in its own fields alone.
        own = {*ACTIVITY_KEYS, *_own_keys(page)}
        page.imported = as_json({key: value for key, value in item.items() if key not in own})
        if item.get("score_reussite") is not None:
            page.pass_score = round(Decimal(str(item["score_reussite"])), 3)
        if item.get("regle"):
            if item["regle"] in {rule.name for rule in kind_of(page.kind).rules}:
                page.rule = item["regle"]
            else:
                self.notes.append(
                    _("%(place)s: the rule %(rule)s is not one of this activity; its usual rule stands.")
                    % {"place": written(at), "rule": item["regle"]}
                )
        page.feeds = [
            Feed(indicator=self.indicators[one["indicateur"]], scale=Decimal(str(one["echelle"])), sort_order=order)
            for order, one in enumerate(item.get("alimente") or [])
            if one["indicateur"] in self.indicators
        ]

    def _replace(
        self, sequence: SequencePage, twin: ActivityPage | None, page: ActivityPage, item: dict[str, Any]
    ) -> ActivityPage:
        """Put the page where its twin stands, with the twin's key, so that what learners did stays theirs."""
        if twin is None:
            former = Activity.objects.filter(sequence__key=sequence.translation_key, titles__fr=item["titre"]).first()
            if former is not None and not ActivityPage.objects.filter(translation_key=former.key).exists():
                page.translation_key = former.key
            return self._save(page, sequence, item["titre"])
        if type(twin) is not type(page):
            page.translation_key, page.slug = twin.translation_key, twin.slug
            twin.delete()
            return self._save(page, Page.objects.get(pk=sequence.pk), item["titre"])
        for one in page._meta.concrete_fields:
            if one.name in REPLACED or _is_said(page, one):
                setattr(twin, one.name, getattr(page, one.name))
        twin.feeds = [
            Feed(indicator=row.indicator, scale=row.scale, sort_order=row.sort_order) for row in page.feeds.all()
        ]
        return self._save(twin, sequence, item["titre"])

    def _prerequisites(self, sequences: dict[str, SequencePage]) -> None:
        for block in self.data["blocs"]:
            for told in block["sequences"]:
                page = sequences[told["code"]]
                wanted = [sequences[code] for code in told.get("prerequis") or [] if code in sequences]
                if [row.needs_id for row in page.prerequisites.all()] != [one.pk for one in wanted]:
                    page.prerequisites.all().delete()
                    Prerequisite.objects.bulk_create(
                        Prerequisite(page_id=page.pk, needs=one, sort_order=order) for order, one in enumerate(wanted)
                    )

    def _put_aside(self, journey: JourneyPage, written_ids: set[int]) -> None:
        for page in Page.objects.descendant_of(journey).live().exclude(pk__in=written_ids):
            page.specific.unpublish()
            self.notes.append(
                _("“%(page)s” is not in the file any more: unpublished, records kept.") % {"page": page.title}
            )

    def _save(self, page: Any, parent: Page, words: str) -> Any:
        """Add below the parent, or bring the page that is there up to date, live in both cases."""
        if page._state.adding:
            parent = Page.objects.get(pk=parent.pk)
            page.slug = page.slug or free_slug(parent, words)
            page.locale, page.live = self.catalogue.locale, True
            return parent.add_child(instance=page)
        page.live, page.expired = True, False
        page.save()
        # An unpublished draft would come back at the next edit: the file is the newest word.
        page.save_revision(changed=False)
        if page.get_parent().pk != parent.pk:
            page.move(Page.objects.get(pk=parent.pk), pos="last-child")
            page.refresh_from_db()
        return page


def as_json(value: Any) -> Any:
    """Values that JSON keeps: dates become text, written as a date again at export."""
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value if value is None or isinstance(value, str | int | float | bool) else value.isoformat()


def _importers() -> dict[str, Callable[[dict[str, Any]], ActivityPage | None]]:
    """What each installed kind builds from an entry of a file, by the type it names; the first kind wins."""
    found: dict[str, Callable[[dict[str, Any]], ActivityPage | None]] = {}
    for name in kinds():
        module = companion(name, "importer")
        for type_name in getattr(module, "TYPES", ()):
            found.setdefault(type_name, module.build_page)  # type: ignore[union-attr]
    return found


def _finish(document: Document, organisation: Organisation, journey: Journey | None) -> None:
    """What a kind writes beside its pages, from the whole file: its importer's `finish`, if it has one."""
    for name in kinds():
        finish = getattr(companion(name, "importer"), "finish", None)
        try:
            if finish is not None:
                finish(document.data, organisation, journey)
        except ValueError as error:
            raise RefusedFile([document.fault((), str(error))]) from error


def _own_keys(page: ActivityPage) -> set[str]:
    module = companion(page.kind, "importer")
    return set(module.export_page(page)) if module is not None and hasattr(module, "export_page") else set()


def _is_said(page: ActivityPage, one: Field) -> bool:
    """Does the file say this of the kind's own fields? What it leaves unsaid stays as authors made it."""
    if one.model is not type(page) or one.primary_key:
        return False
    value = getattr(page, one.name)
    return bool(value) or (value is not None and value in (False, 0))


def _twin(present: list[ActivityPage], title: str, place: int, used: set[UUID]) -> ActivityPage | None:
    free = [page for page in present if page.translation_key not in used]
    by_title = next((page for page in free if page.title == title), None)
    if by_title is not None:
        return by_title
    at_place = present[place] if place < len(present) else None
    return at_place if at_place in free else None


def _journey_key(block: BlockPage) -> UUID:
    return JourneyPage.objects.ancestor_of(block).get().translation_key


__all__ = ["CataloguePage", "Imported", "import_journey", "organisation_of", "read_journey"]

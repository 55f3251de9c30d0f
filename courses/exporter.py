"""A journey's pages as a journey file: what importer.py reads back to the same journey."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from django.utils.translation import gettext as _

from courses.importer import LINES, NUMBERS, PLAIN, RULES
from courses.journeyfile.words import ASSESSORS, EVIDENCE_TYPES, GROUPINGS, PLACES, TIMINGS, french
from courses.models import ActivityPage, BlockPage, JourneyPage, Prerequisite, SequencePage
from lms.catalogue.models import Competency, CompetencyBlock, Journey
from lms.people.models import Organisation
from lms.plugins.registry import companion, kinds

# The order in which a person reads a journey file; other keys follow.
FIRST = ("version_schema", "langue", "statut", "avertissement", "conventions", "organisme", "referentiel")
THEN = ("echelle_acquisition", "regles_calcul", "blocs")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def export_journey(page: JourneyPage) -> str:
    """The whole journey as YAML text. Pictures and files of pages are not in it."""
    return yaml.dump(journey_data(page), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def journey_data(page: JourneyPage) -> dict[str, Any]:
    """The same as plain values. Live pages; all of them when the journey is a draft."""
    extras = page.extras or {}
    data: dict[str, Any] = {key: _dated(extras[key]) for key in FIRST if key in extras}
    data.setdefault("langue", "fr")
    organisation = page.get_parent().specific.organisation
    data.setdefault("organisme", {"code": organisation.code, "nom": organisation.name})
    if page.framework is not None and "referentiel" not in data and page.framework.code != page.code:
        data["referentiel"] = {"code": page.framework.code, "titre": page.framework.title}
    told_blocks = _blocks(page, _venue_codes(data))
    data["parcours"] = _journey(page, told_blocks)
    for key in THEN[:-1]:
        if key in extras:
            data[key] = _dated(extras[key])
    data["blocs"] = told_blocks
    rest = (key for key in extras if key not in data and key != "parcours")
    data |= {key: _dated(extras[key]) for key in rest}
    return data | _beside_pages(data, organisation, Journey.objects.filter(key=page.translation_key).first())


def _beside_pages(data: dict[str, Any], organisation: Organisation, journey: Journey | None) -> dict[str, Any]:
    """What kinds keep beside their pages, as it is now: their importer's `export_file`, the other way of `finish`."""
    told: dict[str, Any] = {}
    for name in kinds():
        export_file = getattr(companion(name, "importer"), "export_file", None)
        told |= _dated(export_file(data, organisation, journey)) if export_file is not None else {}
    return told


def lost_in_export(page: JourneyPage) -> list[str]:
    """What the file cannot hold, in words, for who exports."""
    names = [
        one.title
        for one in ActivityPage.objects.descendant_of(page).specific()
        if getattr(companion(one.kind, "importer"), "is_partial", lambda page: False)(one)
    ]
    return [_("“%(page)s”: its pictures or files are not in the file.") % {"page": name} for name in names]


def _journey(page: JourneyPage, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    sequences = [sequence for block in blocks for sequence in block["sequences"]]
    minutes = sum(one["duree_minutes"] for one in sequences)
    told: dict[str, Any] = {"code": page.code, "titre": page.title}
    told.update({key: getattr(page, name) for key, name in PLAIN.items()})
    for key, name in LINES.items():
        lines = getattr(page, name).splitlines()
        told[key] = lines[0] if key == "prerequis" and len(lines) == 1 else lines
    told["duree_minutes"], told["duree_heures"] = minutes, _plain(Decimal(minutes) / 60)
    for key, name in NUMBERS.items():
        if getattr(page, name) is not None:
            told[key] = _plain(getattr(page, name))
    if page.in_person_share is not None:
        told["part_distanciel"] = _plain(1 - page.in_person_share)
    others = dict((page.extras or {}).get("parcours", {}))
    told["regles_entree_sortie"] = {
        **{key: getattr(page, name) for key, name in RULES.items()},
        **others.pop("regles_entree_sortie", {}),
    }
    return {**told, **_dated(others)}


def _blocks(page: JourneyPage, venues: dict[str, str]) -> list[dict[str, Any]]:
    pages = BlockPage.objects.child_of(page).order_by("path")
    known: set[int] = set()
    blocks = []
    for block in pages.live() if page.live else pages:
        known.add(block.competency_block_id or 0)
        blocks.append(
            {
                "code": block.code,
                "titre": block.title,
                "objectif": block.aim,
                **_dated(block.extras or {}),
                "competences": _competencies(block.competency_block),
                "sequences": _sequences(block, page.live, venues),
            }
        )
    # Blocks of the framework that no page works on yet still carry indicators.
    unused = page.framework.blocks.exclude(pk__in=known) if page.framework else CompetencyBlock.objects.none()
    for row in unused.filter(competencies__isnull=False).distinct():
        blocks.append(
            {
                "code": row.code,
                "titre": row.title,
                "objectif": row.aim,
                "competences": _competencies(row),
                "sequences": [],
            }
        )
    return blocks


def _competencies(block: CompetencyBlock | None) -> list[dict[str, Any]]:
    rows = Competency.objects.filter(competency_block=block).prefetch_related("indicators") if block else []
    return [
        {
            "code": row.code,
            "libelle": row.title,
            "domaine": row.domain,
            "indicateurs": [_indicator(one) for one in row.indicators.all()],
        }
        for row in rows
    ]


def _indicator(row: Any) -> dict[str, Any]:
    told = {
        "code": row.code,
        "libelle": row.title,
        "mesure": row.measure,
        "unite": row.unit,
        "operateur": row.operator,
        "seuil": _plain(row.threshold),
        "seuil_autonomie": _plain(row.autonomy_threshold),
        "type_preuve": french(EVIDENCE_TYPES, row.evidence_type),
        "source": row.source_sequence or None,
        "evaluateur": french(ASSESSORS, row.assessor),
    }
    return {**told, "accepte_score_declare": True} if row.accepts_self_reported else told


def _sequences(block: BlockPage, live_only: bool, venues: dict[str, str]) -> list[dict[str, Any]]:
    pages = SequencePage.objects.child_of(block).order_by("path").prefetch_related("competencies")
    return [_sequence(page, live_only, venues) for page in (pages.live() if live_only else pages)]


def _sequence(page: SequencePage, live_only: bool, venues: dict[str, str]) -> dict[str, Any]:
    activities = ActivityPage.objects.child_of(page).order_by("path").specific()
    items = [_activity(one) for one in (activities.live() if live_only else activities) if one.kind]
    minutes = page.minutes or sum(one["duree_minutes"] for one in items if not one.get("facultative"))
    told: dict[str, Any] = {
        "code": page.code,
        "titre": page.title,
        "semaine": page.week,
        "modalite": {
            "temporalite": french(TIMINGS, page.timing),
            "regroupement": french(GROUPINGS, page.grouping),
            "lieu": french(PLACES, page.place),
        },
    }
    if page.venue:
        told["lieu"] = venues.get(page.venue, page.venue)
    if page.off_site:
        told["hors_les_murs"] = True
    told["duree_minutes"], told["duree_heures"] = minutes, _plain(Decimal(minutes) / 60)
    needs = Prerequisite.objects.filter(page=page).order_by("sort_order")
    told["prerequis"] = list(needs.values_list("needs__code", flat=True))
    told["competences"] = [row.code for row in page.competencies.all()]
    if page.intro:
        told["introduction"] = page.intro
    return {**told, **_dated(page.extras or {}), "activites": items}


def _activity(page: Any) -> dict[str, Any]:
    module = companion(page.kind, "importer")
    imported = dict(page.imported or {})
    types = [one for one in getattr(module, "TYPES", ()) if one != "*"]
    told: dict[str, Any] = {
        "titre": page.title,
        "type": imported.pop("type", "") or page.imported_type or (types[0] if types else page.kind),
        "duree_minutes": page.minutes,
    }
    if not page.is_required:
        told["facultative"] = True
    if page.rule:
        told["regle"] = page.rule
    if page.pass_score is not None:
        told["score_reussite"] = _plain(page.pass_score)
    if page.intro:
        told["consigne"] = page.intro
    feeds = page.feeds.select_related("indicator")
    if feeds:
        told["alimente"] = [{"indicateur": row.indicator.code, "echelle": _plain(row.scale)} for row in feeds]
    own = module.export_page(page) if module is not None and hasattr(module, "export_page") else {}
    return {**told, **_dated(imported), **own}


def _venue_codes(data: dict[str, Any]) -> dict[str, str]:
    return {row.get("nom", row["code"]): row["code"] for row in data["organisme"].get("lieux") or []}


def _plain(value: Decimal | float) -> int | float:
    """2 rather than 2.0, 3.5 rather than Decimal("3.5000")."""
    return int(value) if value == int(value) else float(value)


def _dated(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dated(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dated(one) for one in value]
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


class _Dumper(yaml.SafeDumper):
    """Without anchors: the same dates twice are written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

"""A framework's rows from plain values in the journey file's words; journeys and framework files both come here."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from courses.journeyfile.words import ASSESSORS, EVIDENCE_TYPES
from lms.catalogue.models import Competency, CompetencyBlock, Framework, Indicator
from lms.people.models import Organisation


@transaction.atomic
def write_framework(
    organisation: Organisation, code: str, title: str, blocks: Iterable[dict[str, Any]], source: str = ""
) -> Framework:
    """Bring the framework of that code to these blocks, found by code at each level.

    What is no longer named is removed; ProtectedError when an indicator to remove has measures.
    """
    framework, _ = Framework.objects.update_or_create(
        organisation=organisation, code=code, defaults={"title": title[:255], **({"source": source} if source else {})}
    )
    kept_blocks = []
    for position, told in enumerate(blocks):
        block, _ = CompetencyBlock.objects.update_or_create(
            framework=framework,
            code=told["code"],
            defaults={"title": told["titre"], "aim": told.get("objectif", ""), "position": position},
        )
        kept_blocks.append(block.pk)
    homes = dict(CompetencyBlock.objects.filter(framework=framework).values_list("code", "pk"))
    known = {row.code: row for row in Competency.objects.filter(competency_block__framework=framework)}
    kept = []
    for told in blocks:
        for position, one in enumerate(told["competences"]):
            row = known.get(one["code"]) or Competency(code=one["code"])
            row.competency_block_id, row.position = homes[told["code"]], position
            row.title, row.domain = one["libelle"], one.get("domaine", "")
            row.source_id = one.get("source_id", row.source_id)
            row.save()
            kept.append(row.pk)
            if one["indicateurs"] is not None:  # None: the file says nothing of indicators
                _write_indicators(row, one["indicateurs"])
    Competency.objects.filter(competency_block__framework=framework).exclude(pk__in=kept).delete()
    _remove_blocks(framework, kept_blocks)
    return framework


def _remove_blocks(framework: Framework, kept: list[int]) -> None:
    for block in framework.blocks.exclude(pk__in=kept):
        try:
            with transaction.atomic():
                block.delete()
        except ProtectedError:
            continue  # pages still stand on it; empty, it counts for nothing


def _write_indicators(competency: Competency, rows: Iterable[dict[str, Any]]) -> None:
    framework_id = competency.competency_block.framework_id
    known = {row.code: row for row in Indicator.objects.filter(competency__competency_block__framework_id=framework_id)}
    kept = []
    for position, told in enumerate(rows):
        row = known.get(told["code"]) or Indicator(code=told["code"])
        row.competency, row.position = competency, position
        row.title, row.measure, row.unit = told["libelle"], told.get("mesure", ""), told.get("unite", "")
        row.operator = told["operateur"]
        row.threshold = Decimal(str(told["seuil"]))
        row.autonomy_threshold = Decimal(str(told["seuil_autonomie"]))
        row.evidence_type, row.assessor = EVIDENCE_TYPES[told["type_preuve"]], ASSESSORS[told["evaluateur"]]
        row.source_sequence = told.get("source") or ""
        row.accepts_self_reported = bool(told.get("accepte_score_declare", False))
        row.save()
        kept.append(row.pk)
    competency.indicators.exclude(pk__in=kept).delete()

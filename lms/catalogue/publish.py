"""The only writer of the outline: a plan becomes rows, versions, and the Outline document."""

from collections import defaultdict
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from lms.catalogue.models import (
    Activity,
    ActivityVersion,
    Competency,
    CompetencyBlock,
    Framework,
    Indicator,
    IndicatorVersion,
    Journey,
    Outline,
    Sequence,
)
from lms.catalogue.plan import ActivityPlan, BlockPlan, JourneyPlan, SequencePlan, minute_shares


@transaction.atomic
def publish(plan: JourneyPlan) -> Journey:
    """Bring the rows of a journey to its plan. What the plan no longer holds is withdrawn, never deleted."""
    journey, _ = Journey.objects.select_for_update().get_or_create(
        key=plan.key, defaults={"organisation_id": plan.organisation_id, "code": plan.code}
    )
    journey.organisation_id = plan.organisation_id
    journey.framework_id = plan.framework_id
    journey.code, journey.titles, journey.addresses = plan.code, plan.titles, plan.addresses
    journey.weeks, journey.max_weeks, journey.entry_every_days = plan.weeks, plan.max_weeks, plan.entry_every_days
    journey.extras, journey.is_live = plan.extras, True
    journey.minutes = sum(sequence.announced_minutes for sequence in plan.sequences)
    if plan.framework_id:
        version_indicators(plan.framework_id)
    sequences = _write_sequences(journey, plan)
    activities = _write_activities(journey, plan, sequences)
    journey.outline_version, journey.outline_stamp = journey.outline_version + 1, uuid4()
    journey.save()
    document = _document(journey, plan, sequences, activities)
    Outline.objects.update_or_create(
        journey=journey, defaults={"version": journey.outline_version, "document": document}
    )
    return journey


@transaction.atomic
def withdraw(key: UUID) -> None:
    """Take a journey away from learners; every row and record stays."""
    journey = Journey.objects.select_for_update().filter(key=key).first()
    if journey is None:
        return
    journey.is_live, journey.addresses = False, {}
    journey.outline_version, journey.outline_stamp = journey.outline_version + 1, uuid4()
    journey.save()
    journey.sequences.update(is_live=False, addresses={})
    journey.activities.update(is_live=False, addresses={})


def version_indicators(framework_id: int) -> None:
    """Give each indicator of a framework a new version when its operator, thresholds or company changed."""
    indicators = list(
        Indicator.objects.filter(competency__competency_block__framework_id=framework_id).select_related(
            "version", "competency"
        )
    )
    siblings: dict[int, list[int]] = defaultdict(list)
    for indicator in indicators:
        siblings[indicator.competency_id].append(indicator.pk)
    blocks: dict[int, list[int]] = defaultdict(list)
    for pk, block_id in Competency.objects.filter(competency_block__framework_id=framework_id).values_list(
        "pk", "competency_block_id"
    ):
        blocks[block_id].append(pk)
    names = ("operator", "threshold", "autonomy_threshold", "siblings", "block_competencies")
    changed = []
    for indicator in indicators:
        fresh = IndicatorVersion(
            indicator=indicator,
            operator=indicator.operator,
            threshold=indicator.threshold,
            autonomy_threshold=indicator.autonomy_threshold,
            siblings=siblings[indicator.competency_id],
            block_competencies=blocks[indicator.competency.competency_block_id],
        )
        old = indicator.version
        if old is None or any(getattr(old, name) != getattr(fresh, name) for name in names):
            indicator.version = fresh
            changed.append(indicator)
    IndicatorVersion.objects.bulk_create([indicator.version for indicator in changed if indicator.version])
    Indicator.objects.bulk_update(changed, ["version"], batch_size=500)


def _write_sequences(journey: Journey, plan: JourneyPlan) -> dict[UUID, Sequence]:
    rows = {row.key: row for row in Sequence.objects.filter(key__in=[item.key for item in plan.sequences])}
    position = 0
    for block in plan.blocks:
        for item in block.sequences:
            position += 1
            row = rows.setdefault(item.key, Sequence(key=item.key))
            row.journey, row.position, row.is_live = journey, position, True
            row.competency_block_id = block.competency_block_id
            for name in ("code", "titles", "addresses", "week", "timing", "grouping", "place", "off_site", "venue"):
                setattr(row, name, getattr(item, name))
            row.minutes = item.announced_minutes
            row.prerequisites = [str(key) for key in item.prerequisites]
            row.save()
            row.competencies.set(item.competencies)
    journey.sequences.exclude(key__in=rows).update(is_live=False, addresses={})
    return rows


def _write_activities(journey: Journey, plan: JourneyPlan, sequences: dict[UUID, Sequence]) -> dict[UUID, Activity]:
    items = [item for sequence in plan.sequences for item in sequence.activities]
    rows = {
        row.key: row for row in Activity.objects.filter(key__in=[item.key for item in items]).select_related("version")
    }
    for sequence in plan.sequences:
        shares = minute_shares(sequence)
        for position, item in enumerate(sequence.activities, start=1):
            row = rows.setdefault(item.key, Activity(key=item.key))
            row.journey, row.sequence, row.position, row.is_live = journey, sequences[sequence.key], position, True
            row.kind, row.titles, row.addresses = item.kind, item.titles, item.addresses
            row.minutes, row.is_required = item.minutes, item.is_required
            row.save()
            _write_version(row, item, sequence, shares[item.key])
    journey.activities.exclude(key__in=rows).update(is_live=False, addresses={})
    return rows


def _write_version(row: Activity, item: ActivityPlan, sequence: SequencePlan, minutes: int) -> None:
    fresh = ActivityVersion(
        activity=row,
        rule=item.rule,
        settings=item.settings,
        minutes=minutes,
        place=sequence.place,
        timing=sequence.timing,
        feeds=[{"indicator": indicator, "scale": str(scale)} for indicator, scale in item.feeds],
    )
    if row.version is None or row.version.content() != fresh.content():
        fresh.save()
        row.version = fresh
        row.save(update_fields=["version"])


def _document(
    journey: Journey, plan: JourneyPlan, sequences: dict[UUID, Sequence], activities: dict[UUID, Activity]
) -> dict[str, Any]:
    """The keys of lms.catalogue.outline's dataclasses."""
    framework = Framework.objects.filter(pk=plan.framework_id).first()
    competencies = _competencies(framework) if framework else {}
    names = dict(CompetencyBlock.objects.filter(framework=framework).values_list("pk", "title"))
    return {
        "journey_id": journey.pk,
        "version": journey.outline_version,
        "code": plan.code,
        "titles": plan.titles,
        "addresses": plan.addresses,
        "weeks": plan.weeks,
        "blocks": [
            {
                "id": _block_id(block, number),
                "code": block.code,
                "titles": block.titles or {"fr": names.get(block.competency_block_id or 0, "")},
                "aim": block.aim,
                "competencies": competencies.get(block.competency_block_id or 0, []),
                "sequences": [
                    _sequence_document(item, sequences[item.key], activities, _block_id(block, number))
                    for item in block.sequences
                ],
            }
            for number, block in enumerate(plan.blocks, start=1)
        ],
    }


def _block_id(block: BlockPlan, number: int) -> int:
    # Blocks of pages that work on no competency block are told apart by a negative number.
    return block.competency_block_id or -number


def _sequence_document(
    item: SequencePlan, row: Sequence, activities: dict[UUID, Activity], block_id: int
) -> dict[str, Any]:
    return {
        "id": row.pk,
        "key": str(row.key),
        "code": row.code,
        "titles": row.titles,
        "block_id": block_id,
        "week": row.week,
        "minutes": row.minutes,
        "timing": row.timing,
        "grouping": row.grouping,
        "place": row.place,
        "off_site": row.off_site,
        "venue": row.venue,
        "prerequisites": row.prerequisites,
        "competencies": list(item.competencies),
        "addresses": row.addresses,
        "activities": [_activity_document(one, activities[one.key], row.pk) for one in item.activities],
    }


def _activity_document(item: ActivityPlan, row: Activity, sequence_id: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "key": str(row.key),
        "code": "",
        "titles": row.titles,
        "kind": row.kind,
        "sequence_id": sequence_id,
        "minutes": row.minutes,
        "is_required": row.is_required,
        "created_at": row.created_at.isoformat(),
        "addresses": row.addresses,
        "indicators": [indicator for indicator, _ in item.feeds],
    }


def _competencies(framework: Framework) -> dict[int, list[dict[str, Any]]]:
    """Competencies with their indicators, by competency block."""
    by_block: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Competency.objects.filter(competency_block__framework=framework).prefetch_related("indicators")
    for row in rows.order_by("competency_block__position", "position", "id"):
        by_block[row.competency_block_id].append(
            {
                "id": row.pk,
                "code": row.code,
                "titles": {"fr": row.title},
                "block_id": row.competency_block_id,
                "domain": row.domain,
                "indicators": [_indicator_document(one) for one in row.indicators.all()],
            }
        )
    return by_block


def _indicator_document(row: Indicator) -> dict[str, Any]:
    names = ("measure", "unit", "operator", "evidence_type", "assessor", "source_sequence", "accepts_self_reported")
    return {
        "id": row.pk,
        "code": row.code,
        "titles": {"fr": row.title},
        "competency_id": row.competency_id,
        "threshold": format(row.threshold.normalize(), "f"),
        "autonomy_threshold": format(row.autonomy_threshold.normalize(), "f"),
        **{name: getattr(row, name) for name in names},
    }

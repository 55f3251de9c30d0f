"""One transaction: store evidence, fold facts, judge completion, move this learner's indicators and total.

intake.py calls it, inside a transaction that begins with lock(). At most eight queries for one evidence that comes in
its order (BEGIN and COMMIT are not counted); one that comes late reads its activity's evidence again, a ninth.
"""

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from lms.catalogue.models import Activity, Competency, Indicator
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Kind
from lms.plugins.registry import kind_of
from lms.progress import folding, levels, sums, tally
from lms.progress.models import Completion, EnrolmentTotal, Evidence, EvidenceVerb, IndicatorStanding, Measure, Trust

SMALLEST = Decimal("0.0001")  # what a measure's value keeps of decimals
_COMPLETION_FIELDS = [
    "version",
    "sequence",
    "state",
    "facts",
    "score",
    "trust",
    "started_at",
    "last_at",
    "completed_at",
    "recorded_at",
]


@dataclass(frozen=True)
class Scene:
    """What recording needs to know of one learner and one activity."""

    activity: Activity  # with its version
    completion: Completion | None  # with its version
    known: int | None  # the evidence stored under this key before


@dataclass(frozen=True)
class Around:
    """The indicators of whole competency blocks, and this learner's standings on them; both by indicator id."""

    indicators: dict[int, Indicator]  # with competency and version
    standings: dict[int, IndicatorStanding]  # with version and retained measure


def lock(enrolment_id: int) -> EnrolmentTotal | None:
    """The learner's total with its enrolment, locked until the transaction ends; None when there is no enrolment.

    From here on nothing else is recorded for this enrolment, so what is read next is what is true.
    """
    # The enrolment too: whoever waited here must see that it ended, or was erased, meanwhile.
    locked = EnrolmentTotal.objects.select_for_update(of=("self", "enrolment"), no_key=True)
    rows = locked.select_related("enrolment__organisation")
    total = rows.filter(pk=enrolment_id).first()
    if total is not None:
        return total
    # Enrolled by hand, past lms.enrolment.enrol.
    enrolment = Enrolment.objects.filter(pk=enrolment_id).first()
    if enrolment is None:
        return None
    EnrolmentTotal.objects.get_or_create(
        enrolment=enrolment,
        defaults={"organisation_id": enrolment.organisation_id, "journey_id": enrolment.journey_id},
    )
    return rows.get(pk=enrolment_id)


def look(activity_id: int, enrolment_id: int, key: str) -> Scene | None:
    """Activity, completion and whether the key is known, in one query; None when there is no such activity."""
    known = Evidence.objects.filter(enrolment_id=enrolment_id, activity_id=OuterRef("pk"), key=key).values("pk")[:1]
    of_learner = FilteredRelation("completions", condition=Q(completions__enrolment_id=enrolment_id))
    rows: QuerySet[Any] = Activity.objects.filter(pk=activity_id).annotate(done=of_learner, known=Subquery(known))
    activity = rows.select_related("version", "done__version").first()
    return Scene(activity, getattr(activity, "done", None), activity.known) if activity else None


def known_apart(enrolment_id: int, key: str) -> int | None:
    """The evidence of no activity that is stored under this key."""
    return (
        Evidence.objects.filter(enrolment_id=enrolment_id, activity=None, key=key).values_list("pk", flat=True).first()
    )


def add(total: EnrolmentTotal, evidence: Evidence, known: Completion | None, kind: Kind) -> Completion:
    """Store one new evidence of an activity and move everything it moves."""
    before = sums.shared_part(total)
    evidence.save()
    sums.count_out(total, known)
    completion = _complete(evidence, known, kind)
    sums.count_in(total, completion)
    if evidence.score is not None:
        _measure(total, evidence, _values(completion, evidence.score))
    sums.see(total, evidence)
    _close(total, before, completion)
    return completion


def add_judgement(total: EnrolmentTotal, evidence: Evidence, indicator_id: int, value: Decimal) -> IndicatorStanding:
    """Store what a person says of one indicator."""
    before = sums.shared_part(total)
    evidence.save()
    standing = _measure(total, evidence, {indicator_id: value})[indicator_id]
    sums.see(total, evidence)
    _close(total, before)
    return standing


def add_declaration(total: EnrolmentTotal, evidence: Evidence) -> None:
    """Store the levels a learner declares at entry."""
    evidence.save()
    _declare(total)
    sums.see(total, evidence)
    total.save()


def add_withdrawal(total: EnrolmentTotal, withdrawal: Evidence) -> None:
    """Store that an evidence is withdrawn, and derive again what it had moved."""
    before = sums.shared_part(total)
    withdrawal.save()
    voided = withdrawal.voids
    assert voided is not None
    completion = _fold_again(total, voided) if voided.activity_id is not None else None
    touched = list(voided.measures.values_list("indicator_id", flat=True))
    if touched:
        _measure_again(total, touched)
    if voided.verb == EvidenceVerb.DECLARED:
        _declare(total)
    _close(total, before, completion)


def live_evidence(enrolment_id: int) -> QuerySet[Evidence]:
    """Everything said of one enrolment that was not withdrawn, with the versions it was judged by."""
    rows = Evidence.objects.filter(enrolment_id=enrolment_id, voided_by=None).exclude(verb=EvidenceVerb.VOIDED)
    return rows.select_related("activity_version").defer("raw", "comment")


def live_measures(enrolment_id: int) -> QuerySet[Measure]:
    """Everything measured of one enrolment whose evidence was not withdrawn."""
    rows = Measure.objects.filter(enrolment_id=enrolment_id, evidence__voided_by=None)
    return rows.select_related("indicator_version", "evidence").defer("evidence__raw", "evidence__comment")


def look_around(indicators: Iterable[int], enrolment_id: int) -> Around:
    """What judging these indicators needs: one query, whatever the size of the framework."""
    blocks = Indicator.objects.filter(pk__in=list(indicators)).values("competency__competency_block_id")
    of_learner = FilteredRelation("standings", condition=Q(standings__enrolment_id=enrolment_id))
    rows: QuerySet[Any] = Indicator.objects.filter(competency__competency_block_id__in=blocks).annotate(
        stand=of_learner
    )
    around = Around({}, {})
    for row in rows.select_related("competency", "version", "stand__version", "stand__measure"):
        around.indicators[row.pk] = row
        if (standing := getattr(row, "stand", None)) is not None:
            around.standings[row.pk] = standing
    return around


def judge_blocks(total: EnrolmentTotal, around: Around) -> None:
    """Levels of the competencies around, and whether their blocks are validated, from the standings."""
    blocks: dict[int, dict[int, int]] = defaultdict(dict)
    for indicator in around.indicators.values():
        blocks[indicator.competency.competency_block_id][indicator.pk] = indicator.competency_id
    for block, indicators in blocks.items():
        rows = [around.standings[indicator] for indicator in indicators if indicator in around.standings]
        found = levels.levels_of(rows, indicators)
        sums.set_levels(total, indicators.values(), found)
        asked = _not_deleted(levels.asked_of_block(rows), indicators.values())
        sums.set_block(total, block, levels.is_block_validated(asked, found))


def _not_deleted(asked: list[int], known: Collection[int]) -> list[int]:
    """Without the competencies that were deleted since. Only one that has no indicator costs a query."""
    unknown = set(asked) - set(known)
    if unknown:
        unknown -= set(Competency.objects.filter(pk__in=unknown).values_list("pk", flat=True))
    return [competency for competency in asked if competency not in unknown]


def _complete(evidence: Evidence, known: Completion | None, kind: Kind) -> Completion:
    if known is None or known.state == Completion.State.VOIDED:
        assert evidence.activity_version is not None
        fresh = folding.begin(evidence, evidence.activity_version)
        folding.fold_in(fresh, evidence, kind)
    elif folding.is_late(known, evidence):
        fresh = _fold_activity(evidence, kind)
    else:
        fresh = copy.copy(known)
        folding.fold_in(fresh, evidence, kind)
    keep(known, fresh)
    return fresh


def _fold_activity(evidence: Evidence, kind: Kind) -> Completion:
    rows = live_evidence(evidence.enrolment_id).filter(activity_id=evidence.activity_id)
    completion = folding.fold_all(rows, kind)
    assert completion is not None
    return completion


def _fold_again(total: EnrolmentTotal, voided: Evidence) -> Completion | None:
    """Fold an activity without what was withdrawn; without anything left it is as if never begun."""
    assert voided.activity is not None
    rows = Completion.objects.filter(enrolment_id=voided.enrolment_id, activity_id=voided.activity_id)
    known = rows.select_related("version").first()
    if known is None:
        return None
    sums.count_out(total, known)
    left = live_evidence(voided.enrolment_id).filter(activity_id=voided.activity_id)
    fresh = folding.fold_all(left, kind_of(voided.activity.kind))
    if fresh is None:
        fresh = as_voided(known)
    sums.count_in(total, fresh)
    keep(known, fresh)
    return fresh


def as_voided(known: Completion) -> Completion:
    """What is left of a completion when all its evidence was withdrawn: a row for tally to uncount and delete."""
    return Completion(
        organisation_id=known.organisation_id,
        enrolment_id=known.enrolment_id,
        activity_id=known.activity_id,
        version=known.version,
        sequence_id=known.sequence_id,
        state=Completion.State.VOIDED,
        started_at=known.started_at,
        last_at=known.last_at,
    )


def keep(known: Completion | None, fresh: Completion) -> None:
    """Write the completion over the row that is there. What is tallied of it is tally's to write, and may have changed
    since the row was read; only a new state needs counting."""
    is_moved = known is None or known.state != fresh.state
    fresh.is_tallied = known is not None and known.is_tallied and not is_moved
    fresh.pk = None  # the row is found by enrolment and activity
    Completion.objects.bulk_create(
        [fresh],
        update_conflicts=True,
        unique_fields=["enrolment", "activity"],
        update_fields=[*_COMPLETION_FIELDS, "is_tallied"] if is_moved else _COMPLETION_FIELDS,
    )


def _values(completion: Completion, score: float) -> dict[int, Decimal]:
    """What a score is worth on each indicator that the activity feeds."""
    return {
        int(feed["indicator"]): (Decimal(str(score)) * Decimal(feed["scale"])).quantize(SMALLEST)
        for feed in completion.version.feeds
    }


def _measure(total: EnrolmentTotal, evidence: Evidence, values: Mapping[int, Decimal]) -> dict[int, IndicatorStanding]:
    """Store what an evidence says of indicators; returns the standings of all indicators around them."""
    if not values:
        return {}
    around = look_around(values, total.enrolment_id)
    measures = [
        _measure_one(around, indicator, evidence, value)
        for indicator, value in values.items()
        if indicator in around.indicators
    ]
    Measure.objects.bulk_create(measures)
    moved = []
    for measure in measures:
        known = around.standings.get(measure.indicator_id)
        was_met = known is not None and known.is_met
        fresh = levels.retain(known, measure, evidence)
        if fresh is not None:
            moved.append(fresh)
            around.standings[measure.indicator_id] = fresh
            total.indicators_met += fresh.is_met - was_met
    upsert(moved)
    judge_blocks(total, around)
    return around.standings


def _measure_one(around: Around, number: int, evidence: Evidence, value: Decimal) -> Measure:
    indicator, standing = around.indicators[number], around.standings.get(number)
    return Measure(
        enrolment_id=evidence.enrolment_id,
        indicator=indicator,
        indicator_version=standing.version if standing else indicator.version,
        evidence=evidence,
        value=value,
        # A browser's word counts only where the indicator says that it is enough.
        is_validated=evidence.trust != Trust.BROWSER or indicator.accepts_self_reported,
    )


def _measure_again(total: EnrolmentTotal, indicators: Sequence[int]) -> None:
    """Derive the standings of these indicators from the measures that are left."""
    around = look_around(indicators, total.enrolment_id)
    left: dict[int, list[Measure]] = defaultdict(list)
    for measure in live_measures(total.enrolment_id).filter(indicator_id__in=indicators):
        left[measure.indicator_id].append(measure)
    moved = []
    for indicator in indicators:
        known, fresh = around.standings.pop(indicator, None), levels.retain_all(left[indicator])
        total.indicators_met += bool(fresh and fresh.is_met) - bool(known and known.is_met)
        if fresh is not None:
            around.standings[indicator] = fresh
            moved.append(fresh)
    gone = [indicator for indicator in indicators if indicator not in around.standings]
    IndicatorStanding.objects.filter(enrolment_id=total.enrolment_id, indicator_id__in=gone).delete()
    upsert(moved)
    judge_blocks(total, around)


def upsert(standings: Sequence[IndicatorStanding]) -> None:
    for standing in standings:
        standing.pk = None  # the row is found by enrolment and indicator
    IndicatorStanding.objects.bulk_create(
        standings,
        update_conflicts=True,
        unique_fields=["enrolment", "indicator"],
        update_fields=["version", "first", "measure", "value", "measured_at", "is_met", "is_autonomous"],
    )


def _declare(total: EnrolmentTotal) -> None:
    declarations = live_evidence(total.enrolment_id).filter(verb=EvidenceVerb.DECLARED)
    total.declared_levels = sums.declared_levels(declarations)


def _close(total: EnrolmentTotal, before: Mapping[str, int], completion: Completion | None = None) -> None:
    """Write the learner's total; once everything is safe, wake who moves the totals that many share."""
    if sums.shared_part(total) != before:
        total.is_tallied = False
    total.save()
    if not total.is_tallied or (completion is not None and not completion.is_tallied):
        transaction.on_commit(tally.ask)

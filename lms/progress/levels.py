"""Measures -> indicators met -> level of a competency -> block validated: the rules of the field, `regles_calcul` of
demo-journey.yaml. Pure: no database, no clock; record.py and rebuild.py call it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from lms.progress.models import Evidence, IndicatorStanding, Measure

VALIDATED = 2  # from this level on a competency is acquired; 3: alone


def retain(standing: IndicatorStanding | None, measure: Measure, evidence: Evidence) -> IndicatorStanding | None:
    """The standing after one more measure; None when nothing changes.

    The thresholds are those of the first measure stored. Of the measures that count, the last one by (moment, order of
    arrival) is retained. A retained standing comes with its measure loaded.
    """
    if standing is None:
        standing = IndicatorStanding(
            organisation_id=evidence.organisation_id,
            enrolment_id=measure.enrolment_id,
            indicator_id=measure.indicator_id,
            version=measure.indicator_version,
            first=measure,
        )
    elif not measure.is_validated or not _is_later(standing, evidence):
        return None
    if measure.is_validated:
        standing.measure, standing.value, standing.measured_at = measure, measure.value, evidence.happened_at
        standing.is_met = standing.version.is_met(measure.value)
        standing.is_autonomous = standing.version.is_autonomous(measure.value)
    return standing


def retain_all(measures: Iterable[Measure]) -> IndicatorStanding | None:
    """The standing of one indicator from its measures, each with evidence and version loaded; None without any."""
    standing: IndicatorStanding | None = None
    for measure in sorted(measures, key=lambda row: row.pk):
        standing = retain(standing, measure, measure.evidence) or standing
    return standing


def levels_of(standings: Iterable[IndicatorStanding], indicators: Mapping[int, int]) -> dict[int, int]:
    """Level 1-3 of each competency with a measure that counts. `indicators`: id -> competency, those that exist."""
    by_competency: dict[int, list[IndicatorStanding]] = defaultdict(list)
    for standing in standings:
        by_competency[indicators[standing.indicator_id]].append(standing)
    found = {competency: _level(rows, indicators) for competency, rows in by_competency.items()}
    return {competency: level for competency, level in found.items() if level}


def asked_of_block(standings: Collection[IndicatorStanding]) -> list[int]:
    """The competencies that a block had at the learner's first measure in it; none without a measure."""
    return list(min(standings, key=lambda row: row.first_id).version.block_competencies) if standings else []


def is_block_validated(asked: Collection[int], levels: Mapping[int, int]) -> bool:
    """All competencies asked are acquired by measures; a declared level never validates a block."""
    return bool(asked) and all(levels.get(competency, 0) >= VALIDATED for competency in asked)


def _level(standings: list[IndicatorStanding], indicators: Collection[int]) -> int:
    """0 without a measure that counts; 1 not all indicators met; 2 all met; 3 all met beyond the autonomy threshold."""
    counted = {row.indicator_id: row for row in standings if row.measure_id is not None}
    if not counted:
        return 0
    # The indicators the competency had at the first measure; one that was deleted since asks nothing of anybody.
    siblings = min(standings, key=lambda row: row.first_id).version.siblings
    asked = [counted.get(indicator) for indicator in siblings if indicator in indicators] or list(counted.values())
    if not all(row is not None and row.is_met for row in asked):
        return 1
    return 3 if all(row is not None and row.is_autonomous for row in asked) else 2


def _is_later(standing: IndicatorStanding, evidence: Evidence) -> bool:
    if standing.measure is None or standing.measured_at is None:
        return True
    return (evidence.happened_at, evidence.pk) > (standing.measured_at, standing.measure.evidence_id)

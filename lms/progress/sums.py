"""One learner's sums: what a finished activity, a level or a block adds to an EnrolmentTotal. Pure: no database."""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.catalogue.models import Place
from lms.progress.levels import VALIDATED
from lms.progress.models import Completion, EnrolmentTotal, Evidence

SHARED = (
    "minutes",
    "minutes_in_person",
    "minutes_remote",
    "activities_done",
    "indicators_met",
    "competencies_validated",
)


def count_in(total: EnrolmentTotal, completion: Completion | None) -> None:
    """Add what a finished activity counts for; one that is not finished counts for nothing."""
    _count(total, completion, 1)
    if completion is None or completion.recorded_at is None or completion.sequence_id is None:
        return
    entry = total.sequences.setdefault(str(completion.sequence_id), {"done": {}, "minutes": 0})
    entry["done"][str(completion.activity_id)] = completion.recorded_at.isoformat()
    entry["minutes"] += completion.version.minutes


def count_out(total: EnrolmentTotal, completion: Completion | None) -> None:
    """Take out what count_in added for the same completion."""
    _count(total, completion, -1)
    if completion is None or completion.recorded_at is None or completion.sequence_id is None:
        return
    entry = total.sequences[str(completion.sequence_id)]
    del entry["done"][str(completion.activity_id)]
    entry["minutes"] -= completion.version.minutes
    if not entry["done"]:
        del total.sequences[str(completion.sequence_id)]


def _count(total: EnrolmentTotal, completion: Completion | None, sign: int) -> None:
    if completion is None or completion.completed_at is None:
        return
    minutes = sign * completion.version.minutes
    total.activities_done += sign
    total.minutes += minutes
    if completion.version.place == Place.IN_PERSON:
        total.minutes_in_person += minutes
    else:
        total.minutes_remote += minutes


def set_levels(total: EnrolmentTotal, competencies: Iterable[int], levels: Mapping[int, int]) -> None:
    """Replace the levels of these competencies; those without a measure that counts leave no trace."""
    kept = {key: level for key, level in total.levels.items() if int(key) not in set(competencies)}
    total.levels = {**kept, **{str(competency): level for competency, level in levels.items()}}
    total.competencies_validated = sum(level >= VALIDATED for level in total.levels.values())


def set_block(total: EnrolmentTotal, block: int, is_validated: bool) -> None:
    kept = set(total.blocks_validated) - {block}
    total.blocks_validated = sorted(kept | {block} if is_validated else kept)


def declared_levels(declarations: Iterable[Evidence]) -> dict[str, int]:
    """What the learner declared at entry: of each competency the last declaration, by (moment, order of arrival)."""
    levels: dict[str, int] = {}
    for row in sorted(declarations, key=lambda row: (row.happened_at, row.pk)):
        levels.update(row.detail["levels"])
    return levels


def see(total: EnrolmentTotal, evidence: Evidence) -> None:
    """When something last happened; a withdrawal of evidence does not count as something that happened."""
    total.last_evidence_at = max(total.last_evidence_at or evidence.happened_at, evidence.happened_at)


def shared_part(total: EnrolmentTotal) -> dict[str, Any]:
    """What the totals of cohort and journey count of this learner."""
    return {name: getattr(total, name) for name in SHARED}

"""What an author's pages amount to, in plain values: courses builds a plan, publish.py writes it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

Texts = dict[str, str]  # by language


@dataclass(frozen=True)
class ActivityPlan:
    key: UUID
    kind: str
    titles: Texts
    rule: str
    addresses: Texts = field(default_factory=dict)
    minutes: int = 0  # announced
    is_required: bool = True
    settings: dict[str, Any] = field(default_factory=dict)
    feeds: tuple[tuple[int, Decimal], ...] = ()  # (indicator id, what a full score is worth)


@dataclass(frozen=True)
class SequencePlan:
    key: UUID
    code: str
    titles: Texts
    timing: str
    grouping: str
    place: str
    addresses: Texts = field(default_factory=dict)
    week: int = 1
    minutes: int = 0  # announced; 0 means the sum of its required activities
    off_site: bool = False
    venue: str = ""
    prerequisites: tuple[UUID, ...] = ()
    competencies: tuple[int, ...] = ()
    activities: tuple[ActivityPlan, ...] = ()

    @property
    def announced_minutes(self) -> int:
        return self.minutes or sum(activity.minutes for activity in self.activities if activity.is_required)


@dataclass(frozen=True)
class BlockPlan:
    code: str
    titles: Texts
    competency_block_id: int | None = None
    aim: str = ""
    sequences: tuple[SequencePlan, ...] = ()


@dataclass(frozen=True)
class JourneyPlan:
    key: UUID
    organisation_id: int
    code: str
    titles: Texts
    framework_id: int | None = None
    addresses: Texts = field(default_factory=dict)
    weeks: int = 8
    max_weeks: int = 16
    entry_every_days: int = 14
    extras: dict[str, Any] = field(default_factory=dict)
    blocks: tuple[BlockPlan, ...] = ()

    @property
    def sequences(self) -> list[SequencePlan]:
        return [sequence for block in self.blocks for sequence in block.sequences]


def minute_shares(sequence: SequencePlan) -> dict[UUID, int]:
    """Whole minutes each activity counts for, summing to what the sequence announces (largest remainder).

    Optional activities count for nothing unless there is nothing else (domain.md B2, rule 1).
    """
    counted = [activity for activity in sequence.activities if activity.is_required] or list(sequence.activities)
    shares = {activity.key: 0 for activity in sequence.activities}
    weights = [activity.minutes for activity in counted]
    if not any(weights):
        weights = [1] * len(counted)
    total, whole = sequence.announced_minutes, sum(weights)
    for activity, weight in zip(counted, weights, strict=True):
        shares[activity.key] = total * weight // whole
    by_remainder = sorted(range(len(counted)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in by_remainder[: total - sum(shares.values())]:
        shares[counted[place].key] += 1
    return shares

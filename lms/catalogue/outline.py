"""The published outline of a journey in memory: what learners' pages and reports read, in one query at most."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from lms.catalogue.models import Journey, Outline, in_language


@dataclass(frozen=True)
class Titled:
    id: int
    code: str
    titles: dict[str, str]

    @property
    def title(self) -> str:
        return in_language(self.titles)


@dataclass(frozen=True)
class ActivityItem(Titled):
    key: str
    kind: str
    sequence_id: int
    minutes: int
    is_required: bool
    created_at: datetime
    addresses: dict[str, str]
    indicators: tuple[int, ...] = ()  # ids of the indicators its score measures

    @property
    def address(self) -> str:
        return in_language(self.addresses)


@dataclass(frozen=True)
class SequenceItem(Titled):
    key: str
    block_id: int | None
    week: int
    minutes: int
    timing: str
    grouping: str
    place: str
    off_site: bool
    venue: str
    prerequisites: tuple[str, ...]  # keys of sequences
    competencies: tuple[int, ...]
    addresses: dict[str, str]
    activities: tuple[ActivityItem, ...] = ()

    @property
    def address(self) -> str:
        return in_language(self.addresses)


@dataclass(frozen=True)
class IndicatorItem(Titled):
    competency_id: int
    measure: str
    unit: str
    operator: str
    threshold: str  # a decimal, as text
    autonomy_threshold: str
    evidence_type: str
    assessor: str
    source_sequence: str
    accepts_self_reported: bool


@dataclass(frozen=True)
class CompetencyItem(Titled):
    block_id: int
    domain: str
    indicators: tuple[IndicatorItem, ...] = ()


@dataclass(frozen=True)
class BlockItem(Titled):
    """A competency block: what it aims at, its competencies, and the sequences that work on it."""

    aim: str
    competencies: tuple[CompetencyItem, ...] = ()
    sequences: tuple[SequenceItem, ...] = ()


@dataclass(frozen=True)
class OutlineItem:
    """A whole journey. Blocks in the order of their pages; sequences by (week, position) inside `sequences`."""

    journey_id: int
    version: int
    code: str
    titles: dict[str, str]
    addresses: dict[str, str]
    weeks: int
    blocks: tuple[BlockItem, ...] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @cached_property
    def sequences(self) -> tuple[SequenceItem, ...]:
        ordered = [sequence for block in self.blocks for sequence in block.sequences]
        return tuple(sorted(ordered, key=lambda sequence: sequence.week))  # stable: page order inside a week

    @cached_property
    def sequence_by_id(self) -> dict[int, SequenceItem]:
        return {sequence.id: sequence for sequence in self.sequences}

    @cached_property
    def sequence_by_key(self) -> dict[str, SequenceItem]:
        return {sequence.key: sequence for sequence in self.sequences}

    @cached_property
    def activities(self) -> tuple[ActivityItem, ...]:
        return tuple(activity for sequence in self.sequences for activity in sequence.activities)

    @cached_property
    def activity_by_id(self) -> dict[int, ActivityItem]:
        return {activity.id: activity for activity in self.activities}

    @cached_property
    def activity_by_key(self) -> dict[str, ActivityItem]:
        return {activity.key: activity for activity in self.activities}

    @cached_property
    def competencies(self) -> tuple[CompetencyItem, ...]:
        return tuple(competency for block in self.blocks for competency in block.competencies)

    @cached_property
    def indicators(self) -> tuple[IndicatorItem, ...]:
        return tuple(indicator for competency in self.competencies for indicator in competency.indicators)

    @cached_property
    def indicator_by_id(self) -> dict[int, IndicatorItem]:
        return {indicator.id: indicator for indicator in self.indicators}


def outline_of(journey: Journey) -> OutlineItem:
    """The outline as last published; no query when this process has already read that version."""
    return _read(journey.pk, journey.outline_stamp)


@lru_cache(maxsize=64)
def _read(journey_id: int, stamp: UUID | None) -> OutlineItem:
    row = Outline.objects.filter(journey_id=journey_id).first()
    return load_outline(row.document) if row else OutlineItem(journey_id, 0, "", {}, {}, 0)


def load_outline(document: dict[str, Any]) -> OutlineItem:
    """The dataclasses of an Outline document; publish.py writes the same keys."""
    blocks = tuple(
        BlockItem(
            **{
                **block,
                "competencies": tuple(_competency(item) for item in block["competencies"]),
                "sequences": tuple(_sequence(item) for item in block["sequences"]),
            }
        )
        for block in document["blocks"]
    )
    return OutlineItem(**{**document, "blocks": blocks})


def _competency(item: dict[str, Any]) -> CompetencyItem:
    return CompetencyItem(**{**item, "indicators": tuple(IndicatorItem(**one) for one in item["indicators"])})


def _sequence(item: dict[str, Any]) -> SequenceItem:
    return SequenceItem(
        **{
            **item,
            "prerequisites": tuple(item["prerequisites"]),
            "competencies": tuple(item["competencies"]),
            "activities": tuple(_activity(one) for one in item["activities"]),
        }
    )


def _activity(item: dict[str, Any]) -> ActivityItem:
    return ActivityItem(
        **{
            **item,
            "created_at": datetime.fromisoformat(item["created_at"]),
            "indicators": tuple(item["indicators"]),
        }
    )

"""Where one learner stands, for screens: every figure of `regles_calcul`, and the measures behind it. Read only.

The functions on a total alone serve lists of many learners without one more query.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from lms.catalogue.models import Indicator
from lms.catalogue.outline import OutlineItem, SequenceItem
from lms.enrolment.access import missing_prerequisites
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.progress.levels import VALIDATED
from lms.progress.models import Completion, EnrolmentTotal, Evidence, EvidenceVerb, IndicatorStanding, Measure, Trust

if TYPE_CHECKING:
    from lms.catalogue.models import Activity

TODO = "todo"  # of an activity; else one of Completion.State


@dataclass(frozen=True)
class ActivityLine:
    state: str
    completed_at: datetime | None
    score: float | None  # best, 0-1
    trust: str

    @property
    def is_self_reported(self) -> bool:
        """Only the learner's browser vouches for it."""
        return self.trust == Trust.BROWSER


@dataclass(frozen=True)
class IndicatorLine:
    """Against the thresholds of this learner's first measure. No value: what was measured does not count by itself."""

    operator: str
    threshold: Decimal
    autonomy_threshold: Decimal
    value: Decimal | None
    measured_at: datetime | None
    is_met: bool
    is_autonomous: bool
    trust: str

    @property
    def is_self_reported(self) -> bool:
        """Only the learner's browser vouches for it, and the indicator says that this is enough, or it has no value."""
        return self.value is None or self.trust == Trust.BROWSER


@dataclass(frozen=True)
class MeasureLine:
    """One measure with its evidence: what answers "why?"."""

    value: Decimal
    happened_at: datetime
    evidence_id: int
    evidence_public_id: UUID
    author: Person | None
    comment: str
    trust: str
    activity: "Activity | None"
    is_validated: bool  # False: only a browser vouches for it, and the indicator wants more
    is_retained: bool
    is_voided: bool
    why_voided: str


@dataclass(frozen=True)
class Standing:
    """One learner on one journey, as published today. Unknown ids are not begun, so screens need not ask first."""

    outline: OutlineItem
    total: EnrolmentTotal
    activities: dict[int, ActivityLine]
    indicators: dict[int, IndicatorLine]

    def state_of(self, activity_id: int) -> str:
        """todo, doing, waiting or done."""
        line = self.activities.get(activity_id)
        return line.state if line else TODO

    def completed_at(self, activity_id: int) -> datetime | None:
        line = self.activities.get(activity_id)
        return line.completed_at if line else None

    def is_met(self, indicator_id: int) -> bool:
        line = self.indicators.get(indicator_id)
        return line is not None and line.is_met

    def level_of(self, competency_id: int) -> int:
        """Level 0-3 by measures."""
        return int(self.total.levels.get(str(competency_id), 0))

    def retained_level_of(self, competency_id: int) -> int:
        """Level 0-3 by measures where there is one, else as declared at entry."""
        return retained_level(self.total, competency_id)

    def is_block_validated(self, block_id: int) -> bool:
        return block_id in self.total.blocks_validated

    def is_sequence_done(self, sequence_id: int) -> bool:
        return sequence_id in self.done_sequences

    def minutes_of(self, sequence_id: int) -> int:
        """Announced minutes of a sequence that this learner's finished activities count for."""
        return int(self.total.sequences.get(str(sequence_id), {}).get("minutes", 0))

    @cached_property
    def done_sequences(self) -> set[int]:
        return done_sequences(self.total, self.outline)

    @cached_property
    def declared_levels(self) -> dict[int, int]:
        return {int(competency): level for competency, level in self.total.declared_levels.items()}

    @property
    def minutes(self) -> int:
        return self.total.minutes

    @property
    def minutes_in_person(self) -> int:
        return self.total.minutes_in_person

    @property
    def minutes_remote(self) -> int:
        return self.total.minutes_remote

    @property
    def activities_done(self) -> int:
        return self.total.activities_done

    @property
    def indicators_met(self) -> int:
        return self.total.indicators_met

    @property
    def competencies_validated(self) -> int:
        return self.total.competencies_validated

    @property
    def blocks_validated(self) -> list[int]:
        return list(self.total.blocks_validated)

    @property
    def progress(self) -> int:
        return progress(self.total, self.outline)

    @property
    def gain(self) -> int:
        return gain(self.total, self.outline)

    @property
    def attendance(self) -> int | None:
        return attendance(self.total, self.outline)


def view_of(enrolment: Enrolment, outline: OutlineItem) -> Standing:
    """Everything about one learner; three queries, two when the enrolment comes with its total."""
    rows = Completion.objects.filter(enrolment=enrolment).exclude(state=Completion.State.VOIDED)
    activities = {
        pk: ActivityLine(state, completed_at, score, trust)
        for pk, state, completed_at, score, trust in rows.values_list(
            "activity_id", "state", "completed_at", "score", "trust"
        )
    }
    standings = IndicatorStanding.objects.filter(enrolment=enrolment).select_related("version")
    indicators = {row.indicator_id: _line(row) for row in standings.annotate(trust=F("measure__evidence__trust"))}
    return Standing(outline, total_of(enrolment), activities, indicators)


def total_of(enrolment: Enrolment) -> EnrolmentTotal:
    """The learner's sums; zeros for somebody enrolled by hand of whom nothing was recorded yet."""
    try:
        return enrolment.total
    except EnrolmentTotal.DoesNotExist:
        return EnrolmentTotal(enrolment=enrolment)


def why(enrolment: Enrolment, indicator: Indicator | int) -> list[MeasureLine]:
    """The measures of one indicator, newest first, with evidence, author and withdrawals; two queries."""
    number = indicator if isinstance(indicator, int) else indicator.pk
    withdrawal = Evidence.objects.filter(voids=OuterRef("evidence_id"), verb=EvidenceVerb.VOIDED)
    rows = (
        Measure.objects.filter(enrolment=enrolment, indicator_id=number)
        .select_related("evidence__author", "evidence__activity")
        .annotate(
            voided_by=Subquery(withdrawal.values("pk")[:1]), why_voided=Subquery(withdrawal.values("comment")[:1])
        )
        .order_by("-evidence__happened_at", "-evidence_id")
    )
    retained = (
        IndicatorStanding.objects.filter(enrolment=enrolment, indicator_id=number)
        .values_list("measure_id", flat=True)
        .first()
    )
    return [
        MeasureLine(
            value=row.value,
            happened_at=row.evidence.happened_at,
            evidence_id=row.evidence_id,
            evidence_public_id=row.evidence.public_id,
            author=row.evidence.author,
            comment=row.evidence.comment,
            trust=row.evidence.trust,
            activity=row.evidence.activity,
            is_validated=row.is_validated,
            is_retained=row.pk == retained,
            is_voided=row.voided_by is not None,
            why_voided=row.why_voided or "",
        )
        for row in rows
    ]


def progress(total: EnrolmentTotal, outline: OutlineItem) -> int:
    """Indicators met out of all indicators of the journey, as a whole percentage, rounded down."""
    return percent(total.indicators_met, len(outline.indicators))


def gain(total: EnrolmentTotal, outline: OutlineItem) -> int:
    """Competencies at a retained level of 2 or 3, less those the learner declared at 2 or 3 on entry."""
    competencies = [item.id for item in outline.competencies]
    retained = sum(retained_level(total, item) >= VALIDATED for item in competencies)
    return retained - sum(total.declared_levels.get(str(item), 0) >= VALIDATED for item in competencies)


def retained_level(total: EnrolmentTotal, competency_id: int) -> int:
    key = str(competency_id)
    return int(total.levels.get(key) or total.declared_levels.get(key, 0))


def attendance(total: EnrolmentTotal, outline: OutlineItem) -> int | None:
    """Minutes done with evidence out of those announced by the sequences open to the learner (domain.md B2), as a
    whole percentage, rounded down; None while nothing is open."""
    finished = done_sequences(total, outline)
    opened = [
        item
        for item in outline.sequences
        if str(item.id) in total.sequences or missing_prerequisites(item, outline, finished) is None
    ]
    planned = sum(item.minutes for item in opened)
    performed = sum(total.sequences.get(str(item.id), {}).get("minutes", 0) for item in opened)
    return percent(performed, planned) if planned else None


def done_sequences(total: EnrolmentTotal, outline: OutlineItem) -> set[int]:
    """Sequences whose required activities are all done; those published after the learner's last one ask nothing."""
    done = done_moments(total)
    return {sequence.id for sequence in outline.sequences if _is_done(sequence, done)}


def done_moments(total: EnrolmentTotal) -> dict[int, datetime]:
    """By activity that is done, when we learned of it (UTC)."""
    return {
        int(activity): datetime.fromisoformat(moment)
        for entry in total.sequences.values()
        for activity, moment in entry["done"].items()
    }


def percent(part: int, whole: int) -> int:
    """Rounded down, so that 100 is only said when nothing is missing; never above 100."""
    return min(100, part * 100 // whole) if whole else 0


def _is_done(sequence: SequenceItem, done: dict[int, datetime]) -> bool:
    moments = [done[item.id] for item in sequence.activities if item.id in done]
    if not moments:
        return False
    asked = [item for item in sequence.activities if item.is_required] or list(sequence.activities)
    return all(item.id in done for item in asked if item.created_at <= max(moments))


def _line(row: IndicatorStanding) -> IndicatorLine:
    version = row.version
    return IndicatorLine(
        operator=version.operator,
        threshold=version.threshold,
        autonomy_threshold=version.autonomy_threshold,
        value=row.value,
        measured_at=row.measured_at,
        is_met=row.is_met,
        is_autonomous=row.is_autonomous,
        trust=row.trust or Trust.BROWSER,  # type: ignore[attr-defined]  # annotated by view_of
    )

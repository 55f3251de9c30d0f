"""What a jury's marks come to: means over jurors, continuous assessment, and the appraisal that weighs both."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from lms.assessment.juries.models import Candidate, JuryScore, JurySession
from lms.assessment.models import Criterion
from lms.progress.models import Completion, Trust


@dataclass(frozen=True)
class Source:
    """One mark of continuous assessment."""

    title: str
    sequence: str
    score: float  # 0-1


@dataclass(frozen=True)
class Appraisal:
    """weights x (jury, continuous), with both parts and what they come from (domain.md A33, AC1). Shares 0-1."""

    jury: float | None = None
    jurors: int = 0  # how many scores were given
    continuous: float | None = None
    sources: list[Source] = field(default_factory=list)
    jury_weight: str = "1"
    continuous_weight: str = "0"
    total: float | None = None  # nothing while a part that weighs something is missing
    seconds: float | None = None  # mean length of the presentation

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def appraise(candidate: Candidate) -> Appraisal:
    """As it stands now; drafts count for nothing. Two queries."""
    session = candidate.session
    given = given_scores(candidate)
    jury = mean([row.score for row in given if row.score is not None])
    sources = continuous_of(candidate) if session.continuous_weight else []
    continuous = mean([source.score for source in sources])
    return Appraisal(
        jury=jury,
        jurors=len(given),
        continuous=continuous,
        sources=sources,
        jury_weight=str(session.jury_weight),
        continuous_weight=str(session.continuous_weight),
        total=_weighed(session, jury, continuous),
        seconds=mean([float(row.seconds) for row in given if row.seconds is not None]),
    )


def given_scores(candidate: Candidate) -> list[JuryScore]:
    """In the order of the jurors; no query when they were fetched with the candidate."""
    return sorted((row for row in candidate.scores.all() if row.given_at is not None), key=lambda row: row.juror_id)


def continuous_of(candidate: Candidate) -> list[Source]:
    """The best score of each activity of the journey, or of the sequences named, that more than a browser vouches for.

    The jury's own activity is not among them.
    """
    session = candidate.session
    rows = Completion.objects.filter(enrolment=candidate.enrolment_id, score__isnull=False)
    rows = (
        rows.exclude(state=Completion.State.VOIDED).exclude(trust=Trust.BROWSER).exclude(activity=session.activity_id)
    )
    if session.continuous:
        rows = rows.filter(activity__sequence__code__in=session.continuous)
    found = rows.select_related("activity__sequence").order_by("activity__sequence__code", "activity__position", "pk")
    return [
        Source(row.activity.title, row.activity.sequence.code if row.activity.sequence else "", row.score)
        for row in found
        if row.score is not None
    ]


def shares_by_criterion(session: JurySession, given: Sequence[JuryScore]) -> list[tuple[Criterion, Decimal]]:
    """Each criterion with the mean share of its points (0-1), exact whatever the order of the jurors."""
    found = []
    for criterion in session.grid.criteria.all():
        lines = [line for row in given for line in row.lines if line["criterion"] == criterion.pk]
        if lines:
            found.append((criterion, mean_share(lines)))
    return found


def mean_share(lines: Sequence[Mapping[str, Any]]) -> Decimal:
    """Of what several people gave for one criterion."""
    shares = sorted(min(Decimal(1), Decimal(line["points"]) / Decimal(line["of"])) for line in lines)
    return sum(shares, Decimal(0)) / len(shares)


def mean(values: Sequence[float]) -> float | None:
    """The same whatever the order; nothing without a value."""
    return round(sum(sorted(values)) / len(values), 9) if values else None


def _weighed(session: JurySession, jury: float | None, continuous: float | None) -> float | None:
    parts = [(session.jury_weight, jury), (session.continuous_weight, continuous)]
    asked = [(weight, share) for weight, share in parts if weight]
    if not asked or any(share is None for _weight, share in asked):
        return None
    total = sum(float(weight) * share for weight, share in asked if share is not None)
    return round(total / float(sum(weight for weight, _share in asked)), 9)

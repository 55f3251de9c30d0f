"""A person fills in a grid about a learner: one grading, and what it measures, told to the record or neither.

Kinds' marking screens, observations and juries call it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.assessment.access import may_mark
from lms.assessment.models import Criterion, Grading, Grid, Level
from lms.catalogue.models import Activity, Indicator, Operator
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake, record
from lms.progress.models import Evidence

LONGEST = 5000  # characters of a comment


@dataclass(frozen=True)
class Given:
    """What an assessor gave for one criterion."""

    level: int  # its id
    comment: str = ""


@dataclass(frozen=True)
class Subject:
    """What is assessed: of whom, and in its kind's own name, "deliverable:<public id>"."""

    enrolment: Enrolment
    name: str
    activity: Activity | None = None
    happened_at: datetime | None = None  # UTC; now, when not said


def grade(
    grid: Grid,
    subject: Subject,
    given: Mapping[int, Given],
    *,
    author: Person,
    key: str,
    comment: str = "",
    replaces: Grading | None = None,
    reason: str = "",
    tells: bool = True,
) -> Grading:
    """Keep what somebody gave by criterion id, and measure the indicators that the grid names.

    key: the form's own name; the same one again, by the same author, changes nothing and returns what is kept.
    replaces: the grading in force of this subject, with a reason: what it told is withdrawn, and the new one is told in
    its place, at its moment. tells=False keeps the grading alone, for those that decide together later: see `tell`.
    Raises Refused, in words, and then nothing is stored.
    """
    with transaction.atomic():
        # Whoever grades this learner at the same moment waits here, and then finds what the other kept.
        total = record.lock(subject.enrolment.pk)
        if total is None or total.enrolment.person_id is None:
            raise Refused(_("This enrolment does not exist any more. Ask your coach."))
        known = Grading.objects.filter(enrolment=subject.enrolment, key=key).first()
        if known is not None:
            return _same(known, author, subject)
        if not may_mark(author, total.enrolment):
            raise Refused(_("Only a trainer or a coach of this organisation may say this of a learner."))
        lines = read_lines(_locked(grid, subject), given)
        replaces = _replaced(subject, replaces, reason)
        row = Grading.objects.create(
            organisation_id=grid.organisation_id,
            grid=grid,
            enrolment=subject.enrolment,
            activity=subject.activity,
            subject=subject.name,
            key=key,
            author=author,
            lines=[line.kept() for line in lines],
            comment=_words(comment),
            score=weigh(lines),
            happened_at=replaces.happened_at if replaces else subject.happened_at or timezone.now(),
            replaces=replaces,
            reason=reason.strip()[:255],
        )
        if replaces is not None:
            withdraw(replaces, author=author, reason=row.reason)
        return tell(row) if tells else row


def tell(grading: Grading) -> Grading:
    """Measure what a grading kept with `tells=False` says. A second time changes nothing. Raises Refused."""
    with transaction.atomic():
        record.lock(grading.enrolment_id)
        grading = Grading.objects.select_related("author", "enrolment", "grid").get(pk=grading.pk)
        if grading.evidence or grading.author is None:
            return grading
        told = []
        for line in _lines_of(grading):
            if line.criterion.indicator_id in _measurable(grading):
                told.append(_judge(grading, line))
        grading.evidence = told
        grading.save(update_fields=["evidence"])
    return grading


def withdraw(grading: Grading, *, author: Person, reason: str) -> None:
    """Take back what a grading told the record; the grading stays, to be read. A second time changes nothing."""
    rows = Evidence.objects.filter(public_id__in=grading.evidence, enrolment_id=grading.enrolment_id)
    for evidence in rows.select_related("enrolment", "activity").order_by("pk"):
        intake.void(evidence, author=author, reason=reason)


def grading_in_force(subject: str, enrolment: Enrolment) -> Grading | None:
    """The grading of a subject that nothing has replaced, with its grid and author."""
    rows = Grading.objects.filter(subject=subject, enrolment=enrolment, replaced_by=None)
    return rows.select_related("grid", "author").order_by("-pk").first()


def worth(criterion: Criterion, share: Decimal) -> Decimal:
    """What this share of a criterion's points (0-1) says of its indicator. Where less is better, full marks say
    nothing of it, and no marks the whole scale."""
    is_less_better = criterion.indicator is not None and criterion.indicator.operator == Operator.AT_MOST
    return (1 - share if is_less_better else share) * criterion.scale


def line_words(grading: Grading, criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """A grading to be read: [{title, help, level, description, points, of, comment}], in the grid's order. No query
    when the criteria come with their levels."""
    by_criterion = {line["criterion"]: line for line in grading.lines}
    found = []
    for one in criteria:
        line = by_criterion.get(one.pk)
        level = next((row for row in one.levels.all() if line and row.pk == line["level"]), None)
        if line is None or level is None:
            continue
        found.append(
            {
                "title": one.title,
                "help": one.help,
                "level": level.title,
                "description": level.description,
                "points": Decimal(line["points"]).normalize(),
                "of": Decimal(line["of"]).normalize(),
                "comment": line["comment"],
                "indicator": one.indicator,
            }
        )
    return found


@dataclass(frozen=True)
class Line:
    """One criterion with the level that was given."""

    criterion: Criterion
    level: Level
    of: Decimal  # the most points a level of this criterion is worth
    comment: str

    @property
    def share(self) -> Decimal:
        """0-1."""
        return min(Decimal(1), self.level.points / self.of) if self.of else Decimal(0)

    def kept(self) -> dict[str, Any]:
        given = {"criterion": self.criterion.pk, "level": self.level.pk, "comment": self.comment}
        return {**given, "points": str(self.level.points), "of": str(self.of)}


def _locked(grid: Grid, subject: Subject) -> Grid:
    """As it stands now; a version that nobody used yet may have been written over since the form was opened."""
    row = Grid.objects.select_for_update().filter(pk=grid.pk, organisation=subject.enrolment.organisation_id).first()
    if row is None:
        raise Refused(_("This grid does not exist any more. Open the work again."))
    return row


def read_lines(grid: Grid, given: Mapping[int, Given]) -> list[Line]:
    """Every criterion of a grid with the level it was given; raises Refused when one is missing, or is not of it."""
    criteria = list(grid.criteria.prefetch_related("levels"))
    unknown = set(given) - {one.pk for one in criteria}
    lines = [_line(one, given.get(one.pk)) for one in criteria]
    found = [line for line in lines if line is not None]
    if unknown or len(found) < len(criteria):
        raise Refused(_("Give a level for each criterion. If the grid was changed meanwhile, open the work again."))
    return found


def _line(criterion: Criterion, given: Given | None) -> Line | None:
    levels = list(criterion.levels.all())
    level = next((row for row in levels if given and row.pk == given.level), None)
    if given is None or level is None:
        return None
    return Line(criterion, level, max(row.points for row in levels), _words(given.comment))


def _lines_of(grading: Grading) -> list[Line]:
    criteria = {row.pk: row for row in grading.grid.criteria.prefetch_related("levels")}
    found = []
    for told in grading.lines:
        line = _line(criteria[told["criterion"]], Given(told["level"], told["comment"]))
        if line is not None:
            found.append(line)
    return found


def weigh(lines: Sequence[Line]) -> float:
    """0-1, by the weights of the criteria."""
    weights = sum((line.criterion.weight for line in lines), Decimal(0))
    weighed = sum((line.criterion.weight * line.share for line in lines), Decimal(0))
    return float(weighed / weights)


def _measurable(grading: Grading) -> set[int]:
    """The grid's indicators that belong to this learner's journey: a grid may serve several journeys."""
    rows = Indicator.objects.filter(
        pk__in=grading.grid.criteria.exclude(indicator=None).values("indicator"),
        version__isnull=False,
        competency__competency_block__framework__journeys=grading.enrolment.journey_id,
    )
    return set(rows.values_list("pk", flat=True))


def _judge(grading: Grading, line: Line) -> str:
    """The public id of the evidence. A name of its own for each line, so that nothing is said twice."""
    criterion, author = line.criterion, grading.author
    assert criterion.indicator is not None and author is not None
    outcome = intake.judge(
        grading.enrolment,
        criterion.indicator,
        worth(criterion, line.share),
        author=author,
        comment=line.comment or grading.comment,
        key=f"grade:{grading.public_id.hex}:{criterion.pk}",
        happened_at=grading.happened_at,
    )
    return str(Evidence.objects.values_list("public_id", flat=True).get(pk=outcome.evidence_id))


def _same(known: Grading, author: Person, subject: Subject) -> Grading:
    if known.author_id != author.pk or known.subject != subject.name:
        raise Refused(_("This page was opened for something else. Open the work again."))
    return known


def _replaced(subject: Subject, replaces: Grading | None, reason: str) -> Grading | None:
    """The grading in force as it stands now, when it is the one that the assessor read; None when there is none."""
    standing = grading_in_force(subject.name, subject.enrolment)
    if standing is None and replaces is None:
        return None
    if standing is None or replaces is None or standing.pk != replaces.pk:
        other = standing or replaces
        assert other is not None
        words = _("%(name)s has assessed this meanwhile, on %(day)s. Open the work again to read it, or to replace it.")
        day = date_format(timezone.localtime(other.made_at), "j F, H:i")
        raise Refused(words % {"name": other.author or _("Somebody"), "day": day})
    if not reason.strip():
        raise Refused(_("Say why you change this assessment: the reason stays beside it."))
    return standing


def _words(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]

"""One learner and one competency: the level, the thresholds in force, and every measure with who says so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from lms.catalogue.models import IndicatorVersion
from lms.catalogue.outline import CompetencyItem, IndicatorItem, OutlineItem
from lms.enrolment.models import Enrolment
from lms.progress.models import Evidence, IndicatorStanding, Measure, Trust
from lms.progress.standing import total_of
from lms.reports import words
from lms.reports.readers import Reader
from lms.reports.tables import Table


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator of a competency and what this learner's measures say of it."""

    item: IndicatorItem
    standing: IndicatorStanding | None
    measures: list[Measure]  # newest first

    @property
    def is_met(self) -> bool:
        return self.standing is not None and self.standing.is_met

    @property
    def retained_id(self) -> int | None:
        return self.standing.measure_id if self.standing else None

    @property
    def version(self) -> IndicatorVersion | None:
        """The thresholds this learner keeps: those in force at the first measure."""
        return self.standing.version if self.standing else None

    @property
    def rule(self) -> str:
        if self.version is None:
            return words.asked_now(self.item)
        kept = self.version
        return words.asked(kept.operator, kept.threshold, kept.autonomy_threshold, self.item.unit)

    @property
    def has_older_rule(self) -> bool:
        return self.rule != words.asked_now(self.item)


class Measures:
    """The report behind one cell of the matrix. Three queries."""

    def __init__(self, enrolment: Enrolment, outline: OutlineItem, competency: CompetencyItem, reader: Reader) -> None:
        self.enrolment = enrolment
        self.outline = outline
        self.competency = competency
        self.reader = reader
        self.total = total_of(enrolment)

    @property
    def level(self) -> int:
        return int(self.total.levels.get(str(self.competency.id), 0))

    @property
    def declared(self) -> int | None:
        """The level the learner declared at entry; it never validates anything."""
        return self.total.declared_levels.get(str(self.competency.id))

    @cached_property
    def lines(self) -> list[IndicatorLine]:
        ids = [item.id for item in self.competency.indicators]
        rows = IndicatorStanding.objects.filter(enrolment=self.enrolment, indicator_id__in=ids)
        standings = {row.indicator_id: row for row in rows.select_related("version")}
        measures: dict[int, list[Measure]] = defaultdict(list)
        for row in with_evidence(Measure.objects.filter(enrolment=self.enrolment, indicator_id__in=ids)):
            measures[row.indicator_id].append(row)
        return [IndicatorLine(item, standings.get(item.id), measures[item.id]) for item in self.competency.indicators]

    def why(self) -> str:
        """Why this level and no other, with its counts."""
        met, asked = sum(line.is_met for line in self.lines), len(self.lines)
        alone = sum(line.standing.is_autonomous for line in self.lines if line.standing is not None)
        said = {"met": met, "asked": asked, "alone": alone}
        if self.level == 0:
            return _("No measure counts yet.")
        if self.level == 1:
            return _("%(met)d of %(asked)d indicators met: all are needed.") % said
        if self.level == 2:
            return _("All indicators asked of this person are met; %(alone)d of %(asked)d on one's own.") % said
        return _("All indicators asked of this person are met, each at the threshold of somebody who does it alone.")


def with_evidence(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Newest first, each with its evidence, author, activity and what withdraws it."""
    voids = Prefetch("evidence__voided_by", Evidence.objects.select_related("author").order_by("pk"))
    return (
        measures.select_related("evidence__author", "evidence__activity")
        .prefetch_related(voids)
        .order_by("-evidence__happened_at", "-evidence_id")
    )


def withdrawal_of(evidence: Evidence) -> Evidence | None:
    """The evidence that voids this one, if any; voided_by is prefetched."""
    return next(iter(evidence.voided_by.all()), None)


def why_not(measure: Measure) -> str:
    """Why a measure does not count, or nothing."""
    if withdrawal_of(measure.evidence) is not None:
        return _("Withdrawn.")
    if not measure.is_validated:
        return _("Only the learner's browser vouches for this score: shown, and not counted by itself.")
    return ""


def trust_words(evidence: Evidence) -> str:
    return {
        Trust.SERVER: _("checked by the platform"),
        Trust.PERSON: _("said by a person"),
        Trust.BROWSER: _("only the learner's browser says so"),
    }[Trust(evidence.trust)]


def measures_table(name: str, enrolments: QuerySet[Enrolment], outline: OutlineItem, reader: Reader) -> Table:
    """Every measure of these people, one a line, read as the file is written."""
    headings = [
        _("Person"),
        _("Competency"),
        _("Indicator"),
        _("Indicator in words"),
        _("Value"),
        _("Unit"),
        _("Operator"),
        _("Threshold"),
        _("Threshold of autonomy"),
        _("Met"),
        _("Counts"),
        _("Withdrawn"),
        _("When"),
        _("Who vouches"),
        _("Author"),
        _("Reference of the evidence"),
    ]
    rows = (
        with_evidence(Measure.objects.filter(enrolment__in=enrolments))
        .select_related("evidence__author", "enrolment__person", "indicator_version")
        .order_by("enrolment_id", "indicator_id", "pk")
    )
    return Table(name, headings, _lines(rows.iterator(chunk_size=1000), outline, reader))


def _lines(rows: Iterable[Measure], outline: OutlineItem, reader: Reader) -> Iterator[list[Any]]:
    codes = {item.id: item.code for item in outline.competencies}
    yes, no = _("yes"), _("no")
    for row in rows:
        item = outline.indicator_by_id.get(row.indicator_id)
        evidence, version = row.evidence, row.indicator_version
        is_withdrawn = withdrawal_of(evidence) is not None
        yield [
            reader.name_of(row.enrolment),
            codes.get(item.competency_id, "") if item else "",
            item.code if item else "",
            item.title if item else _("withdrawn from the journey"),
            row.value.normalize(),
            item.unit if item else "",
            version.operator,
            version.threshold.normalize(),
            version.autonomy_threshold.normalize(),
            yes if version.is_met(row.value) else no,
            yes if row.is_validated and not is_withdrawn else no,
            yes if is_withdrawn else no,
            evidence.happened_at.isoformat(timespec="seconds"),
            trust_words(evidence),
            reader.author_name(evidence.author, row.enrolment),
            str(evidence.public_id),
        ]

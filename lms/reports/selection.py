"""Which of a journey's learners a report lists, and in which order: what an address may ask, and what it may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, F, Func, IntegerField, OrderBy, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Collate, Lower

from lms.catalogue.models import Journey
from lms.catalogue.outline import BlockItem, CompetencyItem, OutlineItem
from lms.enrolment.models import LAST_ACTIVITY, Cohort, Enrolment, EnrolmentTotal
from lms.people.access import Reach
from lms.reports.figures import Sums, shared_sums, summed, sums_without_cohort
from lms.reports.groups import ALL, Group, Side, shown_groups, with_margins
from lms.reports.readers import Reader

COHORTS_OFFERED = 60
GROUPS_SECONDS = 300
DEFAULT_SORT = "-progress"
NO_COHORT = "none"


@dataclass(frozen=True)
class Choice:
    """What was asked for: nothing in it is unknown to the journey, whatever stood in the address."""

    cohort: str = ""  # "", NO_COHORT or an id
    block: str = ""  # an id
    state: str = ""
    sort: str = DEFAULT_SORT
    page: int = 1

    @property
    def field(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def cohort_side(self) -> Side:
        return ALL if not self.cohort else None if self.cohort == NO_COHORT else int(self.cohort)

    @property
    def group(self) -> Group:
        return self.cohort_side, self.state or ALL


class Selection:
    """The learners one reader asked for, of those who exist for that reader."""

    def __init__(self, journey: Journey, outline: OutlineItem, reader: Reader, asked: Mapping[str, str]) -> None:
        self.journey = journey
        self.outline = outline
        self.reader = reader
        self.choice = self._read(asked)

    # -- what may be asked

    @property
    def cohorts(self) -> list[Cohort]:
        """The latest cohorts that this reader may choose."""
        return [row for row in self._latest_cohorts if self.may_show((row.pk, ALL))]

    @property
    def blocks(self) -> list[BlockItem]:
        """The blocks shown: those with competencies, or the one asked for."""
        found = [block for block in self.outline.blocks if block.competencies]
        return [block for block in found if str(block.id) == self.choice.block] or found

    @property
    def competencies(self) -> list[CompetencyItem]:
        return [competency for block in self.blocks for competency in block.competencies]

    @property
    def sorts(self) -> list[str]:
        """What the list may be sorted by; a name, a start or a cohort would point at somebody."""
        return [*(["name", "start"] if self.reader.sees_names else []), "progress", "minutes", "last"]

    def _read(self, asked: Mapping[str, str]) -> Choice:
        cohort, block, state = asked.get("cohort", ""), asked.get("block", ""), asked.get("state", "")
        sort, page = asked.get("sort", ""), asked.get("page", "")
        sortable = {*self.sorts, *(f"c{item.id}" for item in self.outline.competencies)}
        return Choice(
            cohort=cohort if self._is_cohort(cohort) else "",
            block=block if block in {str(item.id) for item in self.outline.blocks} else "",
            state=state if state in Enrolment.State.values else "",
            sort=sort if sort.removeprefix("-") in sortable else DEFAULT_SORT,
            page=max(1, int(page)) if _is_small_number(page) else 1,
        )

    def _is_cohort(self, value: str) -> bool:
        if value in ("", NO_COHORT):
            return True
        if not _is_small_number(value):
            return False
        is_latest = int(value) in {row.pk for row in self._latest_cohorts}
        return is_latest or Cohort.objects.filter(pk=int(value), journey=self.journey).exists()

    @cached_property
    def _latest_cohorts(self) -> list[Cohort]:
        return list(Cohort.objects.filter(journey=self.journey).order_by("-pk")[:COHORTS_OFFERED])

    # -- small groups

    @property
    def is_suppressed(self) -> bool:
        return not self.may_show(self.choice.group)

    def may_show(self, group: Group) -> bool:
        """May this reader have a list and sums of this group? Only readers without names are refused any."""
        return self.reader.reach is not Reach.FIGURES or group in self._shown_groups

    @property
    def _shown_groups(self) -> frozenset[Group]:
        return self._groups[1]

    @property
    def _counts(self) -> dict[Group, int]:
        return self._groups[0]

    @cached_property
    def _groups(self) -> tuple[dict[Group, int], frozenset[Group]]:
        """How many stand in each cohort and state, margins too, and which of these may be shown. Counted afresh: a
        group that has just become small is hidden at once. What follows from the counts is kept for a while, as there
        may be thousands of cohorts."""
        rows = Enrolment.objects.filter(journey=self.journey).order_by().values_list("cohort_id", "state")
        counts = {(cohort, state): people for cohort, state, people in rows.annotate(people=Count("pk"))}

        def read() -> tuple[dict[Group, int], frozenset[Group]]:
            return with_margins(counts), shown_groups(counts)

        stamp = sha256(repr(sorted(counts.items(), key=repr)).encode()).hexdigest()
        return cache.get_or_set(f"reports.groups:{stamp}", read, GROUPS_SECONDS) or read()

    # -- whom it lists

    @property
    def totals(self) -> QuerySet[EnrolmentTotal]:
        rows = EnrolmentTotal.objects.filter(journey=self.journey).filter(self._wanted("enrolment__"))
        return rows.none() if self.is_suppressed else rows

    def ordered(self) -> QuerySet[EnrolmentTotal]:
        return self.in_order(self.totals)

    def in_order(self, totals: QuerySet[EnrolmentTotal]) -> QuerySet[EnrolmentTotal]:
        """The enrolment decides between equals, so every learner has one place."""
        return totals.order_by(*self._order("enrolment__", "enrolment"))

    def keys(self) -> QuerySet[Any, Any]:
        """The same order as numbers of enrolments alone, from the one table that knows it best: often from an index."""
        if self.choice.field not in ("start", "name"):
            return self.ordered().values("pk")
        rows = Enrolment.objects.filter(journey=self.journey).filter(self._wanted(""))
        rows = rows.none() if self.is_suppressed else rows
        return rows.order_by(*self._order("", "pk")).values("pk")

    def _wanted(self, enrolment: str) -> Q:
        """Cohort, state and reach; `enrolment` leads from the rows asked to their enrolment."""
        wanted = Q()
        if self.reader.reach is Reach.COACHED:
            wanted &= Q(**{f"{enrolment}coach_id": self.reader.person.pk})
        if self.choice.state:
            wanted &= Q(**{f"{enrolment}state": self.choice.state})
        return wanted & self._of_cohort(enrolment) if self.choice.cohort else wanted

    def _order(self, enrolment: str, tie: str) -> list[OrderBy]:
        key, nulls, *more = self._keys(enrolment)
        descending = self.choice.is_descending
        rest = [OrderBy(expression, descending=descending) for expression in (*more, F(tie))]
        return [OrderBy(key, descending=descending, **nulls), *rest]

    def _keys(self, enrolment: str) -> tuple[Any, ...]:
        """What is sorted by, where nothing belongs, and what comes second."""
        field = self.choice.field
        if field in ("progress", "minutes"):
            return F("indicators_met" if field == "progress" else "minutes"), {}
        if field == "last":
            return LAST_ACTIVITY, {}
        if field == "start":
            return F(f"{enrolment}starts_on"), {}
        if field == "name":
            return _as_people_sort(Lower(f"{enrolment}person__name")), {"nulls_last": True}
        return _level(field.removeprefix("c")), {}, F("indicators_met")

    def count(self) -> int:
        """How many they are, from what is already summed where that knows it."""
        if self.is_suppressed:
            return 0
        if self.reader.reach is Reach.FIGURES:
            return self._counts.get(self.choice.group, 0)
        if not self.choice.state:
            return self.sums.people
        return self.whole_group.filter(state=self.choice.state).count()

    # -- the cohort or journey they belong to

    @property
    def whole_group(self) -> QuerySet[Enrolment]:
        """Everybody of the chosen cohort or of the journey, whatever their state."""
        rows = self.reader.among(Enrolment.objects.filter(journey=self.journey))
        return rows.filter(self._of_cohort("")) if self.choice.cohort else rows

    @cached_property
    def sums(self) -> Sums:
        """What that whole group adds up to."""
        if self.reader.reach is Reach.COACHED:
            return summed(EnrolmentTotal.objects.filter(enrolment__in=self.whole_group))
        if self.choice.cohort == NO_COHORT:
            return sums_without_cohort(self._shared)
        return self._shared[int(self.choice.cohort) if self.choice.cohort else None]

    @cached_property
    def _shared(self) -> dict[int | None, Sums]:
        """The shared totals of the journey (None) and of the cohorts asked for. One query."""
        if self.choice.cohort == NO_COHORT:
            return shared_sums(self.journey, Q())
        cohort = Q(cohort_id=int(self.choice.cohort)) if self.choice.cohort else Q(cohort=None)
        return shared_sums(self.journey, Q(cohort=None) | cohort)

    def _of_cohort(self, prefix: str) -> Q:
        if self.choice.cohort == NO_COHORT:
            return Q(**{f"{prefix}cohort__isnull": True})
        return Q(**{f"{prefix}cohort_id": int(self.choice.cohort)})


def _as_people_sort(name: Any) -> Any:
    """É beside e: PostgreSQL's ICU collation; elsewhere the database's own order."""
    return Collate(name, "und-x-icu") if connection.vendor == "postgresql" else name


def _level(competency_id: str) -> Any:
    """The level of one competency, 0 without one. Not a key transform: that takes "12" for a place in a list."""
    if connection.vendor == "postgresql":
        text = Func(F("levels"), Value(competency_id), function="jsonb_extract_path_text", output_field=TextField())
    else:
        text = Func(F("levels"), Value(f'$."{competency_id}"'), function="JSON_EXTRACT", output_field=TextField())
    return Coalesce(Cast(text, IntegerField()), 0)


def _is_small_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10

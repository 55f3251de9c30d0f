"""What was answered, counted in the database: a few queries whatever the number of answers.

Anonymous surveys, and readers without names, get no group under five, nor one that the others would give away
(lms/reports/groups.py). A group is a cohort, or an audience, crossed with a quarter.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncQuarter
from django.utils.translation import gettext as _

from content.survey import access
from content.survey.fields import choices_of
from content.survey.models import NUMBERS, WORDS, Answer, Question, Response, Sort, Survey
from content.survey.words import number
from lms.catalogue.models import Competency
from lms.enrolment.models import Cohort
from lms.people.access import Visitor
from lms.reports.groups import ALL, Group, Side, shown_groups, with_margins
from lms.reports.tables import Table

TEXTS_SHOWN = 300
VALUES_SHOWN = 40  # of an indicator: more different values are given as their mean alone


@dataclass
class Bar:
    label: str
    count: int
    percent: int  # of those who answered the question


@dataclass
class Asked:
    """One question (or one competency of it) with what was answered."""

    title: str
    sort: str
    answered: int = 0
    bars: list[Bar] = field(default_factory=list)
    mean: str = ""
    texts: list[str] = field(default_factory=list)
    more_texts: int = 0
    heading: str = ""
    is_withheld: bool = False  # too few answered this one


class Results:
    """The figures of one survey for one reader."""

    def __init__(self, survey: Survey, reader: Visitor, asked: Mapping[str, str]) -> None:
        self.survey, self.reader = survey, reader
        self.group = self._read(asked)

    # -- which groups there are, and which may be shown

    @property
    def is_by_audience(self) -> bool:
        return self.survey.sort == Survey.Sort.STUDY

    @cached_property
    def counts(self) -> dict[Group, int]:
        """How many answers stand in each cohort (or audience) and quarter. One query."""
        side = "audience" if self.is_by_audience else "cohort_id"
        rows = self._counted.annotate(quarter=TruncQuarter("said_on")).order_by().values_list(side, "quarter")
        found: dict[Group, int] = defaultdict(int)
        for one, quarter, people in rows.annotate(people=Count("pk")):
            found[one or None, quarter.isoformat() if quarter else None] += people
        return dict(found)

    @cached_property
    def table(self) -> dict[Group, int]:
        return with_margins(self.counts)

    @cached_property
    def shown(self) -> frozenset[Group]:
        if access.sees_small_groups(self.reader, self.survey):
            return frozenset(self.table)
        return shown_groups(self.counts)

    @property
    def is_withheld(self) -> bool:
        return self.people > 0 and self.group not in self.shown

    @property
    def people(self) -> int:
        return self.table.get(self.group, 0)

    @cached_property
    def waiting(self) -> int:
        """Anonymous answers that wait for others to come, so that five are counted at once."""
        return Response.objects.filter(survey=self.survey, is_counted=False).count()

    def sides(self) -> list[tuple[str, str, int]]:
        """(value, words, answers) of the cohorts or audiences that may be chosen."""
        found = [one for one in self.table if one[1] == ALL and one[0] not in (ALL, None) and one in self.shown]
        names = {} if self.is_by_audience else Cohort.objects.in_bulk([one[0] for one in found])
        told = [(str(side), str(names.get(side, side)), self.table[side, ALL]) for side, _all in found]
        return sorted(told, key=lambda one: one[1])

    def quarters(self) -> list[tuple[str, str]]:
        side = self.group[0]
        found = [one[1] for one in self.table if one[0] == side and one[1] not in (ALL, None) and one in self.shown]
        return [
            (str(one), quarter_words(date.fromisoformat(str(one)))) for one in sorted(map(str, found), reverse=True)
        ]

    def _read(self, asked: Mapping[str, str]) -> Group:
        """Nothing that is unknown to the survey, whatever stood in the address."""
        side: Side = asked.get("group", "") or ALL
        if not self.is_by_audience and side != ALL:
            told = str(side)
            side = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else ALL
        wanted: Group = (side, asked.get("quarter", "") or ALL)
        return wanted if wanted in self.table else (side, ALL) if (side, ALL) in self.table else (ALL, ALL)

    # -- the answers

    @property
    def _counted(self) -> QuerySet[Response]:
        return Response.objects.filter(survey=self.survey, is_counted=True)

    @property
    def _chosen(self) -> QuerySet[Answer]:
        wanted = Q(response__survey=self.survey, response__is_counted=True)
        side, quarter = self.group
        if side != ALL:
            wanted &= Q(response__audience=side) if self.is_by_audience else Q(response__cohort_id=side)
        if quarter != ALL:
            first = date.fromisoformat(str(quarter))
            wanted &= Q(response__said_on__gte=first, response__said_on__lt=_next_quarter(first))
        return Answer.objects.filter(wanted)

    @cached_property
    def questions(self) -> list[Asked]:
        """Every question with its figures; nothing while they are withheld. Six queries."""
        if self.is_withheld or not self.people:
            return []
        rows = list(self.survey.questionnaire.questions.all())
        counted, texts = self._figures(), self._texts(rows)
        return [one for row in rows for one in self._of_question(row, counted, texts)]

    def _figures(self) -> dict[tuple[int, str], dict[str, int]]:
        """{(question, competency): {answer: how often}}."""
        found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
        rows = self._chosen.filter(text="").order_by().values_list("question_id", "part", "option", "number")
        for question, part, option, value, times in rows.annotate(times=Count("pk")):
            key = option or ("" if value is None else _plain(value))
            found[question, part][key] = found[question, part].get(key, 0) + times
        return found

    def _texts(self, rows: list[Question]) -> dict[int, list[str]]:
        """By question, in the order of numbers drawn by lot."""
        found: dict[int, list[str]] = defaultdict(list)
        wanted = [row.pk for row in rows if row.sort in WORDS]
        if wanted:
            said = self._chosen.filter(question__in=wanted).exclude(text="").order_by("pk")
            for question, text in said.values_list("question_id", "text"):
                found[question].append(text)
        return found

    def _of_question(self, row: Question, counted: Mapping[Any, dict[str, int]], texts: dict[int, list[str]]) -> Any:
        if row.sort in WORDS:
            said = texts.get(row.pk, [])  # everybody asked might have written them
            yield Asked(row.title, row.sort, len(said), texts=said[:TEXTS_SHOWN], more_texts=len(said[TEXTS_SHOWN:]))
            return
        parts = [part for question, part in counted if question == row.pk] if row.sort == Sort.LEVELS else [""]
        heading = row.title if row.sort == Sort.LEVELS else ""
        for part in sorted(parts):
            title = self._competencies.get(part, part) if part else row.title
            yield self._drawn(Asked(title, row.sort, heading=heading), row, counted.get((row.pk, part), {}))
            heading = ""

    def _drawn(self, told: Asked, row: Question, times: dict[str, int]) -> Asked:
        several = row.sort == Sort.CHOICES
        told.answered = self._people_of(row) if several else sum(times.values())
        if told.answered and not self._may_show(row):
            return Asked(told.title, told.sort, heading=told.heading, is_withheld=True)
        choices = choices_of(row)
        if row.sort == Sort.INDICATOR and len(times) <= VALUES_SHOWN:
            choices = [(value, number(Decimal(value))) for value in sorted(times, key=Decimal)]
        told.bars = [
            Bar(label, times.get(code, 0), round(100 * times.get(code, 0) / told.answered) if told.answered else 0)
            for code, label in choices
        ]
        if row.sort in NUMBERS and told.answered:
            whole = sum((Decimal(value) * count for value, count in times.items()), Decimal(0))
            told.mean = number(whole / told.answered)
        return told

    def _may_show(self, row: Question) -> bool:
        """Not everybody answers everything: what holds for the whole holds for each question."""
        if access.sees_small_groups(self.reader, self.survey):
            return True
        return self.group in shown_groups(self._groups_by_question.get(row.pk, {}))

    @cached_property
    def _groups_by_question(self) -> dict[int, dict[Group, int]]:
        side = "response__audience" if self.is_by_audience else "response__cohort_id"
        rows = Answer.objects.filter(response__survey=self.survey, response__is_counted=True)
        rows = rows.annotate(quarter=TruncQuarter("response__said_on")).order_by()
        found: dict[int, dict[Group, int]] = defaultdict(dict)
        lines = rows.values_list("question_id", side, "quarter").annotate(people=Count("response", distinct=True))
        for question, one, quarter, people in lines:
            found[question][one or None, quarter.isoformat() if quarter else None] = people
        return found

    def _people_of(self, row: Question) -> int:
        return self._people_by_question.get(row.pk, 0)

    @cached_property
    def _people_by_question(self) -> dict[int, int]:
        """Who ticked several boxes is one person."""
        rows = self._chosen.filter(question__sort=Sort.CHOICES).order_by().values_list("question_id")
        return dict(rows.annotate(people=Count("response", distinct=True)))

    @cached_property
    def _competencies(self) -> dict[str, str]:
        journey = self.survey.journey
        rows = Competency.objects.filter(competency_block__framework=journey.framework_id) if journey else []
        return {row.code: f"{row.code} {row.title}" for row in rows}

    # -- for spreadsheets

    def as_table(self) -> Table:
        headings = [_("Question"), _("Answer"), _("Count"), _("Share of those who answered (%)"), _("Mean")]
        return Table(f"{self.survey.questionnaire.code}-{_('results')}", headings, self._lines())

    def _lines(self) -> Any:
        for one in self.questions:
            for bar in one.bars:
                yield [one.title, bar.label, bar.count, bar.percent, one.mean]
            for text in one.texts:
                yield [one.title, text, "", "", ""]


def quarter_words(first: date) -> str:
    return _("%(year)d, quarter %(number)d") % {"year": first.year, "number": (first.month - 1) // 3 + 1}


def _next_quarter(first: date) -> date:
    return first.replace(year=first.year + 1, month=1) if first.month > 9 else first.replace(month=first.month + 3)


def _plain(value: Decimal) -> str:
    """The same text for 4 and 4.0000, in every language."""
    return f"{value.normalize():f}"

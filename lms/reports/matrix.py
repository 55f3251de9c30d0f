"""A journey's learners x competencies, page by page at the same cost for any number, and as a file."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.catalogue.models import Journey
from lms.catalogue.outline import outline_of
from lms.enrolment.calendar import week_of
from lms.enrolment.days_off import NONE, DaysOff
from lms.enrolment.models import EnrolmentTotal
from lms.people.access import Reach
from lms.reports.figures import Figure, figures_of, paces_of
from lms.reports.groups import ALL
from lms.reports.pages import page_of, with_people
from lms.reports.path import path_of
from lms.reports.readers import Reader
from lms.reports.selection import Selection
from lms.reports.tables import Table


class Matrix:
    """One reading of one journey by one reader; `asked` is what stood in the address."""

    def __init__(self, journey: Journey, reader: Reader, asked: Mapping[str, str], days_off: DaysOff = NONE) -> None:
        self.journey = journey
        self.days_off = days_off
        self.reader = reader
        self.outline = outline_of(journey)
        self.path = path_of(self.outline)
        self.today: date = timezone.localdate(timezone=journey.organisation.zone)
        self.selection = Selection(journey, self.outline, reader, asked)
        self.choice = self.selection.choice

    # -- its lines

    @cached_property
    def page(self) -> Page:
        return page_of(self.selection)

    def progress_of(self, total: EnrolmentTotal) -> int:
        """Whole per cent, rounded down (regles_calcul: progression_parcours)."""
        return 100 * total.indicators_met // self.path.indicators if self.path.indicators else 0

    def expected_of(self, total: EnrolmentTotal) -> int:
        return self.path.share_due(week_of(total.enrolment, self.today, self.days_off))

    # -- the figures above it

    @property
    def figures(self) -> list[Figure]:
        """Of the cohort or journey, whatever their state; none when too few people would be summed."""
        chosen = self.selection
        if chosen.is_suppressed or not chosen.may_show((self.choice.cohort_side, ALL)):
            return []
        is_shared = self.reader.reach is not Reach.COACHED
        stamp = f"{self.journey.key}:{self.choice.cohort}:{chosen.sums.people}" if is_shared else ""
        return figures_of(chosen.sums, paces_of(chosen.whole_group, stamp), self.path, self.today, self.days_off)

    # -- as a file

    def table(self) -> Table:
        """Everybody of the choice, in its order, read as the file is written."""
        codes = [item.code for item in self.selection.competencies]
        return Table(f"{self.journey.code}-{self.today:%Y-%m-%d}", [*self._headings(), *codes], self._lines())

    def _headings(self) -> list[str]:
        named = [_("Cohort"), _("State"), _("Start"), _("End")] if self.reader.sees_names else []
        return [
            _("Person"),
            *named,
            _("Indicators met"),
            _("Indicators in all"),
            _("Progress (%)"),
            _("Expected path (%)"),
            _("Minutes done"),
            _("Minutes in person"),
            _("Minutes at a distance"),
            _("Last activity"),
        ]

    def _lines(self) -> Iterator[list[Any]]:
        zone = self.journey.organisation.zone
        for total in with_people(self.selection.ordered()).iterator(chunk_size=2000):
            row = total.enrolment
            named = [row.cohort.name if row.cohort else "", row.get_state_display(), row.starts_on, row.ends_on]
            yield [
                self.reader.name_of(row),
                *(named if self.reader.sees_names else []),
                total.indicators_met,
                self.path.indicators,
                self.progress_of(total),
                self.expected_of(total),
                total.minutes,
                total.minutes_in_person,
                total.minutes_remote,
                f"{total.last_evidence_at.astimezone(zone):%Y-%m-%d %H:%M}" if total.last_evidence_at else "",
                *(total.levels.get(str(item.id), 0) for item in self.selection.competencies),
            ]

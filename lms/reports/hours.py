"""A journey's learners and their hours, page by page and as a file: planned, performed and justified, connected.

lms.agenda.hours counts; domain.md B2 and B5 say how.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.paginator import Page
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.hours import Hours, hours_of_many
from lms.agenda.hours.facts import Status, summed
from lms.agenda.load import Balance, balance_of
from lms.agenda.models import AgendaRules
from lms.catalogue.models import Journey, Place, Timing
from lms.catalogue.outline import SequenceItem, outline_of
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.reports.figures import Figure
from lms.reports.pages import page_of, with_people
from lms.reports.readers import Reader
from lms.reports.selection import Selection
from lms.reports.tables import Table
from lms.reports.words import duration, percent, whole

BATCH = 200  # people read at once for a file
BY_PLACE, BY_SEQUENCE = "", "sequence"


class HoursReport:
    """One reading of one journey's hours by one reader; the journey comes with its organisation and its rules."""

    def __init__(self, journey: Journey, reader: Reader, asked: Mapping[str, str]) -> None:
        self.journey = journey
        self.reader = reader
        self.outline = outline_of(journey)
        self.selection = Selection(journey, self.outline, reader, asked)
        self.choice = self.selection.choice
        self.by = BY_SEQUENCE if asked.get("by") == BY_SEQUENCE else BY_PLACE
        self.today: date = timezone.localdate(timezone=journey.organisation.zone)

    @property
    def sequences(self) -> list[SequenceItem]:
        """The columns of the chosen block."""
        chosen = self.choice.block
        return [item for item in self.outline.sequences if not chosen or str(item.block_id) == chosen]

    @property
    def balance(self) -> Balance:
        return balance_of(self.outline)

    # -- its lines

    @cached_property
    def page(self) -> Page:
        return page_of(self.selection)

    @cached_property
    def hours(self) -> dict[int, Hours]:
        """Of the people on this page, by enrolment id; of the chosen block alone, when one is chosen."""
        return self._read(self.page.object_list)

    def _read(self, totals: Iterable[EnrolmentTotal]) -> dict[int, Hours]:
        enrolments = [self._seated(total.enrolment) for total in totals]
        found = hours_of_many(enrolments, self.outline, rules_with(self.journey))
        return {pk: self._of_block(hours) for pk, hours in found.items()}

    def _seated(self, enrolment: Enrolment) -> Enrolment:
        enrolment.organisation = self.journey.organisation
        return enrolment

    def _of_block(self, hours: Hours) -> Hours:
        if not self.choice.block:
            return hours
        wanted = {item.id for item in self.sequences}
        return Hours(tuple(one for one in hours.sequences if one.unit.id in wanted))

    # -- the figures above it

    @property
    def figures(self) -> list[Figure]:
        """Of the people on this page: what is shown is what is summed."""
        if self.selection.is_suppressed or not self.hours:
            return []
        everything = summed(one for hours in self.hours.values() for one in hours.sequences)
        note = _("of the %(people)s people shown") % {"people": whole(len(self.hours))}
        share = percent(100 * everything.performed // everything.planned) if everything.planned else "–"
        return [
            Figure(_("Hours planned"), duration(everything.planned), note, how_planned()),
            Figure(_("Performed and justified"), duration(everything.performed), share, how_performed()),
            Figure(_("Connected"), duration(everything.connected), _("for information only"), how_connected()),
        ]

    # -- as a file

    def table(self) -> Table:
        """Everybody of the choice, in its order, in minutes, read as the file is written."""
        codes = [item.code for item in self.sequences]
        name = f"{self.journey.code}-{_('hours')}-{self.today:%Y-%m-%d}"
        return Table(name, [*self._headings(), *codes], self._lines())

    def _headings(self) -> list[str]:
        named = [_("Cohort"), _("State"), _("Start"), _("End")] if self.reader.sees_names else []
        return [
            _("Person"),
            *named,
            _("Minutes planned"),
            _("Minutes performed and justified"),
            _("Minutes connected (information)"),
            _("Minutes in person"),
            _("Minutes at a distance"),
            _("Minutes together at the same time"),
            _("Minutes at one's own pace"),
            _("Minutes only declared"),
        ]

    def _lines(self) -> Iterator[list[Any]]:
        rows = with_people(self.selection.ordered()).iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            hours = self._read(batch)
            for total in batch:
                yield self._line(total.enrolment, hours[total.pk])

    def _line(self, row: Enrolment, hours: Hours) -> list[Any]:
        named = [row.cohort.name if row.cohort else "", row.get_state_display(), row.starts_on, row.ends_on]
        performed = {one.unit.id: one.performed for one in hours.sequences}
        return [
            self.reader.name_of(row),
            *(named if self.reader.sees_names else []),
            hours.planned,
            hours.performed,
            hours.connected,
            performed_in(hours, Place.IN_PERSON),
            performed_in(hours, Place.REMOTE),
            performed_in(hours, Timing.SYNCHRONOUS),
            performed_in(hours, Timing.ASYNCHRONOUS),
            sum(one.performed for one in hours.sequences if one.status is Status.DECLARED),
            *(performed.get(item.id, 0) for item in self.sequences),
        ]


def performed_in(hours: Hours, side: str) -> int:
    """Minutes performed in one place, or with one timing."""
    return sum(one.performed for one in hours.sequences if side in (one.unit.place, one.unit.timing))


def rules_with(journey: Journey) -> AgendaRules:
    """The organisation's rules, read with the journey (`organisation__agenda_rules`); defaults where there are none."""
    rules: AgendaRules | None = getattr(journey.organisation, "agenda_rules", None)
    return rules or AgendaRules(organisation=journey.organisation)


def how_planned() -> str:
    return _(
        "The minutes announced by every sequence of the journey, as published; of a withdrawn sequence, only for those "
        "who did something in it. Source: the journey."
    )


def how_performed() -> str:
    return _(
        "In person: half-days that the learner signed and the trainer closed. At a distance together: the same, or a "
        "connection long enough by the organisation's rule. One to one: minutes of held appointments. At one's own "
        "pace: the announced minutes once all required activities are done and something was made or answered, before "
        "that the share of what is done. Attendance brought from elsewhere counts on days without a signature. Never "
        "more than the sequence announces. Each person's page names the evidence of every line."
    )


def how_connected() -> str:
    return _(
        "How long the servers of virtual classes saw the learner; two windows at once count once. Never added to "
        "anything."
    )

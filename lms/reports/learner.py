"""One learner: sums against their own calendar, and every indicator with the measure that is retained."""

from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.catalogue.outline import outline_of
from lms.enrolment.calendar import week_of
from lms.enrolment.days_off import NONE, DaysOff
from lms.enrolment.models import Enrolment
from lms.progress.models import IndicatorStanding
from lms.progress.standing import total_of
from lms.reports import words
from lms.reports.figures import Figure
from lms.reports.path import path_of


class LearnerReport:
    """The report behind one line of the matrix. `enrolment` comes with its total, if any. One query."""

    def __init__(self, enrolment: Enrolment, days_off: DaysOff = NONE) -> None:
        self.enrolment = enrolment
        self.total = total_of(enrolment)
        self.outline = outline_of(enrolment.journey)
        self.path = path_of(self.outline)
        self.today: date = timezone.localdate(timezone=enrolment.journey.organisation.zone)
        self.week = week_of(enrolment, self.today, days_off)

    @cached_property
    def standings(self) -> dict[int, IndicatorStanding]:
        """By indicator, each with the version it keeps and the retained measure's evidence."""
        rows = IndicatorStanding.objects.filter(enrolment=self.enrolment)
        return {row.indicator_id: row for row in rows.select_related("version", "measure__evidence__author")}

    def level_of(self, competency_id: int) -> int:
        return int(self.total.levels.get(str(competency_id), 0))

    @property
    def figures(self) -> list[Figure]:
        return [self._progress(), self._attendance(), self._places()]

    def _progress(self) -> Figure:
        met, asked, due = self.total.indicators_met, self.path.indicators, self.path.due_in(self.week)
        how = _(
            "%(met)d indicators met out of %(asked)d, rounded down. The expected path: %(due)d are measured in "
            "sequences whose week is over in week %(week)d of this person's calendar. "
            "Source: validated measures, listed below."
        )
        share = 100 * met // asked if asked else 0
        note = _("expected path: %(share)s") % {"share": words.percent(self.path.share_due(self.week))}
        return Figure(
            _("Progress"),
            words.percent(share),
            note,
            how % {"met": met, "asked": asked, "due": due, "week": self.week},
        )

    def _attendance(self) -> Figure:
        planned, done = self.path.open_in(self.week), self.total.minutes
        said = {"done": words.duration(done), "asked": words.duration(planned), "week": self.week}
        how = _(
            "%(done)s done and backed by evidence, out of %(asked)s announced for the sequences up to week %(week)d of "
            "this person's calendar. Announced time, never connection time. Source: completed activities."
        )
        value = words.percent(100 * done // planned) if planned else "–"
        return Figure(_("Attendance"), value, _("%(done)s of %(asked)s") % said, how % said, self._hours_url)

    def _places(self) -> Figure:
        spent = {
            "in_person": words.duration(self.total.minutes_in_person),
            "remote": words.duration(self.total.minutes_remote),
        }
        both = self.total.minutes_in_person + self.total.minutes_remote
        in_person = round(100 * self.total.minutes_in_person / both) if both else 0
        how = _("Of the time done and backed by evidence. Work off site counts as at a distance.")
        value = _("%(in_person)d / %(remote)d %%") % {"in_person": in_person, "remote": 100 - in_person}
        note = _("%(in_person)s / %(remote)s") % spent
        return Figure(_("In person / at a distance"), value if both else "–", note, how, self._hours_url)

    @property
    def _hours_url(self) -> str:
        return reverse("reports:hours_of", args=[self.enrolment.public_id])

"""Who reads a report, whom it shows them, and under which name. Every report asks here."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import Reach
from lms.people.models import Person


@dataclass(frozen=True)
class Reader:
    """One person looking at the reports of one organisation."""

    person: Person
    organisation_id: int

    @cached_property
    def reach(self) -> Reach:
        return access.reach(self.person, self.organisation_id)

    @property
    def may_read(self) -> bool:
        return access.may_read_reports(self.person, self.organisation_id)

    @property
    def sees_names(self) -> bool:
        """Names of everybody they are shown: a coach is shown only the people they coach."""
        return self.reach in (Reach.EVERYBODY, Reach.COACHED)

    def sees_figure_of(self, people: int) -> bool:
        return access.may_see_figure_of(self.person, self.organisation_id, people)

    def among(self, enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        """Those of these enrolments that exist for this reader."""
        shown = enrolments.filter(organisation_id=self.organisation_id)
        if self.reach is Reach.NOBODY:
            return shown.none()
        return shown.filter(coach_id=self.person.pk) if self.reach is Reach.COACHED else shown

    def may_open(self, enrolment: Enrolment) -> bool:
        """Is this learner one of those?"""
        if self.reach is Reach.COACHED:
            return enrolment.coach_id == self.person.pk
        return self.may_read

    def name_of(self, enrolment: Enrolment) -> str:
        """The learner's name for those entitled to it, else the same pseudonym every time."""
        if self.sees_names and enrolment.person is not None:
            return str(enrolment.person)
        return pseudonym(enrolment)

    def author_name(self, author: Person | None, enrolment: Enrolment) -> str:
        """Who said something: by name for those entitled, else only whether it was the learner or the team."""
        if author is None:
            return ""
        if author.pk == enrolment.person_id:
            return self.name_of(enrolment)
        return str(author) if self.sees_names else _("a member of the team")


def pseudonym(enrolment: Enrolment) -> str:
    """Learner 7F3A21: stable, and drawn from nothing that says who it is."""
    return _("Learner %(mark)s") % {"mark": enrolment.public_id.hex[:6].upper()}

"""What each sort of end document says (domain.md B4), in the words of the language being spoken. Nothing is written.

A content is plain JSON: lead, items [{label, value}], tables [{title, headings, rows}], closing [sentences], signatory
[name, capacity], figures (what was counted, not printed). issue.py prints and keeps it; the preview shows the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.agenda.documents.words import day, duration, item
from lms.agenda.hours import Hours, hours_of
from lms.agenda.models import AgendaRules, EndDocument
from lms.agenda.rules import rules_of
from lms.catalogue.outline import OutlineItem, outline_of
from lms.enrolment.models import Enrolment

Content = dict[str, Any]
# What a journey's file may say of its nature; a training action unless it does (domain.md B4).
NATURES: dict[str, Callable[[], str]] = {
    "formation": lambda: _("Training action"),
    "bilan": lambda: _("Skills review"),
    "vae": lambda: _("Validation of prior experience"),
    "apprentissage": lambda: _("Apprenticeship"),
}


class CannotIssue(ValueError):
    """Something a document must say is not known. Each reason is a sentence for who issues it, in their language."""

    def __init__(self, *reasons: str | Promise) -> None:
        self.reasons = list(reasons)
        super().__init__(*reasons)

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


NOTHING_DONE = gettext_lazy(
    "Nothing is performed and justified yet: no closed signature, no held appointment, no work."
)


@dataclass(frozen=True)
class Subject:
    """Whom a document is about; the enrolment comes with person, journey and organisation."""

    enrolment: Enrolment

    @cached_property
    def rules(self) -> AgendaRules:
        return rules_of(self.enrolment.organisation_id)

    @cached_property
    def outline(self) -> OutlineItem:
        return outline_of(self.enrolment.journey)

    @cached_property
    def hours(self) -> Hours:
        return hours_of(self.enrolment)

    @property
    def until(self) -> date:
        """The last day a document speaks of: the exit, or today."""
        today = timezone.localdate(timezone=self.enrolment.organisation.zone)
        return min(self.enrolment.ends_on or today, today)

    @property
    def name(self) -> str:
        return str(self.enrolment.person)


def content_of(enrolment: Enrolment, sort: str) -> Content:
    """Raises CannotIssue with every reason."""
    from lms.agenda.documents import attendance, outcomes

    subject = Subject(enrolment)
    makers = {
        EndDocument.Sort.CERTIFICATE: certificate,
        EndDocument.Sort.OUTCOMES: outcomes.outcomes,
        EndDocument.Sort.ATTENDANCE: attendance.attendance,
    }
    missing = _missing(subject)
    if missing:
        raise CannotIssue(*missing)
    return makers[EndDocument.Sort(sort)](subject)


def certificate(subject: Subject) -> Content:
    """Certificat de réalisation, after the ministry's model."""
    performed = subject.hours.performed
    if not performed:
        raise CannotIssue(NOTHING_DONE)
    return {
        **common(subject),
        "lead": _("The undersigned, %(name)s, %(capacity)s, acting for %(provider)s, certifies that:")
        % _signs(subject),
        "items": [
            *about(subject),
            item(_("Duration performed and justified"), duration(performed)),
        ],
        "closing": [kept()],
        "figures": figures(subject),
    }


# -- what they share


def common(subject: Subject) -> Content:
    rules = subject.rules
    return {"signatory": [rules.signatory, rules.signatory_capacity], "tables": [], "items": [], "closing": []}


def about(subject: Subject) -> list[dict[str, str]]:
    """Who followed what, and when."""
    enrolment, outline = subject.enrolment, subject.outline
    nature = NATURES.get(str(enrolment.journey.extras.get("nature", "")), NATURES["formation"])
    employer = enrolment.intake.get("employeur", "")
    registered = subject.rules.registration_number
    return [
        item(_("Provider"), enrolment.organisation.name),
        *([item(_("Provider's registration number"), registered)] if registered else []),
        item(_("Learner"), subject.name),
        *([item(_("Employer"), employer)] if employer and isinstance(employer, str) else []),
        item(_("Title of the action"), outline.title or enrolment.journey.title),
        item(_("Nature of the action"), nature()),
        item(
            _("Dates of the action"),
            _("from %(first)s to %(last)s") % {"first": day(enrolment.starts_on), "last": day(subject.until)},
        ),
    ]


def figures(subject: Subject) -> dict[str, Any]:
    hours = subject.hours
    return {
        "from": subject.enrolment.starts_on.isoformat(),
        "to": subject.until.isoformat(),
        "minutes_planned": hours.planned,
        "minutes_performed": hours.performed,
        "minutes_by_year": {str(year): minutes for year, minutes in sorted(hours.by_year().items())},
    }


def kept() -> str:
    return _(
        "The evidence behind this document (signatures by half-day, records of appointments and connections, work "
        "handed in) is kept by the provider for as long as the law and the funders ask, and can be shown on request."
    )


def _signs(subject: Subject) -> dict[str, str]:
    rules = subject.rules
    return {
        "name": rules.signatory,
        "capacity": rules.signatory_capacity,
        "provider": subject.enrolment.organisation.name,
    }


def _missing(subject: Subject) -> list[str | Promise]:
    """What no document can do without, and who can put it right."""
    enrolment, rules = subject.enrolment, subject.rules
    found: list[str | Promise] = []
    if enrolment.person is None:
        found.append(
            gettext_lazy("This person has been erased: nothing names them any more, so nothing can be issued.")
        )
    if enrolment.starts_on > timezone.localdate(timezone=enrolment.organisation.zone):
        found.append(gettext_lazy("This journey has not begun yet."))
    if not rules.signatory.strip():
        found.append(
            gettext_lazy("Nobody is set to sign end documents. An administrator sets it with the settings of time.")
        )
    if not rules.signatory_capacity.strip():
        found.append(
            gettext_lazy("The capacity of who signs is not set. An administrator sets it with the settings of time.")
        )
    if not rules.city.strip():
        found.append(
            gettext_lazy("The place of signature is not set. An administrator sets it with the settings of time.")
        )
    return found

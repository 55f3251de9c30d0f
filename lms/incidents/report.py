"""A report's life: received, handled, answered, closed. Each step twice is the same step once; notices say nothing."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.addresses import address_of
from lms.incidents import codes
from lms.incidents.access import procedure_of, readers_of
from lms.incidents.models import IncidentAction, IncidentMessage, IncidentReport
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many
from lms.people.models import Organisation, Person

State, Side = IncidentReport.State, IncidentMessage.Side
LONGEST = 8000


class Refused(ValueError):
    """Why it cannot be done, in a sentence."""


@dataclass(frozen=True)
class Told:
    """What the form holds. `key` is the form's own: sent twice, it is one report."""

    key: str
    sort: str
    what: str
    where: str = ""
    when: str = ""
    wish: str = ""
    about: str = IncidentReport.About.NEITHER
    name: str = ""
    reach: str = ""


@transaction.atomic
def receive(organisation: Organisation, told: Told, reporter: Person | None) -> tuple[IncidentReport, str]:
    """Keep a report; and the secret code of who gives no name. The same form sent again is the same report and code.

    Raises Refused where there is no procedure, hence nobody to read it.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one number after the other
    key, code = codes.key_digest(told.key), "" if reporter else codes.code_of(told.key)
    known = IncidentReport.objects.filter(organisation=organisation, key=key).first()
    if known is not None:
        return known, code if known.code_hash else ""
    procedure = procedure_of(organisation.pk)
    if procedure is None or not (procedure.contact_id or procedure.second_id):
        raise Refused(_("Nobody is named to read this yet. Telephone the numbers on this page: nothing was kept."))
    report = IncidentReport.objects.create(
        organisation=organisation,
        number=_next_number(organisation),
        procedure=procedure,
        reporter=reporter,
        code_hash=codes.digest(code) if code else "",
        **{name: getattr(told, name)[:LONGEST] for name in ("sort", "what", "where", "when", "wish", "about")},
        name="" if reporter else told.name[:150],
        reach="" if reporter else told.reach[:255],
        key=key,
    )
    _tell_readers(report, "received", gettext_lazy("Somebody has written to you in confidence"))
    return report, code


@transaction.atomic
def answer(report: IncidentReport, author: Person, text: str, key: str) -> IncidentMessage:
    """A contact writes to who reported. A named person is told that there is something, not what."""
    locked = _lock(report)
    message, is_new = _write(locked, Side.CONTACT, text, key, author)
    if is_new:
        locked.answered_at = locked.answered_at or message.made_at
        if locked.state == State.RECEIVED:
            locked.state = State.HANDLED
        locked.save(update_fields=["answered_at", "state"])
        _tell_reporter(locked, message)
    return message


@transaction.atomic
def go_on(report: IncidentReport, text: str, key: str) -> IncidentMessage:
    """Who reported adds something."""
    locked = _lock(report)
    message, is_new = _write(locked, Side.REPORTER, text, key, None)
    if is_new:
        _tell_readers(locked, f"more:{message.pk}", gettext_lazy("Somebody has written to you in confidence"))
    return message


@transaction.atomic
def act(report: IncidentReport, author: Person, text: str, key: str) -> None:
    """What was done about it, for the contacts alone."""
    locked = _lock(report)
    if locked.blanked_at is not None:
        raise Refused(_("The time for which this case is kept is over."))
    IncidentAction.objects.get_or_create(
        report=locked, key=key[:60], defaults={"author": author, "text": text[:LONGEST]}
    )
    if locked.state == State.RECEIVED:
        IncidentReport.objects.filter(pk=locked.pk).update(state=State.HANDLED)


@transaction.atomic
def close(report: IncidentReport) -> None:
    IncidentReport.objects.filter(pk=report.pk, closed_at=None).update(state=State.CLOSED, closed_at=timezone.now())


@transaction.atomic
def reopen(report: IncidentReport) -> None:
    """What was closed too early; the time for which it is kept begins again when it is closed."""
    rows = IncidentReport.objects.filter(pk=report.pk, state=State.CLOSED, blanked_at=None)
    rows.update(state=State.HANDLED, closed_at=None)


@transaction.atomic
def hand_over(report: IncidentReport, to: Person) -> None:
    """Another member reads it too, from now on, and is told so. Raises Refused for whom it is about."""
    locked = _lock(report)
    accused = {
        IncidentReport.About.CONTACT: locked.procedure.contact_id,
        IncidentReport.About.SECOND: locked.procedure.second_id,
    }.get(IncidentReport.About(locked.about))
    if to.pk in (accused, locked.reporter_id):
        raise Refused(_("This report is about this person, or comes from them. Choose somebody else."))
    if locked.handed_to_id != to.pk:
        locked.handed_to = to
        locked.save(update_fields=["handed_to"])
        _tell([to], locked, f"handed:{to.pk}", gettext_lazy("Something was handed over to you in confidence"))


def _next_number(organisation: Organisation) -> str:
    """Year and place in it, by the organisation's own clock. Under its lock."""
    year = timezone.localdate(timezone=organisation.zone).year
    count = IncidentReport.objects.filter(organisation=organisation, number__startswith=f"{year}-").count()
    return f"{year}-{count + 1}"


def _write(
    report: IncidentReport, side: IncidentMessage.Side, text: str, key: str, author: Person | None
) -> tuple[IncidentMessage, bool]:
    if report.blanked_at is not None:
        raise Refused(_("The time for which this case is kept is over."))
    return IncidentMessage.objects.get_or_create(
        report=report, key=key[:60], defaults={"side": side, "text": text[:LONGEST], "author": author}
    )


def _tell_readers(report: IncidentReport, what: str, subject: Promise) -> None:
    _tell(Person.objects.filter(pk__in=readers_of(report)).order_by("pk"), report, what, subject)


def _tell(people: object, report: IncidentReport, what: str, subject: Promise) -> None:
    body = gettext_lazy("Open it where nobody reads over your shoulder. Each reading is noted.")
    address = address_of("incidents:report", report.public_id)
    key = f"incident:{report.pk}:{what}"
    tell_many(Telling(each, report.organisation_id, Topic.TEAM, key, subject, body, address) for each in people)  # type: ignore[attr-defined]


def _tell_reporter(report: IncidentReport, message: IncidentMessage) -> None:
    """Their mailbox may be read by somebody else: nothing says what it is about."""
    if report.reporter is None:
        return
    key, address = f"incident:{report.pk}:answer:{message.pk}", address_of("incidents:mine")
    subject = gettext_lazy("You have an answer")
    tell_many([Telling(report.reporter, report.organisation_id, Topic.MESSAGE, key, subject, "", address)])


def _lock(report: IncidentReport) -> IncidentReport:
    rows = IncidentReport.objects.select_for_update(of=("self",)).select_related(
        "organisation", "procedure", "reporter"
    )
    return rows.get(pk=report.pk)

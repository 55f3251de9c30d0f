"""Who reads a report in confidence, who writes the procedure, who sees the log; asks lms.people.access for roles.

Reading is nobody's by role: neither administrators nor who runs the site read a report, unless they are named.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from lms.incidents.models import IncidentReport, Procedure
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Membership, Organisation, Person, Role

About = IncidentReport.About
# Of an organisation's readers of figures: who answers for how things go.
COUNTERS = (Role.COORDINATOR, Role.ADMIN, Role.EVALUATOR)


def procedure_of(organisation_id: int) -> Procedure | None:
    """The version in force."""
    rows = Procedure.objects.filter(organisation=organisation_id).select_related("contact", "second", "quality")
    return rows.order_by("-version").first()


def may_write_procedure(person: Visitor, organisation_id: int) -> bool:
    return access.may_administer(person, organisation_id)


def may_see_count(person: Visitor, organisation_id: int) -> bool:
    """The yearly count, without anything of any report."""
    return access.has_role(person, organisation_id, *COUNTERS) or may_see_log(person, organisation_id)


def may_see_log(person: Visitor, organisation_id: int) -> bool:
    """Who read what and when: the contacts of any version that still has reports, and who answers for quality."""
    if person.pk is None:
        return False
    procedure = procedure_of(organisation_id)
    is_named = procedure is not None and person.pk in (procedure.contact_id, procedure.second_id, procedure.quality_id)
    return is_named or _is_reader_somewhere(person, organisation_id)


def is_contact(person: Visitor, organisation_id: int) -> bool:
    """Has this person a list of reports to open, be it empty?"""
    if person.pk is None:
        return False
    procedure = procedure_of(organisation_id)
    is_named = procedure is not None and person.pk in (procedure.contact_id, procedure.second_id)
    return (is_named and access.is_member(person, organisation_id)) or _is_reader_somewhere(person, organisation_id)


def may_read(person: Visitor, report: IncidentReport) -> bool:
    """One of those who may, see `readers_of`. Who reported reads their own part by other doors."""
    return person.pk is not None and person.is_active and person.pk in readers_of(report)


def readers_of(report: IncidentReport) -> set[int]:
    """The contacts named when it came, without the one it is about, and whom one of them handed it to.

    Somebody named later reads nothing older, so that naming oneself opens nothing. Only when none of those is left in
    the organisation do the contacts of today take their place, still without the one it is about.
    """
    procedure = report.procedure
    named = {About.CONTACT: procedure.contact_id, About.SECOND: procedure.second_id}
    accused = named.get(About(report.about))
    first = _members(
        report.organisation_id, {procedure.contact_id, procedure.second_id, report.handed_to_id} - {accused}
    )
    if first:
        return first
    today = procedure_of(report.organisation_id)
    assert today is not None
    return _members(report.organisation_id, {today.contact_id, today.second_id} - {accused})


def read_organisation(request: HttpRequest, code: str) -> Organisation:
    """One whose reports this person reads; other members are told who does, strangers find nothing."""
    organisation = Organisation.objects.filter(code__iexact=code).first()
    if organisation is None or not is_contact(request.user, organisation.pk):
        if organisation is not None and access.is_member(request.user, organisation.pk):
            raise PermissionDenied(_("Only the two contacts named in the procedure read reports."))
        raise Http404
    return organisation


def report_for(person: Person, public_id: object) -> IncidentReport:
    """One that this person may read. For anybody else it does not exist, whatever their role."""
    company = ("organisation", "procedure")
    report = IncidentReport.objects.filter(public_id=public_id).select_related(*company).first()
    if report is None or not may_read(person, report):
        raise Http404
    return report


def _members(organisation_id: int, people: set[int | None]) -> set[int]:
    rows = Membership.objects.filter(organisation=organisation_id, person__in=people - {None}, person__is_active=True)
    return set(rows.values_list("person_id", flat=True))


def _is_reader_somewhere(person: Visitor, organisation_id: int) -> bool:
    rows = IncidentReport.objects.filter(organisation=organisation_id).filter(
        Q(procedure__contact=person.pk) | Q(procedure__second=person.pk) | Q(handed_to=person.pk)
    )
    return access.is_member(person, organisation_id) and rows.exists()

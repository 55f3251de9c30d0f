"""Whose entries a request may work with; another organisation's do not exist."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lms.agenda.access import may_accompany
from lms.catalogue.models import Journey, Sequence
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.models import Organisation, Person, Role


def planned_organisation(request: HttpRequest, code: str) -> Organisation:
    """One's own organisation, where one may plan; else 403, and 404 for who is nothing there."""
    organisation = get_object_or_404(Organisation, code=code)
    if access.may_plan(request.user, organisation.pk):
        return organisation
    if access.is_member(request.user, organisation.pk):
        raise PermissionDenied(_("Entries and exits are for coordinators and administrators."))
    raise Http404


def accompanied_enrolment(request: HttpRequest, public_id: UUID) -> Enrolment:
    """An enrolment of somebody this person accompanies, with all that its card reads; else 404."""
    rows = Enrolment.objects.filter(public_id=public_id, person__isnull=False)
    joined = rows.select_related("person", "organisation", "journey", "cohort", "coach", "exit_category", "total")
    found = get_object_or_404(joined)
    if not may_accompany(request.user, found):
        raise Http404
    return found


def planned_enrolment(request: HttpRequest, public_id: UUID) -> Enrolment:
    """The same, where one may plan; 403 for a coach or trainer of this learner."""
    found = accompanied_enrolment(request, public_id)
    if not access.may_plan(request.user, found.organisation_id):
        raise PermissionDenied(_("A coordinator changes this."))
    return found


def step_of(enrolment: Enrolment, number: int) -> Sequence:
    return get_object_or_404(Sequence, pk=number, journey_id=enrolment.journey_id, is_live=True)


def journeys_of(organisation: Organisation) -> list[Journey]:
    """Those people may enter, by title."""
    rows = Journey.objects.filter(organisation=organisation, is_live=True)
    return sorted(rows, key=lambda row: (row.title, row.pk))


def coaches_of(organisation: Organisation) -> list[Person]:
    rows = Person.objects.filter(memberships__organisation=organisation, memberships__role=Role.COACH, is_active=True)
    return list(rows.order_by("name", "pk").distinct())

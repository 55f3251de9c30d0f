"""Which half-day an address names, and for whom it is there at all."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lms.agenda.access import may_lead
from lms.agenda.models import HalfDay, Session
from lms.people.access import is_member, signed_in

WITH = ("organisation", "venue", "room", "trainer", "journey", "sequence")


def led_session(request: HttpRequest, key: UUID) -> Session:
    """A session that this person leads; 403 for others of its organisation, and for everybody else there is none."""
    session = get_object_or_404(Session.objects.select_related(*WITH), public_id=key)
    check_leads(request, session)
    return session


def led_half_day(request: HttpRequest, key: UUID, part: int) -> HalfDay:
    half_day = half_day_of(key, part)
    check_leads(request, half_day.session)
    return half_day


def half_day_of(key: UUID, part: int) -> HalfDay:
    rows = HalfDay.objects.select_related(*(f"session__{name}" for name in WITH))
    return get_object_or_404(rows, session__public_id=key, part=part)


def check_leads(request: HttpRequest, session: Session) -> None:
    person = signed_in(request)
    if may_lead(person, session):
        return
    if is_member(person, session.organisation_id):
        raise PermissionDenied(_("This is for the trainer of this session, and for those who plan."))
    raise Http404

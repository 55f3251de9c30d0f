"""Rows that a request names, as far as they exist for who asks; Http404 for everybody else."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from lms.agenda.access import may_see_appointment
from lms.agenda.models import Appointment, AppointmentType
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.access import organisations_where
from lms.people.models import Person, Role
from lms.plugins.kind import Dated
from lms.plugins.registry import kinds

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
HOSTS = (Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN)


def enrolment_for(person: Person, key: UUID, may: Callable[[Person, Enrolment], bool]) -> Enrolment:
    rows = Enrolment.objects.select_related("person", "organisation", "journey", "coach").defer("intake")
    found = get_object_or_404(rows, public_id=key, person__isnull=False)
    found.journey.organisation = found.organisation
    if not may(person, found):
        raise Http404
    return found


def appointment_for(person: Person, key: UUID) -> Appointment:
    rows = Appointment.objects.select_related(
        "enrolment__person", "enrolment__organisation", "enrolment__coach", "type__organisation", "host", "organisation"
    )
    found = get_object_or_404(rows.select_related("venue"), public_id=key, enrolment__person__isnull=False)
    if not may_see_appointment(person, found):
        raise Http404
    return found


def type_for(types: QuerySet[AppointmentType], code: str = "") -> AppointmentType | None:
    """The type of that code; without one the learner's usual one. A journey's own before the organisation's."""
    rows = types.filter(code=code) if code else types.filter(host=None)
    return rows.order_by("journey", "pk").last() if code else rows.order_by("pk").first()


def dated_kinds() -> list[str]:
    """Names of the kinds whose activities are done in an appointment."""
    return [name for name, kind in kinds().items() if kind.dated is Dated.APPOINTMENT]


def activities_for(enrolment: Enrolment) -> QuerySet[Activity]:
    """What an appointment of this learner can count for."""
    rows = Activity.objects.filter(journey_id=enrolment.journey_id, kind__in=dated_kinds(), is_live=True)
    return rows.select_related("version", "sequence").order_by("sequence__week", "sequence__position", "position")


def organisations_hosted(person: Person) -> list[int]:
    """Where this person can be met, or keeps other people's appointments."""
    return organisations_where(person, *HOSTS)


def moment_in(text: str) -> datetime | None:
    """The instant that a button of an hour sent; None when it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if timezone.is_naive(found) or not EARLIEST < found < LATEST else found


def next_in(request: HttpRequest, otherwise: str) -> str:
    """The path of this site where the form wants to go on."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_ours else otherwise

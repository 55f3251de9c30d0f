"""What an appointment's page shows a learner: the one that is booked, or the way to whose hours can be. Two queries."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from content.appointment.models import AppointmentPage
from lms.agenda.appointments import shown
from lms.agenda.appointments.allowances import types_for
from lms.agenda.appointments.lookup import type_for
from lms.agenda.models import Appointment, AppointmentType
from lms.catalogue import units
from lms.enrolment.models import Enrolment
from lms.people.models import Person


def booking_context(page: AppointmentPage, state: dict[str, Any]) -> dict[str, Any]:
    """booked, held: see lms/agenda/appointments/shown.py:line; host, length, book_url: where an hour is chosen."""
    enrolment: Enrolment | None = state.get("enrolment")
    if enrolment is None or enrolment.person_id is None:
        return {}
    person = Person(pk=enrolment.person_id)
    rows = list(_known(enrolment, state["activity"].pk))
    coming = [row for row in rows if row.state == Appointment.State.BOOKED]
    context: dict[str, Any] = {
        "booked": [shown.line(row, person) for row in coming],
        "held": [shown.line(row, person) for row in rows if row.state == Appointment.State.HELD],
        "coach": enrolment.coach,
    }
    if coming or state.get("state") == "done":
        return context
    type = type_for(types_for(enrolment), page.type_code)
    host = (type.host or enrolment.coach) if type else None
    if type is not None and host is not None:
        context |= _offer(enrolment, type, host, str(state["activity"].key), page.get_url() or "")
    return context


def _known(enrolment: Enrolment, activity_id: int) -> QuerySet[Appointment]:
    """What is booked or was held for this activity."""
    rows = Appointment.objects.filter(enrolment=enrolment, activity=activity_id)
    wanted = rows.filter(state__in=(Appointment.State.BOOKED, Appointment.State.HELD))
    return wanted.select_related("enrolment", "type", "host", "organisation", "venue").order_by("starts_at", "pk")


def _offer(enrolment: Enrolment, type: AppointmentType, host: Person, activity_key: str, here: str) -> dict[str, Any]:
    """Whose hours, and the way to them: the hours themselves would take this page beyond its queries."""
    query = urlencode({"activity": activity_key, "next": here})
    return {
        "host": host,
        "length": units.duration(type.minutes),
        "book_url": f"{reverse('agenda:book', args=[enrolment.public_id, type.pk])}?{query}",
    }

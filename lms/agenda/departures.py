"""Leaving a journey, or pausing it: the seats and hours that were kept for later go to others at once."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.appointments import book
from lms.agenda.models import Appointment
from lms.agenda.sessions import seats
from lms.enrolment import enrol
from lms.enrolment.models import Enrolment, ExitCategory
from lms.people.models import Person


@transaction.atomic
def leave(enrolment: Enrolment, by: Person, on: date, category: ExitCategory | None, reason: str) -> None:
    """Note an exit, with its category and reason. Raises ValidationError, in words."""
    # Sessions are locked before their learners, here as everywhere.
    give_back(enrolment, by, _("left the journey"))
    enrol.end(enrolment, on, category, reason)


@transaction.atomic
def pause(enrolment: Enrolment, by: Person) -> None:
    """Stop the calendar from today on."""
    give_back(enrolment, by, _("the journey is paused"))
    enrol.pause(enrolment)


@transaction.atomic
def give_back(enrolment: Enrolment, by: Person, reason: str) -> int:
    """Everything booked for later; who waits for a seat moves up. How many seats and hours are free again."""
    freed = seats.release(enrolment, by, reason)
    coming = Appointment.objects.filter(
        enrolment=enrolment, state=Appointment.State.BOOKED, starts_at__gt=timezone.now()
    )
    for appointment in coming.select_related("host", "enrolment__person").order_by("starts_at", "pk"):
        book.cancel(appointment, by, reason)
        freed += 1
    return freed

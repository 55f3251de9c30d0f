"""What the agenda knows of a person: to hand it over, and to take it out. lms.people.privacy calls it.

Each area that keeps people's words has a privacy module of its own; what is only seats and addresses stands here.
"""

from typing import Any

from django.db.models import F

from lms.agenda.appointments import privacy as appointments
from lms.agenda.documents import privacy as documents
from lms.agenda.models import Booking, CalendarFeed, Presence
from lms.agenda.sessions import seats
from lms.agenda.signoffs import privacy as signoffs
from lms.enrolment.models import Enrolment
from lms.people.models import Person

WORDS = documents.WORDS


def export(person: Person) -> dict[str, Any]:
    """Everything dated about this person: seats, signatures, virtual classes, appointments, documents, calendar."""
    own = {"enrolment__person": person}
    bookings = Booking.objects.filter(**own).annotate(session_title=F("session__title"), on=F("session__starts_at"))
    presences = Presence.objects.filter(**own).annotate(session_title=F("session__title"))
    feeds = CalendarFeed.objects.filter(person=person).order_by("pk")
    return {
        "bookings": list(bookings.order_by("on", "pk").values("session_title", "on", "state", "since", "reason")),
        "virtual_classes": list(
            presences.order_by("joined_at", "pk").values("session_title", "joined_at", "left_at", "source")
        ),
        "sign_offs": signoffs.export(person),
        "documents": documents.export(person),
        "calendar_addresses": list(feeds.values("made_at", "read_at", "revoked_at")),
        **appointments.export(person),
    }


def erase(person: Person) -> None:
    """Words and names go; that a seat was taken, a half-day signed and a document issued stays, nameless."""
    own = {"enrolment__person": person}
    for enrolment in Enrolment.objects.filter(person=person):
        seats.release(enrolment, None, "")  # whoever waits moves up
    Booking.objects.filter(**own).update(reason="")
    Presence.objects.filter(**own).delete()
    CalendarFeed.objects.filter(person=person).delete()
    signoffs.erase(person)
    documents.erase(person)
    appointments.erase(person)

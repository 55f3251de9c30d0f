"""What stands in a calendar: places, sessions, sign-offs, appointments, documents."""

from lms.agenda.models.appointments import (
    AllowanceOverride,
    Appointment,
    AppointmentType,
    Availability,
    Goal,
    NoteReading,
    PrivateNote,
    Unavailability,
)
from lms.agenda.models.documents import AgendaRules, CalendarFeed, EndDocument
from lms.agenda.models.entries import EntryPlan
from lms.agenda.models.places import Room, Venue
from lms.agenda.models.sessions import Booking, HalfDay, Online, Presence, Series, Session
from lms.agenda.models.signoffs import SignOff

__all__ = [
    "AgendaRules",
    "AllowanceOverride",
    "Appointment",
    "AppointmentType",
    "Availability",
    "Booking",
    "CalendarFeed",
    "EndDocument",
    "EntryPlan",
    "Goal",
    "HalfDay",
    "NoteReading",
    "Online",
    "Presence",
    "PrivateNote",
    "Room",
    "Series",
    "Session",
    "SignOff",
    "Unavailability",
    "Venue",
]

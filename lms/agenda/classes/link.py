"""A plain link to whatever the organisation uses."""

from lms.agenda.classes.door import Meeting
from lms.agenda.classes.provider import Guest, checked
from lms.agenda.models import AgendaRules


def way_in(meeting: Meeting, rules: AgendaRules, guest: Guest) -> str:
    return checked(meeting.link)

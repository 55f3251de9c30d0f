"""What each role meets at the addresses of their own calendar; see tests/role_matrix.py for columns and marks.

Everybody has a calendar of their own. The feed asks for nothing but its secret, so whoever knows it reads.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lms.agenda.calendar.feed import make_feed
from lms.agenda.models import Appointment
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_session

TABLE = r"""
GET  en/agenda/calendar/                                                                    SOOOOOOOOOO
POST en/agenda/calendar/                                                                    SMMMMMMMMMM
GET  en/agenda/calendar/print/                                                              SOOOOOOOOOO
POST en/agenda/calendar/print/                                                              SMMMMMMMMMM
GET  en/agenda/calendar/address/                                                            SMMMMMMMMMM
POST en/agenda/calendar/address/                                                            SRRRRRRRRRR
GET  en/agenda/calendar/session/<uuid:ics_session>.ics                                      SOONNNNNNNN
POST en/agenda/calendar/session/<uuid:ics_session>.ics                                      SMMMMMMMMMM
GET  en/agenda/calendar/appointment/<uuid:ics_appointment>.ics                              SONONNNNNNN
POST en/agenda/calendar/appointment/<uuid:ics_appointment>.ics                              SMMMMMMMMMM
GET  en/agenda/feed/<str:secret>.ics                                                        NNNNNNNNNNN
POST en/agenda/feed/<str:secret>.ics                                                        MMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A seat and an appointment of Ana's; the secret is nobody's, since it would open the calendar to all."""
    world = site.walk.world
    session = make_session(world)
    make_booking(session, world.enrolment)
    start = timezone.now() + timedelta(days=2)
    appointment = Appointment.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        type=make_appointment_type(world, "calendar"),
        host=world.chloe,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )
    make_feed(world.ana)
    return {
        "agenda:ics_session": session.public_id,
        "agenda:ics_appointment": appointment.public_id,
        "agenda:secret": "nobody-s-secret",
    }

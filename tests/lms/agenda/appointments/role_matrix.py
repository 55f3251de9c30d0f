"""What each role meets at the addresses of appointments; columns and marks as in tests/role_matrix.py."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from lms.agenda.models import Appointment, AppointmentType, Availability, Goal, Unavailability

TABLE = r"""
GET  en/agenda/appointments/                                                                SOOOOOOOOOO
POST en/agenda/appointments/                                                                SMMMMMMMMMM
GET  en/agenda/appointments/<uuid:enrolment>/book/<int:appointment_type>/                   SOOOONNNONN
POST en/agenda/appointments/<uuid:enrolment>/book/<int:appointment_type>/                   SRRRRNNNRNN
GET  en/agenda/appointments/<uuid:appointment>/move/                                        SOOOONNNONN
POST en/agenda/appointments/<uuid:appointment>/move/                                        SRRRRNNNRNN
GET  en/agenda/appointments/<uuid:appointment>/cancel/                                      SOOOONNNONN
POST en/agenda/appointments/<uuid:appointment>/cancel/                                      SROOONNNONN
GET  en/agenda/appointments/<uuid:appointment>/held/                                        SMMMMMMMMMM
POST en/agenda/appointments/<uuid:appointment>/held/                                        SFFRRNNNRNN
GET  en/agenda/appointments/<uuid:appointment>/missed/                                      SMMMMMMMMMM
POST en/agenda/appointments/<uuid:appointment>/missed/                                      SFFRRNNNRNN
GET  en/agenda/appointments/<uuid:appointment>/take-back/                                   SFFOONNNONN
POST en/agenda/appointments/<uuid:appointment>/take-back/                                   SFFOONNNONN
GET  en/agenda/my-appointments/                                                             SFOOOFFFOFO
POST en/agenda/my-appointments/                                                             SMMMMMMMMMM
GET  en/agenda/to-call/                                                                     SFOOOFFFOFO
POST en/agenda/to-call/                                                                     SMMMMMMMMMM
GET  en/agenda/my-hours/                                                                    SFOOOFFFOFO
POST en/agenda/my-hours/                                                                    SFOOOFFFOFO
GET  en/agenda/my-hours/absence/                                                            SFOOOFFFOFO
POST en/agenda/my-hours/absence/                                                            SFOOOFFFOFO
GET  en/agenda/my-hours/<int:hours>/remove/                                                 SMMMMMMMMMM
POST en/agenda/my-hours/<int:hours>/remove/                                                 SNNRNNNNNNN
GET  en/agenda/my-hours/absence/<int:absence>/remove/                                       SMMMMMMMMMM
POST en/agenda/my-hours/absence/<int:absence>/remove/                                       SNNRNNNNNNN
GET  en/agenda/accompany/<uuid:enrolment>/                                                  SNOOONNNONN
POST en/agenda/accompany/<uuid:enrolment>/                                                  SMMMMMMMMMM
GET  en/agenda/accompany/<uuid:enrolment>/plan/                                             SNOOONNNONN
POST en/agenda/accompany/<uuid:enrolment>/plan/                                             SNOOONNNONN
GET  en/agenda/accompany/<uuid:enrolment>/log/                                              SNOOONNNONN
POST en/agenda/accompany/<uuid:enrolment>/log/                                              SNOOONNNONN
GET  en/agenda/accompany/<uuid:enrolment>/grant/<int:appointment_type>/                     SNFFONNNONN
POST en/agenda/accompany/<uuid:enrolment>/grant/<int:appointment_type>/                     SNFFONNNONN
GET  en/agenda/accompany/<uuid:enrolment>/notes/                                            SNFOFNNNFNN
POST en/agenda/accompany/<uuid:enrolment>/notes/                                            SNFOFNNNFNN
GET  en/agenda/accompany/<uuid:enrolment>/notes/readings/                                   SNFFONNNONN
POST en/agenda/accompany/<uuid:enrolment>/notes/readings/                                   SMMMMMMMMMM
GET  en/agenda/accompany/<uuid:enrolment>/goals/                                            SMMMMMMMMMM
POST en/agenda/accompany/<uuid:enrolment>/goals/                                            SRRRRNNNRNN
GET  en/agenda/goals/<int:goal>/tick/                                                       SMMMMMMMMMM
POST en/agenda/goals/<int:goal>/tick/                                                       SRRRRNNNRNN
GET  en/agenda/appointment-types/                                                           SFFFOFFFOFO
POST en/agenda/appointment-types/                                                           SMMMMMMMMMM
GET  en/agenda/appointment-types/<slug:code>/new/                                           SFFFOFFFONN
POST en/agenda/appointment-types/<slug:code>/new/                                           SFFFOFFFONN
GET  en/agenda/appointment-types/<int:appointment_type>/                                    SFFFOFFFONN
POST en/agenda/appointment-types/<int:appointment_type>/                                    SFFFOFFFONN
"""


def sample_values(site: Any) -> dict[str, Any]:
    """An appointment of Ana with Chloé that took place this morning, Chloé's hours, and a goal."""
    world = site.walk.world
    organisation, enrolment, chloe = world.organisation, world.enrolment, world.chloe
    type = AppointmentType.objects.create(organisation=organisation, code="referent", title="Référent")
    now = timezone.now()
    appointment = Appointment.objects.create(
        organisation=organisation,
        enrolment=enrolment,
        type=type,
        host=chloe,
        starts_at=now - timedelta(hours=2),
        ends_at=now - timedelta(hours=1),
    )
    hours = Availability.objects.create(
        coach=chloe,
        organisation=organisation,
        weekday=0,
        starts_at=time(9),
        ends_at=time(10),
        first_on=date(2020, 1, 1),
    )
    absence = Unavailability.objects.create(
        coach=chloe, organisation=organisation, starts_at=now, ends_at=now + timedelta(days=1)
    )
    return {
        "agenda:appointment": appointment.public_id,
        "agenda:appointment_type": type.pk,
        "agenda:hours": hours.pk,
        "agenda:absence": absence.pk,
        "agenda:goal": Goal.objects.create(enrolment=enrolment, text="Écrire mon budget").pk,
    }

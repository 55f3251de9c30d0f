"""What appointments know of a person: to hand it over, notes included, and to take it out.

lms.agenda.privacy calls it.
"""

from typing import Any

from lms.agenda.models import (
    AllowanceOverride,
    Appointment,
    Availability,
    Goal,
    NoteReading,
    PrivateNote,
    Unavailability,
)
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Everything about this person, private notes included: the right of access covers them (domain.md C)."""
    own = {"enrolment__person": person}
    return {
        "appointments": [
            {
                "type": row.type.title,
                "with": str(row.host or ""),
                "starts_at": row.starts_at,
                "ends_at": row.ends_at,
                "state": row.get_state_display(),
                "minutes": row.minutes_held,
                "subject": row.subject,
                "reason": row.cancel_reason,
            }
            for row in Appointment.objects.filter(**own).select_related("type", "host").order_by("starts_at", "pk")
        ],
        "allowances": [
            {"type": row.type.title, "minutes": row.extra_minutes, "meetings": row.extra_count, "reason": row.reason}
            for row in AllowanceOverride.objects.filter(**own).select_related("type").order_by("pk")
        ],
        "goals": list(Goal.objects.filter(**own).order_by("pk").values("sort", "text", "due_on", "done_at", "made_at")),
        "private_notes": list(PrivateNote.objects.filter(**own).order_by("pk").values("text", "written_at")),
        "private_notes_read_at": list(
            NoteReading.objects.filter(**own).order_by("pk").values_list("read_at", flat=True)
        ),
        "availability": list(
            Availability.objects.filter(coach=person)
            .order_by("pk")
            .values("weekday", "starts_at", "ends_at", "first_on", "until", "link")
        ),
        "absences": list(
            Unavailability.objects.filter(coach=person).order_by("pk").values("starts_at", "ends_at", "reason")
        ),
        # Without the learners' names: those are theirs.
        "appointments_hosted": list(
            Appointment.objects.filter(host=person).order_by("pk").values("starts_at", "ends_at", "state")
        ),
    }


def erase(person: Person) -> None:
    """Notes and goals go, words are blanked; hours and minutes stay, nameless.

    To be called before enrolments forget whose they are.
    """
    own = {"enrolment__person": person}
    PrivateNote.objects.filter(**own).delete()
    NoteReading.objects.filter(**own).delete()
    Goal.objects.filter(**own).delete()
    AllowanceOverride.objects.filter(**own).update(reason="")
    Appointment.objects.filter(**own).update(subject="", cancel_reason="", link="")
    # What was booked for later is nobody's any more, and the host's hour is free again.
    Appointment.objects.filter(**own, state=Appointment.State.BOOKED).update(state=Appointment.State.CANCELLED)
    # Of a host who goes, the learners' appointments stay; the host's own room does not.
    Appointment.objects.filter(host=person).update(link="")

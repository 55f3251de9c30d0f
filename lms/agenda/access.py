"""Who may do what with dated things; asks lms.people.access what a person is in an organisation."""

from lms.agenda.models import Appointment, Booking, Session
from lms.enrolment.models import Enrolment
from lms.people.access import Visitor, has_role, may_attest, may_plan, may_see_name_of
from lms.people.models import Role


def may_lead(person: Visitor, session: Session) -> bool:
    """Show the code, sign as trainer, note who was late: its trainer, and those who plan."""
    return may_plan(person, session.organisation_id) or (
        person.pk is not None and person.pk == session.trainer_id and may_attest(person, session.organisation_id)
    )


def may_accompany(person: Visitor, enrolment: Enrolment) -> bool:
    """Book, move and log for a learner: the team that knows this learner by name, and works with learners."""
    knows = may_see_name_of(person, enrolment.organisation_id, None, enrolment.coach_id)
    roles = (Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN)
    return knows and has_role(person, enrolment.organisation_id, *roles)


def may_agree_dates(person: Visitor, enrolment: Enrolment) -> bool:
    """Move one learner's date, or open a step before its prerequisites: who plans, and the learner's own coach."""
    is_coach = person.pk is not None and person.pk == enrolment.coach_id
    return may_plan(person, enrolment.organisation_id) or (
        is_coach and has_role(person, enrolment.organisation_id, Role.COACH)
    )


def may_book(person: Visitor, enrolment: Enrolment) -> bool:
    """Take or give back a seat or an hour: the learner, and who accompanies them."""
    is_own = person.pk is not None and person.pk == enrolment.person_id
    return is_own or may_accompany(person, enrolment)


def may_read_notes_on(person: Visitor, enrolment: Enrolment) -> bool:
    """Coaches' private notes: the learner's own coach, and the coaches who know this learner by name."""
    is_coach = has_role(person, enrolment.organisation_id, Role.COACH)
    return is_coach and may_see_name_of(person, enrolment.organisation_id, None, enrolment.coach_id)


def may_host(person: Visitor, appointment: Appointment) -> bool:
    """Say that it was held or missed: its host, and those who plan."""
    is_host = person.pk is not None and person.pk == appointment.host_id
    return may_plan(person, appointment.organisation_id) or (
        is_host and may_attest(person, appointment.organisation_id)
    )


def may_issue(person: Visitor, organisation_id: int) -> bool:
    """Issue end documents in the organisation's name."""
    return may_plan(person, organisation_id)


def may_read_documents(person: Visitor, enrolment: Enrolment) -> bool:
    """A learner's end documents: the learner, their coach, and who issues them."""
    is_own = person.pk is not None and person.pk == enrolment.person_id
    is_coach = person.pk is not None and person.pk == enrolment.coach_id
    return (
        is_own
        or may_issue(person, enrolment.organisation_id)
        or (is_coach and has_role(person, enrolment.organisation_id, Role.COACH))
    )


def may_moderate(person: Visitor, meeting: Session | Appointment) -> bool:
    """Lead a virtual class: who leads the session or hosts the appointment."""
    return may_lead(person, meeting) if isinstance(meeting, Session) else may_host(person, meeting)


def place_in(person: Visitor, meeting: Session | Appointment) -> Enrolment | None:
    """The enrolment with which a learner may enter: a booked seat, or their own appointment. One query."""
    own = Enrolment.objects.filter(person_id=person.pk, person__isnull=False).exclude(state=Enrolment.State.ENDED)
    if isinstance(meeting, Appointment):
        return own.filter(pk=meeting.enrolment_id).first()
    return own.filter(bookings__session=meeting, bookings__state=Booking.State.BOOKED).order_by("pk").first()


def may_read_who_read(person: Visitor, enrolment: Enrolment) -> bool:
    """Who opened a learner's private notes and when, never what they say (domain.md C)."""
    return may_plan(person, enrolment.organisation_id)


def may_see_appointment(person: Visitor, appointment: Appointment) -> bool:
    """The learner, who accompanies them, and its host."""
    return may_book(person, appointment.enrolment) or may_host(person, appointment)

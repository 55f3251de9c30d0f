"""Who sits on a jury, presides it, organises it, and who reads what in it; roles are asked of lms.people.access."""

from django.db.models import Q, QuerySet

from lms.assessment.juries.models import Juror, JurySession
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Person, Role

ORGANISERS = (Role.TRAINER, Role.COORDINATOR, Role.ADMIN)


def may_organise(person: Visitor, session: JurySession) -> bool:
    """Change the sitting, its jurors and candidates. It opens no score before deliberation."""
    return access.may_organise_juries(person, session.organisation_id)


def may_preside(person: Visitor, session: JurySession) -> bool:
    """Open deliberation and write decisions: the president, while they belong to the organisation."""
    is_president = person.pk is not None and person.pk == session.president_id
    return is_president and access.is_member(person, session.organisation_id)


def may_enter(person: Visitor, session: JurySession) -> bool:
    """See the order of the day: who sits, and who organises."""
    return juror_of(person, session) is not None or may_organise(person, session) or may_preside(person, session)


def may_read_scores(person: Visitor, session: JurySession) -> bool:
    """Others' scores: nobody before deliberation is open, whoever they are; then those who may enter (A07, AC3)."""
    return session.opened_at is not None and may_enter(person, session)


def juror_of(person: Visitor, session: JurySession) -> Juror | None:
    """The seat of this person, while they belong to the organisation."""
    if person.pk is None or not access.is_member(person, session.organisation_id):
        return None
    return Juror.objects.filter(session=session, person_id=person.pk).first()


def sessions_for(person: Person) -> QuerySet[JurySession]:
    """The juries that somebody sits on, presides or may organise; the newest first."""
    member_of = list(access.roles(person))
    sits = Q(jurors__person=person) | Q(president=person)
    organises = Q(organisation_id__in=access.organisations_where(person, *ORGANISERS))
    rows = JurySession.objects.filter(Q(organisation_id__in=member_of) & sits | organises)
    if person.is_active and person.is_superuser:
        rows = JurySession.objects.all()
    return rows.distinct().order_by("-starts_at", "-pk")

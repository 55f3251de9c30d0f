"""Who reads and writes in a learner's conversation; views ask here and nowhere else.

The learner; their coach; coordinators and administrators of the organisation, who take over when somebody is away;
and whoever of the team one of them brought in. Nobody else, whatever they teach or report on.
"""

from django.db.models import Q

from lms.conversations.models import Party
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Role

KEEPERS = (Role.COORDINATOR, Role.ADMIN)
ADVISERS = (Role.COACH, Role.TRAINER, Role.COORDINATOR, Role.ADMIN)


def is_own(person: Visitor, enrolment: Enrolment) -> bool:
    return person.pk is not None and person.pk == enrolment.person_id


def may_read(person: Visitor, enrolment: Enrolment) -> bool:
    return is_own(person, enrolment) or may_answer(person, enrolment)


def may_answer(person: Visitor, enrolment: Enrolment) -> bool:
    """Speak as the team; whether the conversation is still open is another question (closed.py)."""
    if person.pk is None or enrolment.person_id is None or is_own(person, enrolment):
        return False
    if access.has_role(person, enrolment.organisation_id, *KEEPERS):
        return True
    if not access.has_role(person, enrolment.organisation_id, *ADVISERS):
        return False
    return is_coach(person, enrolment) or is_party(person, enrolment)


def is_coach(person: Visitor, enrolment: Enrolment) -> bool:
    is_named = person.pk is not None and person.pk == enrolment.coach_id
    return is_named and access.has_role(person, enrolment.organisation_id, Role.COACH)


def is_party(person: Visitor, enrolment: Enrolment) -> bool:
    return Party.objects.filter(conversation__enrolment=enrolment, person_id=person.pk).exists()


def may_bring_in(person: Visitor, enrolment: Enrolment) -> bool:
    """Ask a colleague in, or take one out: the coach, and those who plan."""
    if is_own(person, enrolment):
        return False
    return is_coach(person, enrolment) or access.has_role(person, enrolment.organisation_id, *KEEPERS)


def may_list(person: Visitor) -> bool:
    """Open the list of who waits for an answer."""
    return access.has_role_somewhere(person, *ADVISERS)


def may_read_figures(person: Visitor) -> bool:
    return access.has_role_somewhere(person, *access.READERS)


def answered_by(person: Visitor) -> Q:
    """The enrolments in whose conversation this person speaks as the team, as a condition on `enrolment`'s columns."""
    keeps = access.organisations_where(person, *KEEPERS)
    coaches = access.organisations_where(person, Role.COACH)
    advises = access.organisations_where(person, *ADVISERS)
    named = Q(organisation_id__in=coaches, coach_id=person.pk)
    brought = Q(
        organisation_id__in=advises,
        pk__in=Party.objects.filter(person_id=person.pk).values("conversation__enrolment"),
    )
    return (Q(organisation_id__in=keeps) | named | brought) & Q(person__isnull=False) & ~Q(person_id=person.pk)


def role_in(person: Visitor, enrolment: Enrolment) -> Role:
    """As what somebody speaks here: their own coach before all, else the widest of their roles."""
    if is_own(person, enrolment):
        return Role.LEARNER
    if is_coach(person, enrolment):
        return Role.COACH
    asked = (Role.COORDINATOR, Role.TRAINER, Role.COACH, Role.ADMIN)
    return next((role for role in asked if access.has_role(person, enrolment.organisation_id, role)), Role.COORDINATOR)

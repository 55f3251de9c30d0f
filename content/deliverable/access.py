"""Who may read what was handed in, and who may answer it."""

from content.deliverable.models import Member, Work
from lms.assessment.access import may_mark
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Role


def is_of(person: Visitor, work: Work) -> bool:
    """Theirs, or their team's."""
    return person.pk is not None and Member.objects.filter(work=work, enrolment__person_id=person.pk).exists()


def may_read(person: Visitor, work: Work) -> bool:
    """Files and words: the learner and their team; their coach; trainers, coordinators and administrators."""
    return is_of(person, work) or may_answer(person, work) or _keeps(person, work.organisation_id)


def may_answer(person: Visitor, work: Work) -> bool:
    """Mark it, or send it back: of a team, whoever may mark each of its members."""
    if person.pk is None or not access.may_judge(person, work.organisation_id):
        return False
    members = list(Member.objects.filter(work=work).select_related("enrolment"))
    here = [one.enrolment for one in members if one.enrolment.person_id is not None]
    return bool(here) and all(may_mark(person, one) for one in here)


def may_give_time(person: Visitor, enrolment: Enrolment) -> bool:
    """Another date for one person: their coach, trainers, and those who plan."""
    if person.pk is not None and person.pk == enrolment.person_id:
        return False
    return may_mark(person, enrolment) or access.may_plan(person, enrolment.organisation_id)


def may_follow(person: Visitor, organisation_id: int) -> bool:
    """The list of who has handed in what: who works with learners."""
    return access.has_role(person, organisation_id, Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN)


def _keeps(person: Visitor, organisation_id: int) -> bool:
    return access.has_role(person, organisation_id, Role.TRAINER, Role.COORDINATOR, Role.ADMIN)

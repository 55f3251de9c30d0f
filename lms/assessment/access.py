"""Who may write grids and mark work; asks lms.people.access what a person is in an organisation."""

from django.db.models import Q

from lms.assessment.models import Grid
from lms.enrolment.access import may_judge
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Person, Role

MARKERS = (Role.TRAINER, Role.COACH)
GRID_WRITERS = (Role.TRAINER, Role.COORDINATOR, Role.ADMIN)


def may_write_grids(person: Visitor, organisation_id: int) -> bool:
    return access.has_role(person, organisation_id, *GRID_WRITERS)


def may_mark(person: Visitor, enrolment: Enrolment) -> bool:
    """Mark a learner's work: trainers everybody's of their organisation, coaches that of the people they coach.

    Nobody marks their own work.
    """
    if person.pk is None or person.pk == enrolment.person_id:
        return False
    knows = access.may_see_name_of(person, enrolment.organisation_id, None, enrolment.coach_id)
    return knows and access.may_judge(person, enrolment.organisation_id)


def marked_by(person: Visitor) -> Q:
    """The same, as a condition on rows that have `organisation` and `enrolment`."""
    everybody = access.organisations_where(person, Role.TRAINER)
    coached = access.organisations_where(person, Role.COACH)
    reached = Q(organisation_id__in=everybody) | Q(organisation_id__in=coached, enrolment__coach_id=person.pk)
    return reached & ~Q(enrolment__person_id=person.pk) & Q(enrolment__person__isnull=False)


def not_theirs(person: Person, enrolment: Enrolment, grid: Grid) -> list[str]:
    """Titles of the criteria that measure what somebody else assesses: a grading by this person would be refused."""
    rows = grid.criteria.filter(indicator__isnull=False).select_related("indicator")
    return [one.title for one in rows if one.indicator and not may_judge(person, enrolment, one.indicator.assessor)]

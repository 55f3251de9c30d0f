"""Who may run surveys and who may read them; asks lms.people.access what a person is in an organisation."""

from django.db.models import QuerySet

from content.survey.models import Survey
from lms.enrolment.models import Enrolment
from lms.people.access import READERS, Reach, Visitor, has_role, organisations_where, reach
from lms.people.models import Organisation, Role

RUNNERS = (Role.TRAINER, Role.COORDINATOR, Role.ADMIN)


def may_run(person: Visitor, organisation_id: int) -> bool:
    """Write questionnaires, invite, remind, close, show a poll."""
    return has_role(person, organisation_id, *RUNNERS)


def may_read(person: Visitor, organisation_id: int) -> bool:
    """The figures."""
    return has_role(person, organisation_id, *READERS)


def sees_small_groups(person: Visitor, survey: Survey) -> bool:
    """Figures about fewer than five: only of what is not anonymous, and only those who know everybody by name."""
    return not survey.questionnaire.is_anonymous and may_see_everybody(person, survey.organisation_id)


def may_see_everybody(person: Visitor, organisation_id: int) -> bool:
    return reach(person, organisation_id) is Reach.EVERYBODY


def may_remind(person: Visitor, survey: Survey) -> bool:
    """See who has not answered, and remind them: who runs surveys, and coaches for the people they coach."""
    return reach(person, survey.organisation_id) in (Reach.EVERYBODY, Reach.COACHED)


def known_to(person: Visitor, organisation_id: int, rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of these enrolments whose names this person may read."""
    held = reach(person, organisation_id)
    if held is Reach.EVERYBODY:
        return rows
    return rows.filter(coach_id=person.pk) if held is Reach.COACHED else rows.none()


def organisations_run(person: Visitor) -> QuerySet[Organisation]:
    rows = Organisation.objects.order_by("name")
    return rows if person.is_superuser else rows.filter(pk__in=organisations_where(person, *RUNNERS))


def organisations_read(person: Visitor) -> QuerySet[Organisation]:
    rows = Organisation.objects.order_by("name")
    return rows if person.is_superuser else rows.filter(pk__in=organisations_where(person, *READERS))

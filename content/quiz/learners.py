"""What quizzes add to the page of one learner, for the team."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.agenda.access import may_accompany
from lms.enrolment.models import Enrolment
from lms.people.models import Person


def links_for(person: Person, enrolment: Enrolment) -> list[dict[str, str]]:
    if not may_accompany(person, enrolment) or person.pk == enrolment.person_id:
        return []
    return [{"label": _("Extra time in quizzes"), "url": reverse("quiz:accommodate", args=[enrolment.public_id])}]

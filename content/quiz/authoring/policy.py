"""Whose questions an author sees: those of the organisations where they write."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from wagtail.permissions import register_permission_policy

from content.quiz.models import Question
from courses.permissions import OrganisationPolicy
from lms.people.access import AUTHORS, organisations_where, signed_in
from lms.people.models import Organisation

POLICY = OrganisationPolicy(Question)
register_permission_policy(Question, POLICY)


def questions_of(request: HttpRequest) -> QuerySet[Question]:
    """The questions that this author reads and changes."""
    return POLICY.instances_user_has_any_permission_for(signed_in(request), ["change"])


def question_for(request: HttpRequest, pk: int) -> Question:
    """One of them; Http404 for everybody else's."""
    found = questions_of(request).select_related("current", "organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def organisations_for(request: HttpRequest) -> QuerySet[Organisation]:
    """Where this author may put new questions."""
    person = signed_in(request)
    rows = Organisation.objects.order_by("name")
    return rows if person.is_superuser else rows.filter(pk__in=organisations_where(person, *AUTHORS))

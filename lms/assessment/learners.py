"""Whose work somebody may assess: lists to choose from, and one learner by their address."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.assessment.access import may_mark
from lms.assessment.recognised.models import Recognition
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Person, Role


def assessed_by(person: Visitor) -> QuerySet[Enrolment]:
    """Trainers everybody of their organisation, coaches the people they coach; never oneself (access.may_mark)."""
    everybody = access.organisations_where(person, Role.TRAINER)
    coached = access.organisations_where(person, Role.COACH)
    reached = Q(organisation_id__in=everybody) | Q(organisation_id__in=coached, coach_id=person.pk)
    rows = Enrolment.objects.filter(reached, person__isnull=False).exclude(person_id=person.pk)
    return rows.select_related("person", "journey", "organisation").order_by("person__name", "pk")


def assessed_or_404(person: Person, public_id: UUID) -> Enrolment:
    """One learner whom this person may assess; for others of the organisation it is closed, elsewhere unknown."""
    rows = Enrolment.objects.select_related("person", "journey__organisation", "organisation")
    row = rows.filter(public_id=public_id, person__isnull=False).first()
    if row is None:
        raise Http404
    if not may_mark(person, row):
        if access.is_member(person, row.organisation_id) and person.pk != row.person_id:
            raise PermissionDenied(_("This is for the trainers of this learner, and for their coach."))
        raise Http404
    return row


def observe_url(person: Visitor, organisation_id: int, learners: Iterable[Enrolment]) -> str:
    """Where somebody observes these learners at once; empty for who observes nobody here, and without learners."""
    there = [("e", one.public_id) for one in learners if one.person_id is not None]
    if not there or not access.may_judge(person, organisation_id):
        return ""
    return f"{reverse('assessment:observe')}?{urlencode(there)}"


def links_for(person: Person, enrolment: Enrolment) -> list[dict[str, str]]:
    """What this person may do about one learner here: for the learner's page among My learners."""
    links = []
    if may_mark(person, enrolment):
        links.append({"label": _("Observe"), "url": observe_url(person, enrolment.organisation_id, [enrolment])})
        links.append(
            {"label": _("Recognised learning"), "url": reverse("assessment:recognised", args=[enrolment.public_id])}
        )
    if access.may_waive(person, enrolment.organisation_id):
        links.append({"label": _("Waivers"), "url": reverse("assessment:waivers", args=[enrolment.public_id])})
    return links


def own_links(enrolment: Enrolment) -> list[dict[str, str]]:
    """What a learner may read of their own here, where there is something: for What I know how to do."""
    if not Recognition.objects.filter(enrolment=enrolment).exists():
        return []
    return [{"label": _("Recognised learning"), "url": reverse("assessment:recognised", args=[enrolment.public_id])}]


def group_links(person: Person) -> list[dict[str, Any]]:
    """What this person may do about several learners at once: for the top of My learners."""
    links = []
    if access.has_role_somewhere(person, Role.TRAINER, Role.COACH):
        links.append({"label": _("Observe a group"), "url": reverse("assessment:observe")})
    if access.has_role_somewhere(person, Role.TRAINER):
        links.append({"label": _("Peer reviews"), "url": reverse("assessment:peer_rounds")})
    links.append({"label": _("Juries"), "url": reverse("assessment:juries")})
    return links

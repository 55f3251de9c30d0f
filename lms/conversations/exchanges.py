"""Questions and their answers: what a reader of one organisation's figures may count, and what counts for hours."""

from datetime import datetime

from django.db.models import Q, QuerySet

from lms.conversations.models import Exchange
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import Reach
from lms.people.models import Person


def answered_within(enrolment: Enrolment, start: datetime, end: datetime) -> QuerySet[Exchange]:
    """A learner's questions of these days (UTC) that somebody of the team answered, oldest first.

    For lms.agenda.hours: an exchange with a tutor is strong evidence of work at a distance (domain.md B2).
    """
    rows = Exchange.objects.filter(conversation__enrolment=enrolment, answered_at__isnull=False)
    return rows.filter(asked_at__gte=start, asked_at__lt=end).order_by("asked_at", "pk")


def counted_for(person: Person) -> QuerySet[Exchange]:
    """What this person's figures are made of: of whole organisations, or of the learners they coach."""
    whole, coached = [], []
    for organisation_id in access.roles(person):
        reach = access.reach(person, organisation_id)
        if reach is Reach.COACHED:
            coached.append(organisation_id)
        elif reach is not Reach.NOBODY:
            whole.append(organisation_id)
    own = Q(organisation_id__in=coached, conversation__enrolment__coach_id=person.pk)
    return Exchange.objects.filter(Q(organisation_id__in=whole) | own, settled_at=None)

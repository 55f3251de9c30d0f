"""Posts keep their author for the time of the journey, and three months more (domain.md C); then they are nobody's."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from content.forum.models import Forum, Post, Thread
from content.forum.privacy import nobody
from lms.enrolment.models import Enrolment
from lms.people.models import Membership, Role

TASKS = {"content.forum.periodic.forget_authors": 24 * 3600}
KEPT = timedelta(days=90)


def forget_authors() -> None:
    """Of learners who left every journey of the forum long ago, and are not of the team or guests."""
    for forum in Forum.objects.order_by("pk"):
        own = Enrolment.objects.filter(organisation=forum.organisation_id, person=OuterRef("author"))
        own = own if forum.journey_id is None else own.filter(journey=forum.journey_id)
        limit = timezone.localdate(timezone=forum.organisation.zone) - KEPT
        here = own.exclude(state=Enrolment.State.ENDED, ends_on__lt=limit)
        team = Membership.objects.filter(organisation=forum.organisation_id, person=OuterRef("author"))
        team = team.exclude(role=Role.LEARNER)
        left = (Exists(own), ~Exists(here), ~Exists(team))
        nobody(Post.objects.filter(*left, thread__forum=forum), Thread.objects.filter(*left, forum=forum))

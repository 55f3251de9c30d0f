"""Peers who look at each other's work: a round, who takes part, and what each gave those they were given."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation


class PeerRound(models.Model):
    """A group that reviews each other by one grid. A trainer closes it, and vouches for what comes of it."""

    class Way(models.TextChoices):
        MEAN = "mean", _("the mean of what peers gave")
        SUM = "sum", _("the sum of what peers gave")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="+")
    grid = models.ForeignKey("assessment.Grid", models.PROTECT, related_name="peer_rounds", verbose_name=_("grid"))
    title = models.CharField(_("title"), max_length=200)
    reviews_each = models.PositiveSmallIntegerField(_("how many each person reviews"), default=2)
    way = models.CharField(_("an indicator gets"), max_length=10, choices=Way.choices, default=Way.MEAN)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("peer review")

    def __str__(self) -> str:
        return self.title


class Peer(models.Model):
    """One who takes part, with what the others are to look at."""

    round = models.ForeignKey(PeerRound, models.CASCADE, related_name="peers")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    words = models.TextField(blank=True)  # the learner's own: an offer in five lines, a link; nothing for an oral
    left_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=list)  # public ids of what the round told the record of them

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "enrolment"], name="peer_once")]


class PeerReview(models.Model):
    """One peer who was given another; what they gave, once they gave it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reviewer = models.ForeignKey(Peer, models.CASCADE, related_name="given")
    reviewed = models.ForeignKey(Peer, models.CASCADE, related_name="received")
    lines = models.JSONField(default=list)  # as those of a Grading
    comment = models.TextField(blank=True)
    score = models.FloatField(null=True)  # 0-1
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reviewer", "reviewed"], name="peer_review_once"),
            models.CheckConstraint(condition=~models.Q(reviewer=models.F("reviewed")), name="peer_not_oneself"),
        ]

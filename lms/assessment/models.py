"""Grids that people assess by, and the work that waits for them. Gradings are only added: a new one replaces one."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.catalogue.models import Activity, Indicator
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation


class Grid(models.Model):
    """Criteria, each with levels and a weight. One that was used is never edited: a change makes the next version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grids")
    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=255)
    instructions = models.TextField(_("instructions for whoever assesses"), blank=True)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("assessment grid")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code", "version"], name="grid_version_once"),
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=models.Q(is_current=True), name="grid_current_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """One thing looked at. With an indicator, what is given here measures it: value = share of the points x scale,
    or the share that is missing where less is better."""

    grid = models.ForeignKey(Grid, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=255)
    help = models.TextField(_("what to look for"), blank=True)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=1)
    indicator = models.ForeignKey(
        Indicator, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("indicator")
    )
    scale = models.DecimalField(_("full marks are worth"), max_digits=8, decimal_places=2, default=100)

    class Meta:
        verbose_name = _("criterion")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            # Two values at one moment would leave it to chance which of them is retained.
            models.UniqueConstraint(fields=["grid", "indicator"], name="criterion_indicator_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Level(models.Model):
    """One answer of a criterion, in words, worth so many points."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("level")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Grading(models.Model):
    """A grid filled in by one person about one learner. Never edited: another one replaces it, with a reason."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="gradings")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="gradings")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=80)  # what was assessed, in its kind's own name: "deliverable:<public id>"
    key = models.CharField(max_length=100)  # the form's own name: sent twice, it is one grading
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # [{"criterion": id, "level": id, "points": "2.00", "of": "4.00", "comment": "..."}]
    lines = models.JSONField(default=list)
    comment = models.TextField(blank=True)
    score = models.FloatField(null=True)  # 0-1, weighed
    happened_at = models.DateTimeField()  # of what was assessed first; one that replaces another keeps its moment
    made_at = models.DateTimeField(default=timezone.now)
    evidence = models.JSONField(default=list)  # public ids of what it told the record
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=255, blank=True)  # of the replacement

    class Meta:
        verbose_name = _("grading")
        constraints: ClassVar = [models.UniqueConstraint(fields=["enrolment", "key"], name="grading_key_once")]
        indexes: ClassVar = [models.Index(fields=["subject"]), models.Index(fields=["enrolment", "made_at"])]


class Waiting(models.Model):
    """A piece of work that somebody must mark: one row a piece, gone from the queue once it is marked."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    subject = models.CharField(
        max_length=80, unique=True
    )  # the kind's own name of the piece: "deliverable:<public id>"
    address = models.CharField(max_length=255)  # where it is marked, without a language: "quiz/mark/<public id>/"
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)  # by when the learner was promised an answer
    marked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("work to mark")
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "asked_at"], condition=models.Q(marked_at=None), name="waiting_in_order"
            )
        ]


class Hold(models.Model):
    """Somebody has a piece open to mark it: another marker is told, and "next" passes it by."""

    waiting = models.ForeignKey(Waiting, models.CASCADE, related_name="holds")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["waiting", "person"], name="hold_once")]


# Django finds models here; each of these packages holds its own.
from lms.assessment.juries import models as juries  # noqa: E402
from lms.assessment.peers import models as peers  # noqa: E402
from lms.assessment.recognised import models as recognised  # noqa: E402

__all__ = ["Criterion", "Grading", "Grid", "Hold", "Level", "Waiting", "juries", "peers", "recognised"]

"""Juries: who sits, who comes before them and when, what each juror gave alone, and what was decided together."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.catalogue.models import Activity, Indicator
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation


class JurySession(models.Model):
    """One sitting. It keeps its grid and its weights: an activity that is edited later changes nothing of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="juries", verbose_name=_("activity"))
    grid = models.ForeignKey("assessment.Grid", models.PROTECT, related_name="juries", verbose_name=_("grid"))
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))  # UTC
    place = models.CharField(_("place"), max_length=200, blank=True)
    president = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("president")
    )
    minutes_each = models.PositiveSmallIntegerField(
        _("minutes for each candidate"), default=15, validators=[MinValueValidator(1)]
    )
    out_of = models.PositiveSmallIntegerField(_("marks are out of"), default=20, validators=[MinValueValidator(1)])
    jury_weight = models.DecimalField(_("weight of the jury"), max_digits=5, decimal_places=2, default=Decimal(1))
    continuous_weight = models.DecimalField(
        _("weight of continuous assessment"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    continuous = models.JSONField(default=list)  # codes of the sequences whose marks count; none: the whole journey
    time_indicator = models.ForeignKey(Indicator, models.SET_NULL, null=True, related_name="+")
    # Until when one may apply: the age of a candidate's activity is counted on this day (domain.md A07, AC1).
    closes_on = models.DateField(_("applications until"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True)  # when deliberation began: until then each juror is alone
    comments_shown = models.BooleanField(default=False)  # do candidates read what the jurors wrote?
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("jury")

    def __str__(self) -> str:
        return self.title


class JuryCategory(models.Model):
    """A category of candidates, perhaps for young activities alone: « Création », less than three years."""

    session = models.ForeignKey(JurySession, models.CASCADE, related_name="categories")
    title = models.CharField(_("title"), max_length=120)
    under_months = models.PositiveSmallIntegerField(null=True)  # the activity must be younger than so many months

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "title"], name="jury_category_once")]

    def __str__(self) -> str:
        return self.title


class Juror(models.Model):
    """Somebody who sits: of the team, or a guest. Erased, they leave their given scores nameless."""

    session = models.ForeignKey(JurySession, models.CASCADE, related_name="jurors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "person"], name="juror_once")]

    def __str__(self) -> str:
        return str(self.person or _("Somebody who has left"))


class Candidate(models.Model):
    """Somebody who comes before the jury, in this order, at this hour."""

    session = models.ForeignKey(JurySession, models.CASCADE, related_name="candidates")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()  # UTC
    category = models.ForeignKey(JuryCategory, models.SET_NULL, null=True, blank=True, related_name="+")
    active_since = models.DateField(null=True, blank=True)  # of the candidate's activity, where a category asks
    heard_at = models.DateTimeField(null=True)  # the moment of everything the jury says of them: it never moves

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "enrolment"], name="candidate_once")]


class JuryScore(models.Model):
    """What one juror gave one candidate: one row, a draft until it is given."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="scores")
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="scores")
    lines = models.JSONField(default=list)  # as those of a Grading
    comment = models.TextField(blank=True)
    seconds = models.PositiveIntegerField(null=True)  # how long the presentation lasted, if this juror timed it
    score = models.FloatField(null=True)  # 0-1, weighed; nothing while a draft is incomplete
    saved_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True)  # nothing: a draft, which counts for nothing
    # What it was before each change made in deliberation: [{"score", "lines", "comment", "seconds", "at", "reason"}].
    before = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["candidate", "juror"], name="jury_score_once")]


class JuryOutcome(models.Model):
    """What a jury may decide, or the distinction it may add: an organisation's own words."""

    class Verb(models.TextChoices):
        PASSED = "passed", _("admitted")
        FAILED = "failed", _("not admitted")
        COMPLETED = "completed", _("heard, neither admitted nor refused")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    verb = models.CharField(_("it means"), max_length=20, choices=Verb.choices, default=Verb.PASSED)
    is_distinction = models.BooleanField(
        _("a distinction"), default=False, help_text=_("Given beside the decision, such as a prize.")
    )
    is_offered = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        ordering: ClassVar = ["is_distinction", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "title"], name="jury_outcome_once")]

    def __str__(self) -> str:
        return self.title


class JuryDecision(models.Model):
    """What the jury decided of one candidate, with what it stood on then. Never edited: another one replaces it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="decisions")
    outcome = models.ForeignKey(JuryOutcome, models.PROTECT, related_name="+")
    distinctions = models.ManyToManyField(JuryOutcome, related_name="+")
    reasons = models.TextField(blank=True)  # the learner reads them
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=100)
    made_at = models.DateTimeField(default=timezone.now)
    appraisal = models.JSONField(default=dict)  # marks.py:Appraisal, as it stood
    words = models.JSONField(default=list)  # what each juror gave, in words: [{"comment", "lines": [...]}], nameless
    evidence = models.JSONField(default=list)  # public ids of what it told the record
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_for = models.CharField(max_length=255, blank=True)  # the reason

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "key"], name="jury_decision_key_once"),
            models.UniqueConstraint(
                fields=["candidate"], condition=models.Q(withdrawn_at=None), name="jury_decision_in_force_once"
            ),
        ]

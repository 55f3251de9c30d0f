"""Who follows what: an enrolment is one person on one journey, with its own start and its own calendar."""

import uuid
from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.catalogue.models import Journey, Sequence
from lms.people.models import Organisation


class Cohort(models.Model):
    """People who are named together; optional, since entries are rolling (domain.md 0.10)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="cohorts")
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    trainers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="cohorts", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["journey", "name"], name="cohort_name_once")]

    def __str__(self) -> str:
        return self.name


class ExitCategory(models.Model):
    """What an exit counts as is a matter of each funder: data, never a constant (domain.md 0.9)."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="exit_categories")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    family = models.CharField(max_length=40, blank=True)
    is_dynamic = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["journey", "code"], name="exit_category_once")]

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    """One person on one journey. The person may be erased; what was done stays in the totals, nameless."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Under way")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="enrolments", verbose_name=_("person")
    )
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, models.SET_NULL, null=True, blank=True, related_name="enrolments")
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="coached_enrolments"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the day of exit, once known
    paused_on = models.DateField(null=True, blank=True)  # the first day of the pause that runs
    days_paused = models.PositiveIntegerField(default=0)  # of pauses that are over: they push every due date
    exit_category = models.ForeignKey(ExitCategory, models.SET_NULL, null=True, blank=True)
    exit_reason = models.CharField(max_length=500, blank=True)  # a person's own words: blanked at erasure
    # For the bilan pédagogique et financier, table F-1 (domain.md B5): F1a to F1e.
    trainee_type = models.CharField(max_length=10, blank=True)
    lives_in_priority_area = models.BooleanField(default=False)  # QPV
    # Entry situation, referrer, funder, constraints as imported: {"prescripteur": "P1", ...}.
    intake = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "journey", "starts_on"], name="enrolment_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["journey", "state", "id"]),
            models.Index(fields=["journey", "starts_on", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.person or _('Somebody')}, {self.journey}"


# When a learner last did something; who never did stands at a moment before all others. For order alone: the databases
# do not agree on where nothing belongs.
LAST_ACTIVITY = Coalesce("last_evidence_at", models.Value(datetime(1970, 1, 1, tzinfo=UTC)))


class EnrolmentTotal(models.Model):
    """One learner's sums on one journey. Locking this row makes everything of the enrolment wait its turn.

    lms.progress moves it; it stands here so that nobody is enrolled without one.
    """

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, primary_key=True, related_name="total")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(default=0)
    minutes_in_person = models.PositiveIntegerField(default=0)
    minutes_remote = models.PositiveIntegerField(default=0)
    activities_done = models.PositiveIntegerField(default=0)
    indicators_met = models.PositiveIntegerField(default=0)
    competencies_validated = models.PositiveIntegerField(default=0)
    # {"<competency id>": 1-3} by measures; only those with a measure that counts.
    levels = models.JSONField(default=dict)
    blocks_validated = models.JSONField(default=list)  # ids of competency blocks, ascending
    # {"<competency id>": 0-3} the learner declared at entry.
    declared_levels = models.JSONField(default=dict)
    # {"<sequence id>": {"done": {"<activity id>": "<recorded at>"}, "minutes": n}}; only those with something done.
    sequences = models.JSONField(default=dict)
    last_evidence_at = models.DateTimeField(null=True)
    # What the shared totals already count of this row, and for which cohort; tally moves the difference.
    tallied = models.JSONField(default=dict)
    is_tallied = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["journey", "indicators_met", "enrolment"]),
            models.Index(fields=["journey", "minutes", "enrolment"]),
            # As reports ask for it, forwards or backwards: who never did anything stands before everybody else.
            models.Index("journey", LAST_ACTIVITY, "enrolment", name="total_last"),
            models.Index(fields=["enrolment"], name="total_untallied", condition=models.Q(is_tallied=False)),
        ]


class DateException(models.Model):
    """One person's own due date for one sequence, set by hand, with who and why."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="date_exceptions")
    sequence = models.ForeignKey(Sequence, models.CASCADE, related_name="+")
    due_on = models.DateField()
    reason = models.CharField(max_length=255, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "sequence"], name="date_exception_once"),
        ]


class Closure(models.Model):
    """Days on which an organisation works with nobody: learners' calendars skip them."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="closures")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    title = models.CharField(_("what it is"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("closure")
        ordering: ClassVar = ["first_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(last_on__gte=models.F("first_on")), name="closure_in_order"),
        ]


class GateOpening(models.Model):
    """A coach opened a sequence to one learner before its prerequisites were done, with who and why. Only added."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="gate_openings")
    sequence = models.ForeignKey(Sequence, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=255)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "sequence"], name="gate_opened_once"),
        ]


class Extension(models.Model):
    """The last day of one enrolment, moved with who and why. Only added: the first date stays readable (A25, AC5)."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="extensions")
    until = models.DateField()
    before = models.DateField()  # the last day as it was
    reason = models.CharField(max_length=255)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

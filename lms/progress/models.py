"""What happened and what it adds up to. Evidence is only ever added; every other table here can be built again."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.catalogue.models import (
    Activity,
    ActivityVersion,
    Indicator,
    IndicatorVersion,
    Journey,
    Sequence,
)
from lms.enrolment.models import Cohort, Enrolment, EnrolmentTotal
from lms.people.models import Organisation

__all__ = [
    "ActivityTotal",
    "AppendOnlyError",
    "Completion",
    "EnrolmentTotal",
    "Evidence",
    "EvidenceVerb",
    "IndicatorStanding",
    "JourneyTotal",
    "Measure",
    "Trust",
]


class EvidenceVerb(models.TextChoices):
    """The learner's verbs of the kind contract, and what other people and the platform say. Never renamed."""

    OPENED = "opened", _("opened")
    PROGRESSED = "progressed", _("progressed")
    ANSWERED = "answered", _("answered")
    SUBMITTED = "submitted", _("handed in")
    PASSED = "passed", _("passed")
    FAILED = "failed", _("did not pass yet")
    ATTENDED = "attended", _("attended")
    POSTED = "posted", _("posted")
    COMPLETED = "completed", _("completed")
    ASSESSED = "assessed", _("was assessed")
    DECLARED = "declared", _("declared a level")
    WAIVED = "waived", _("was waived")
    VOIDED = "voided", _("withdrawn")


class Trust(models.TextChoices):
    """Who vouches for the score or value."""

    SERVER = "server", _("the platform")
    PERSON = "person", _("a person")
    BROWSER = "browser", _("only the learner's browser")


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete evidence; correct it with new evidence that voids it."""


class EvidenceRows(models.QuerySet["Evidence"]):
    def update(self, **fields: Any) -> int:
        raise AppendOnlyError("Evidence is only ever added.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Evidence is only ever added.")

    def blank(self) -> int:
        """Take out a person's own words when they are erased; what folding needs stays. privacy.py alone calls it."""
        return super().update(raw={}, comment="")

    def forget_author(self) -> int:
        """Take out who said it, when that person is erased. privacy.py alone calls it."""
        return super().update(author=None)


class Evidence(models.Model):
    """One thing that happened, or that somebody said, about one enrolment."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="evidence")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="evidence")
    # The version it was judged by, which is that of the learner's first evidence in this activity.
    activity_version = models.ForeignKey(ActivityVersion, models.PROTECT, null=True, related_name="+")
    # Where the activity stood then. A bare number: activities move, and the number outlives the row.
    sequence = models.ForeignKey(Sequence, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    verb = models.CharField(max_length=20, choices=EvidenceVerb.choices)
    key = models.CharField(max_length=120)  # once per enrolment and activity, whoever repeats it
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    score = models.FloatField(null=True)  # 0-1
    trust = models.CharField(max_length=10, choices=Trust.choices, default=Trust.SERVER)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    comment = models.TextField(blank=True)
    detail = models.JSONField(default=dict)  # what folding needs; never a person's own words
    raw = models.JSONField(default=dict)  # as received; blanked when the person is erased
    voids = models.ForeignKey("self", models.PROTECT, null=True, related_name="voided_by")

    objects = EvidenceRows.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "activity", "key"], name="evidence_key_once"),
            # What is said of no activity: judgements, declarations, withdrawals.
            models.UniqueConstraint(
                fields=["enrolment", "key"], condition=models.Q(activity=None), name="evidence_key_once_apart"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["enrolment", "activity", "happened_at"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Evidence is only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Evidence is only ever added.")


class Measure(models.Model):
    """One value for one indicator of one enrolment, said by one evidence. Only added, like its evidence."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="measures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measures")
    indicator_version = models.ForeignKey(IndicatorVersion, models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="measures")
    value = models.DecimalField(max_digits=12, decimal_places=4)
    is_validated = models.BooleanField()  # False: only a browser vouches for it, and the indicator wants more

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "indicator"], name="measure_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["enrolment", "indicator"])]


class Completion(models.Model):
    """What is known of one learner and one activity. Not started is the absence of a row."""

    class State(models.TextChoices):
        DOING = "doing", _("Under way")
        WAITING = "waiting", _("Handed in")
        DONE = "done", _("Done")
        # All its evidence was withdrawn: as if not started. Tally takes it out of the shared totals, then deletes it.
        VOIDED = "voided", _("Withdrawn")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="completions")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="completions")
    version = models.ForeignKey(ActivityVersion, models.PROTECT, related_name="+")  # in force at the first evidence
    sequence = models.ForeignKey(Sequence, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    facts = models.JSONField(default=dict)
    score = models.FloatField(null=True)  # best, 0-1
    # Who vouches for the best score, or without a score for what was done.
    trust = models.CharField(max_length=10, choices=Trust.choices, default=Trust.SERVER)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()  # of the latest evidence folded; what happened before it comes late
    completed_at = models.DateTimeField(null=True)  # when it happened
    recorded_at = models.DateTimeField(null=True)  # when we learned of it: what was published later asks nothing more
    # The state and cohort that ActivityTotal already counts; tally moves the difference.
    tallied_state = models.CharField(max_length=10, blank=True, default="")
    tallied_cohort = models.BigIntegerField(null=True)
    is_tallied = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "activity"], name="completion_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="completion_untallied", condition=models.Q(is_tallied=False)),
        ]


class IndicatorStanding(models.Model):
    """Where one learner stands on one indicator: the retained measure against the thresholds of the first."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="standings")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="standings")
    version = models.ForeignKey(IndicatorVersion, models.PROTECT, related_name="+")
    first = models.ForeignKey(Measure, models.PROTECT, related_name="+")  # stored first; its version is kept
    # The retained one; none while only a browser vouches for what was measured.
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="+")
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    measured_at = models.DateTimeField(null=True)
    is_met = models.BooleanField(default=False)
    is_autonomous = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "indicator"], name="standing_once"),
        ]


class ActivityTotal(models.Model):
    """How many learners are where in one activity; by cohort, and without one. Moved by tally alone."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="totals")
    cohort = models.ForeignKey(Cohort, models.CASCADE, null=True, related_name="+")
    doing = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    done = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "cohort"], name="activity_total_once"),
            models.UniqueConstraint(
                fields=["activity"], condition=models.Q(cohort=None), name="activity_total_whole_once"
            ),
        ]


class JourneyTotal(models.Model):
    """Sums over the learners of a journey; by cohort, and without one. Sums and counts, never averages."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="totals")
    cohort = models.ForeignKey(Cohort, models.CASCADE, null=True, related_name="+")
    enrolments = models.IntegerField(default=0)
    minutes = models.BigIntegerField(default=0)
    minutes_in_person = models.BigIntegerField(default=0)
    minutes_remote = models.BigIntegerField(default=0)
    activities_done = models.BigIntegerField(default=0)
    indicators_met = models.BigIntegerField(default=0)
    competencies_validated = models.BigIntegerField(default=0)
    # {"<indicators met>": how many learners}: the median stays exact when a journey gains indicators.
    progress_counts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journey", "cohort"], name="journey_total_once"),
            models.UniqueConstraint(
                fields=["journey"], condition=models.Q(cohort=None), name="journey_total_whole_once"
            ),
        ]

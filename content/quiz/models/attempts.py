"""What one learner answered. An attempt keeps the versions and the order it drew, whatever becomes of the page."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.quiz.models.bank import QuestionVersion
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation
from lms.progress.models import Evidence


class Attempt(models.Model):
    """One try of a quiz by one enrolment."""

    class State(models.TextChoices):
        OPEN = "open", _("Under way")
        WAITING = "waiting", _("Waits to be marked")
        MARKED = "marked", _("Marked")

    class Ended(models.TextChoices):
        BY_LEARNER = "learner", _("handed in")
        BY_TIME = "time", _("closed when the time was over")
        BY_EXIT = "exit", _("closed when the journey ended")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="quiz_attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    is_one_a_page = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)  # with this person's own extra time
    submitted_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True)  # 0-1
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # What the record was told of it: the evidence in force, and how many there were.
    evidence = models.ForeignKey(Evidence, models.SET_NULL, null=True, related_name="+")
    times_told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("quiz attempt")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "activity", "number"], name="quiz_attempt_once"),
            models.UniqueConstraint(
                fields=["enrolment", "activity"], condition=models.Q(state="open"), name="quiz_one_open_attempt"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="quiz_attempt_due"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def subject(self) -> str:
        """Its name in the queue of work to mark."""
        return f"quiz:{self.public_id}"


class Answer(models.Model):
    """One question of one attempt: the version that was drawn, and the newest answer."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=6, decimal_places=2)
    seed = models.PositiveIntegerField()  # in which order its choices are shown
    response = models.JSONField(null=True)  # see content/quiz/questions; none: not tried
    saved_at = models.DateTimeField(null=True)
    saved_by = models.CharField(max_length=24, blank=True)  # the name of the opened page it came from
    # What an answer in another tab took the place of, and what came when the attempt was over: kept, not counted.
    replaced = models.JSONField(default=list)
    late = models.JSONField(null=True)
    is_checked = models.BooleanField(default=False)  # its marks were shown during the attempt: it stays as it is
    share = models.FloatField(null=True)  # 0-1 of its points; none: not marked yet
    comment = models.TextField(blank=True)  # of the person who marked it

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "position"], name="quiz_answer_once"),
        ]


class Accommodation(models.Model):
    """What one enrolment gets in every quiz, with who and why. Only added: the last one holds."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="quiz_accommodations")
    extra_time = models.PositiveSmallIntegerField(
        _("extra time (%)"),
        default=0,
        validators=[MaxValueValidator(400)],
        help_text=_("33 gives a third more time, 100 twice the time. 0 takes it back."),
    )
    extra_attempts = models.PositiveSmallIntegerField(
        _("extra attempts"),
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_("In each quiz that limits them."),
    )
    reason = models.CharField(_("why"), max_length=255)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("accommodation")
        ordering: ClassVar = ["pk"]

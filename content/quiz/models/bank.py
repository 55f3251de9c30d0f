"""The questions of an organisation, shared by its authors. Versions are only added, so that answers stay readable."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.catalogue.models import Competency
from lms.people.models import Organisation


class Question(models.Model):
    """One question, whatever its versions. Title and words are those of the current one, for lists and search."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="questions", verbose_name=_("organisation")
    )
    type = models.CharField(_("type"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    words = models.TextField(editable=False, default="")  # all a person reads in it, in small letters, for search
    points = models.DecimalField(max_digits=6, decimal_places=2, default=1, editable=False)
    competencies = models.ManyToManyField(Competency, blank=True, related_name="+", verbose_name=_("competencies"))
    current = models.ForeignKey("QuestionVersion", models.PROTECT, null=True, editable=False, related_name="+")
    is_retired = models.BooleanField(_("put aside"), default=False)  # still answered where a quiz chose it, never drawn
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("question")
        ordering: ClassVar = ["-changed_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-changed_at", "-id"], name="question_listed"),
            models.Index(fields=["organisation", "type", "-changed_at", "-id"], name="question_by_type"),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionTag(models.Model):
    """A free word on a question, in small letters."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="tags")
    word = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["question", "word"], name="question_tag_once")]
        indexes: ClassVar = [models.Index(fields=["word", "question"], name="question_tagged")]

    def __str__(self) -> str:
        return self.word


class QuestionVersion(models.Model):
    """A question as it stood from a day on. Only added: attempts point at the version that they drew."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()  # see content/quiz/questions
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]


class QuestionImport(models.Model):
    """A file on its way into the bank: read, shown to its author, and written once; a long one in the background."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READY = "ready", _("waits for your word")
        WRITING = "writing", _("being written")
        WRITTEN = "written", _("in the bank")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="quiz-imports")
    tags = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    report = models.JSONField(default=dict)  # what its author is shown; see content/quiz/authoring/incoming.py
    written = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)


class Regrading(models.Model):
    """A correction of a question reached attempts that were marked before: who decided it, and what it changed."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="regradings")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    lines = models.JSONField(default=list)  # [{"attempt": public id, "before": 0-1, "after": 0-1}]

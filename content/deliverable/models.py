"""The page of the deliverable kind, and what is handed in: works, versions, files, marks. Originals stay whole."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from content.deliverable.asked import MB, MOST_MB
from content.deliverable.page_form import DeliverablePageForm
from courses.models import PROSE, ActivityPage
from courses.panels import plain
from lms.assessment.models import Grading
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation


class DeliverablePage(ActivityPage):
    kind = "deliverable"
    is_creatable = True

    body = RichTextField(_("what is to be handed in"), blank=True, features=PROSE)
    takes_text = models.BooleanField(_("a text written here"), default=True)
    takes_files = models.BooleanField(_("files"), default=True)
    takes_photo = models.BooleanField(_("a photo from a phone"), default=True)
    takes_link = models.BooleanField(_("a link"), default=False)
    most_files = models.PositiveSmallIntegerField(
        _("files at most"), default=5, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    largest_mb = models.PositiveSmallIntegerField(
        _("largest file (MB)"), default=20, validators=[MinValueValidator(1), MaxValueValidator(MOST_MB)]
    )
    grid_code = models.CharField(
        _("assessment grid"), max_length=40, blank=True, help_text=_("Without a grid, it gets a plain mark, or none.")
    )
    out_of = models.PositiveSmallIntegerField(
        _("plain mark out of"), default=20, help_text=_("0: it is seen and commented, without a mark.")
    )
    due_days = models.PositiveSmallIntegerField(
        _("due so many days after the sequence"),
        null=True,
        blank=True,
        help_text=_("Counted from each learner's own calendar. 0: the sequence's last day. Empty: any day."),
    )
    cutoff_days = models.PositiveSmallIntegerField(
        _("taken until so many days after that"),
        null=True,
        blank=True,
        help_text=_("Later it is refused, and in between it is late. Empty: late work is taken for ever."),
    )
    tries = models.PositiveSmallIntegerField(
        _("times it may be handed in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("After each return with comments it can be handed in again. Empty: as often as you return it."),
    )
    is_team = models.BooleanField(
        _("handed in by teams"), default=False, help_text=_("One piece of work a team; each member has their own mark.")
    )

    template = "deliverable/deliverable_page.html"
    base_form_class = DeliverablePageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldRowPanel([plain("takes_text"), plain("takes_files"), plain("takes_photo"), plain("takes_link")]),
                FieldRowPanel([plain("most_files"), plain("largest_mb"), plain("tries"), plain("is_team")]),
            ],
            heading=_("What can be handed in"),
        ),
        MultiFieldPanel([FieldRowPanel([plain("grid_code"), plain("out_of")])], heading=_("How it is marked")),
        MultiFieldPanel([FieldRowPanel([plain("due_days"), plain("cutoff_days")])], heading=_("By when")),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("deliverable")

    def rule_settings(self) -> dict[str, Any]:
        """See asked.py:Asked."""
        return {
            **super().rule_settings(),
            "text": self.takes_text,
            "files": self.takes_files,
            "photo": self.takes_photo,
            "link": self.takes_link,
            "most_files": self.most_files,
            "largest": self.largest_mb * MB,
            "grid": self.grid_code,
            "out_of": self.out_of,
            "due_days": self.due_days,
            "cutoff_days": self.cutoff_days,
            "tries": self.tries,
            "team": self.is_team,
        }

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        from content.deliverable.shown import page_context

        return page_context(self, state)


class Work(models.Model):
    """What one learner, or one team, makes for an activity: the draft, and where it stands."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        WAITING = "waiting", _("Handed in")
        OPENED = "opened", _("Being read")  # by a marker: it cannot be taken back any more
        RETURNED = "returned", _("Returned with comments")
        MARKED = "marked", _("Marked")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    team = models.CharField(max_length=80, blank=True)  # its name; empty for one person's work
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("work")

    @property
    def subject(self) -> str:
        """Its name in the queue of work to mark."""
        return f"deliverable:{self.public_id.hex}"


class Member(models.Model):
    """Whose work it is: one person, or each of a team. With the date that was agreed with them, if any."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="members")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")  # the work's, so that it is one a person
    extended_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["enrolment", "activity"], name="deliverable_once")]


class Version(models.Model):
    """A work as it was handed in once. Only added; what came of it is written beside."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=100)  # of the form that was sent: twice is once
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    handed_in_at = models.DateTimeField(default=timezone.now)
    handed_in_by = models.ForeignKey(Enrolment, models.SET_NULL, null=True, related_name="+")
    is_late = models.BooleanField(default=False)
    taken_back_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    returned_words = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["work", "number"], name="deliverable_version_once"),
            models.UniqueConstraint(fields=["work", "key"], name="deliverable_version_key_once"),
        ]


class HandedFile(models.Model):
    """One file of a work, whole. It belongs to the draft until it is taken out, and to versions handed in meanwhile."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(Work, models.CASCADE, related_name="files")
    name = models.CharField(max_length=150)  # cleaned; the sender's own otherwise
    type = models.CharField(max_length=100)  # by its content
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Enrolment, models.SET_NULL, null=True, related_name="+")
    in_draft = models.BooleanField(default=True)
    first_version = models.PositiveSmallIntegerField(null=True)
    last_version = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    @property
    def path(self) -> str:
        """On the shelf; nobody else's name is in it."""
        return f"files/{self.public_id.hex}"

    def is_in(self, number: int) -> bool:
        return self.first_version is not None and self.first_version <= number <= (self.last_version or 0)


class Upload(models.Model):
    """A file that arrives in pieces; what is never finished is thrown away by the periodic sweep."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(Work, models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)  # the browser's own name of the file: the same one goes on where it stopped
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    received = models.JSONField(default=list)  # numbers of the pieces that are here, ascending
    touched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["work", "enrolment", "key"], name="deliverable_upload_once")
        ]
        indexes: ClassVar = [models.Index(fields=["touched_at"])]

    @property
    def folder(self) -> str:
        return f"pieces/{self.public_id.hex}"


class Mark(models.Model):
    """What one member got for one version. Never edited: another one replaces it, with a reason."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="marks")
    version = models.ForeignKey(Version, models.CASCADE, related_name="marks")
    key = models.CharField(max_length=100)  # of the form that was sent: twice is once
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    score = models.FloatField(null=True)  # 0-1; none: seen, without a mark
    comment = models.TextField(blank=True)
    grading = models.OneToOneField(Grading, models.PROTECT, null=True, related_name="+")
    lines = models.JSONField(default=list)  # the grading in words, as the learner reads it
    evidence = models.UUIDField(null=True)  # what it told the record
    made_at = models.DateTimeField(default=timezone.now)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    is_in_force = models.BooleanField(default=True)  # nothing has replaced it
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "key"], name="deliverable_mark_key_once"),
            models.UniqueConstraint(
                fields=["member", "version"], condition=models.Q(is_in_force=True), name="deliverable_mark_in_force"
            ),
        ]


class LaterDate(models.Model):
    """An extension that somebody of the team gave one person, with the reason. Only added; the last one holds."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    until = models.DateField()
    reason = models.CharField(max_length=255)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

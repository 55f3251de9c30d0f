"""Forums, their threads and posts, who follows and has read what; and the page of the forum kind.

A thread with a cohort is that group's alone, wherever the forum's settings go later. A private reply stands at the
place of the post it answers, so that nobody else's count of new posts gives it away.
"""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from content.forum.page_form import ForumPageForm
from courses.models import ActivityPage
from courses.panels import plain
from lms.catalogue.models import Journey
from lms.enrolment.models import Cohort
from lms.people.models import Organisation


class Forum(models.Model):
    """A place: of one journey, or of the whole organisation. The team may always come."""

    class Follow(models.TextChoices):
        OPTIONAL = "optional", _("each person chooses")
        EVERYBODY = "everybody", _("everybody, until they say no")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=40, help_text=_("Short name in journey files, for example F01."))
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("presentation"), blank=True, help_text=_("What people talk about here, and how."))
    journey = models.ForeignKey(
        Journey, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("journey"),
        help_text=_("Leave empty for a forum of the whole organisation."),
    )  # fmt: skip
    for_learners = models.BooleanField(_("learners may come"), default=True)
    for_guests = models.BooleanField(_("invited guests may come"), default=False)
    guests = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("invited guests")
    )
    groups_apart = models.BooleanField(
        _("each group on its own"), default=False, help_text=_("Learners read and write in their own group only.")
    )
    takes_aliases = models.BooleanField(
        _("people may choose the name that is shown"), default=True, help_text=_("The team sees who it is.")
    )
    reply_days = models.PositiveSmallIntegerField(
        _("the team answers within (working days)"), null=True, blank=True, help_text=_("Empty: nothing is promised.")
    )
    edit_minutes = models.PositiveSmallIntegerField(_("posts can be changed for (minutes)"), default=30)
    follow = models.CharField(_("who follows it"), max_length=10, choices=Follow.choices, default=Follow.OPTIONAL)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("forum")
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="forum_code_once")]

    def __str__(self) -> str:
        return self.title


class Thread(models.Model):
    class Sort(models.TextChoices):
        QUESTION = "question", _("Question")
        DISCUSSION = "discussion", _("Discussion")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="threads")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="+")  # None: everybody of the forum
    title = models.CharField(_("title"), max_length=150)
    sort = models.CharField(max_length=10, choices=Sort.choices, default=Sort.DISCUSSION)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    shown_name = models.CharField(max_length=60, blank=True)  # as that of its first post
    accepted = models.ForeignKey("Post", models.SET_NULL, null=True, related_name="+")
    is_pinned = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=0)  # the last position
    created_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thread")
        indexes: ClassVar = [models.Index(fields=["forum", "-is_pinned", "-last_at", "-id"])]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """One message. `text` is what was written, `html` what is shown, `folded` what is searched."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    position = models.PositiveIntegerField()  # from 1; a private reply has that of the post it answers
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    shown_name = models.CharField(max_length=60, blank=True)  # chosen by the author; empty: their own
    key = models.CharField(max_length=64)  # of the form that was sent: twice is once
    text = models.TextField()
    html = models.TextField()
    folded = models.TextField()
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    is_private = models.BooleanField(default=False)
    private_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    hidden_reason = models.CharField(max_length=500, blank=True)
    useful_at = models.DateTimeField(null=True)
    useful_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    turn = models.PositiveSmallIntegerField(default=0)  # how often something said of it was taken back: names evidence

    class Meta:
        verbose_name = _("post")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["author", "key"], name="forum_post_once")]
        indexes: ClassVar = [
            models.Index(fields=["thread", "position", "id"]),
            models.Index(fields=["author", "-created_at"]),
            models.Index(fields=["-created_at"], name="forum_post_latest"),
        ]

    @property
    def is_gone(self) -> bool:
        return self.hidden_at is not None or self.deleted_at is not None

    def changes_until(self, forum: Forum) -> Any:
        """Until when its author may change it (UTC)."""
        return self.created_at + timedelta(minutes=forum.edit_minutes)


class Wording(models.Model):
    """How a post read before it was changed; for the team."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="wordings")
    text = models.TextField()
    until = models.DateTimeField(default=timezone.now)


class Attachment(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    @property
    def path(self) -> str:
        """On the private shelf; nobody's name is in it."""
        return f"forum/{self.public_id.hex}"


class Report(models.Model):
    """Somebody asks the moderators to look at a post: once a person a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("what is wrong with it"), max_length=500)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "person"], name="forum_report_once")]
        indexes: ClassVar = [
            models.Index(fields=["made_at"], name="forum_report_open", condition=models.Q(closed_at=None))
        ]


class Following(models.Model):
    """What one person said of following a forum or a thread; where nothing is said, the forum's own way holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, models.CASCADE, null=True, related_name="followings")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="followings")
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "forum"], condition=models.Q(forum__isnull=False), name="forum_followed_once"
            ),
            models.UniqueConstraint(
                fields=["person", "thread"], condition=models.Q(thread__isnull=False), name="thread_followed_once"
            ),
        ]


class ReadMark(models.Model):
    """How far one person has read a thread."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="read_marks")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "thread"], name="forum_read_mark_once")]


class Alias(models.Model):
    """The name under which somebody writes in a forum."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="aliases")
    name = models.CharField(_("name that is shown"), max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "forum"], name="forum_alias_once"),
            models.UniqueConstraint("forum", models.functions.Lower("name"), name="forum_alias_of_one"),
        ]


class ForumPage(ActivityPage):
    """Sends learners to a forum and says what is asked of them there; several pages may share one forum."""

    kind = "forum"
    is_creatable = True

    forum_code = models.CharField(
        _("forum"), max_length=40, blank=True, help_text=_("Opened under “Forums” in the site's menu.")
    )
    times = models.PositiveSmallIntegerField(
        _("how many"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Of what makes it done: messages, threads, people replied to..."),
    )  # fmt: skip

    template = "forum/forum_page.html"
    base_form_class = ForumPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        MultiFieldPanel(
            [FieldPanel("forum_code", disable_comments=True), FieldRowPanel([plain("times")])],
            heading=_("Where, and how many"),
        ),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("forum")

    def rule_settings(self) -> dict[str, Any]:
        return {**super().rule_settings(), "forum": self.forum_code, "times": self.times}

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        from content.forum.shown import page_context

        return page_context(self, state)

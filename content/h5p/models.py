"""The shared libraries, the contents that trainers upload, the page that plays one, and where each learner left it."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from content.h5p.manifest import Dependency, LibraryInfo
from content.h5p.page_form import H5PPageForm
from courses.models import ActivityPage
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation

# These content types say nothing of what the learner does: the learner says when it is done.
_SILENT = """
    H5P.Audio H5P.Chart H5P.Dialogcards H5P.ImageHotspots H5P.ImageSlider H5P.Timeline H5P.InfoWall H5P.GreetingCard
    H5P.Accordion H5P.Agamotto H5P.Collage H5P.GuessTheAnswer H5P.IFrameEmbed H5P.Image H5P.ImageJuxtaposition H5P.Link
    H5P.Table H5P.Text H5P.AdvancedText H5P.Video H5P.AudioRecorder H5P.CordeeNotes"""
SILENT = frozenset(_SILENT.split())


class Library(models.Model):
    """A library as installed: one row a major.minor. Its folder is written once and never changed."""

    machine_name = models.CharField(max_length=120)
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    patch = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    is_runnable = models.BooleanField(default=False)
    is_fullscreen = models.BooleanField(default=False)
    scripts = models.JSONField(default=list)
    styles = models.JSONField(default=list)
    preloaded = models.JSONField(default=list)  # [[machine name, major, minor], ...]
    folder = models.CharField(max_length=160, unique=True)
    digest = models.CharField(max_length=64)
    installed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["machine_name", "major", "minor"], name="h5p_library_once"),
        ]

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}.{self.patch}"

    @property
    def dependency(self) -> Dependency:
        return Dependency(self.machine_name, self.major, self.minor)

    @property
    def info(self) -> LibraryInfo:
        return LibraryInfo(
            dependency=self.dependency,
            patch=self.patch,
            title=self.title,
            runnable=self.is_runnable,
            scripts=tuple(self.scripts),
            styles=tuple(self.styles),
            preloaded=tuple(Dependency(*one) for one in self.preloaded),
            fullscreen=self.is_fullscreen,
            folder=self.folder,
        )


class Package(models.Model):
    """One uploaded content, without its libraries. Never changed: a new upload is a new row and a new folder."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=20, default="und")
    library = models.ForeignKey(Library, models.PROTECT, related_name="packages", verbose_name=_("type"))
    needed = models.JSONField(default=list)  # [[machine name, major, minor], ...] in the order to load
    metadata = models.JSONField(default=dict)
    example = models.CharField(max_length=40, blank=True, editable=False)  # the example of ours it was made from
    warnings = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("interactive content (H5P)")
        verbose_name_plural = _("interactive contents (H5P)")
        ordering: ClassVar = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.title} ({self.library.title})"

    @property
    def is_silent(self) -> bool:
        return self.library.machine_name in SILENT


class UnfinishedFolder(models.Model):
    """A folder that nothing plays from: being written, or replaced. `h5p gc` removes it when it is a day old."""

    path = models.CharField(max_length=300, unique=True)
    begun_at = models.DateTimeField(auto_now_add=True)


class UserState(models.Model):
    """Where one learner left one content. Belongs to the enrolment and the activity, and to this very content."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    package = models.ForeignKey(Package, models.CASCADE, related_name="states")
    data_type = models.CharField(max_length=60)
    sub_content = models.CharField(max_length=60, default="0")
    data = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment", "activity", "data_type", "sub_content"], name="h5p_state_once"
            ),
        ]


class H5PPage(ActivityPage):
    """An activity that plays one H5P content."""

    kind = "h5p"
    is_creatable = True

    package = models.ForeignKey(
        Package,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pages",
        verbose_name=_("interactive content"),
        help_text=_("Choose a content of the site, or upload an H5P file (.h5p)."),
    )

    template = "h5p/h5p_page.html"
    base_form_class = H5PPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        FieldPanel("package"),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("interactive content (H5P)")

    def rule_in_force(self) -> str:
        """The author's choice; a content that tells nothing is done when the learner says so."""
        if self.rule:
            return self.rule
        package = self.content_with_type()
        return "marked_done" if package and package.is_silent else "finished"

    def content_with_type(self) -> Package | None:
        """The content and its type in one query, once for a page."""
        if self.package_id and "package" not in self._state.fields_cache:
            self.package = Package.objects.select_related("library").get(pk=self.package_id)
        return self.package

    def rule_settings(self) -> dict[str, Any]:
        content = {"content": str(self.package.public_id)} if self.package else {}
        # The place goes into the names of messages: an enrolment stores each name once, over all its activities.
        return {**super().rule_settings(), **content, "place": self.translation_key.hex}

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        from content.h5p.player import player_context

        return player_context(self, state)

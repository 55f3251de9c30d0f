"""The page of the video kind: videos of the library in order. And tutorials, which anybody reads: steps, each a video
with its article."""

from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtailmedia.edit_handlers import MediaChooserPanel

from content.video.page_form import TutorialForm, VideoPageForm
from courses.media.activity import Chosen, Screen, bytes_of_versions, is_shown_there, settings_of, versions_of
from courses.media.models import Video
from courses.media.player import start_of
from courses.media.showing import PLATFORM, may_show
from courses.models import PROSE, ActivityPage


class VideoPage(ActivityPage):
    """Without a video it is a draft that learners say is done."""

    kind = "video"
    is_creatable = True

    # Codes of a journey file, until its videos are in the library (importer.py).
    media_codes = models.JSONField(default=list, blank=True, editable=False)

    template = "video/video_page.html"
    base_form_class = VideoPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        InlinePanel("lines", heading=_("Videos, in order"), label=_("Video")),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("videos to watch")

    def chosen(self) -> list[Chosen]:
        return [Chosen(row.video, words=row.words) for row in self.lines.all() if row.video_id]

    def shown(self, state: dict[str, Any]) -> list[Chosen]:
        """The same for whoever looks, each with whether it may be shown: one query; a preview has lines of its own."""
        if not state:
            return [replace(one, is_visible=may_show(one.video, PLATFORM)) for one in self.chosen() if one.video]
        rows = VideoLine.objects.filter(page_id=self.pk).select_related("video").order_by("sort_order")
        rows = rows.annotate(is_visible=is_shown_there("video"), **bytes_of_versions("video"))
        return [Chosen(row.video, row.is_visible, row.words, versions=versions_of(row)) for row in rows]

    def rule_settings(self) -> dict[str, Any]:
        return {**super().rule_settings(), **settings_of(self.chosen())}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.asked = {"wanted": request.GET.get("v", ""), "start": start_of(request)}
        return super().get_context(request, *args, **kwargs)

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        asked = getattr(self, "asked", {})
        return Screen(self.shown(state), {**state, **asked}, "video").context()


class VideoLine(Orderable):
    page = ParentalKey(VideoPage, on_delete=models.CASCADE, related_name="lines")
    video = models.ForeignKey(Video, models.CASCADE, related_name="+", verbose_name=_("video"))
    words = models.CharField(
        _("why watch it"), max_length=300, blank=True, help_text=_("One sentence, shown beside the video.")
    )
    code = models.CharField(max_length=40, blank=True, editable=False)  # in the journey file it came from

    panels: ClassVar = [MediaChooserPanel("video", media_type="video"), FieldPanel("words")]


class TutorialPage(Page):
    """A short presentation, then steps that anybody follows without an account (domain.md A01)."""

    presentation = RichTextField(
        _("presentation"), features=PROSE, help_text=_("Short: what one will know how to do at the end.")
    )

    template = "video/tutorial_page.html"
    base_form_class = TutorialForm
    parent_page_types: ClassVar = ["courses.CataloguePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("presentation"),
        InlinePanel("steps", heading=_("Steps, in order"), label=_("Step"), min_num=1),
    ]

    class Meta:
        verbose_name = _("tutorial")
        verbose_name_plural = _("tutorials")

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail does; raises Unfinished when a step lacks its text, or its video captions or a transcript."""
        from content.video.tutorial import refuse_unfinished

        refuse_unfinished(revision.as_object())
        return super().publish(revision, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.video.tutorial import tutorial_context

        return {**super().get_context(request, *args, **kwargs), **tutorial_context(self, request)}


class TutorialStep(Orderable):
    page = ParentalKey(TutorialPage, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("title"), max_length=150)
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("video"))
    article = RichTextField(_("article"), blank=True, features=PROSE, help_text=_("What to remember, and what to do."))

    panels: ClassVar = [FieldPanel("title"), MediaChooserPanel("video", media_type="video"), FieldPanel("article")]


class Unfinished(ValidationError):
    """A tutorial would be published although something of its steps is missing. Says what, step by step."""

"""Testimonials as editors keep them, the page that shows some of them, and what learners keep of it for themselves."""

import uuid
from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Orderable, RevisionMixin, Workflow, WorkflowMixin

from content.testimonial.page_form import TestimonialPageForm
from courses.media.activity import Chosen, Screen, bytes_of_versions, is_shown_there, settings_of, versions_of
from courses.media.captions.words import fold
from courses.media.models import Video
from courses.media.player import start_of
from courses.media.showing import PLATFORM, may_show
from courses.models import PROSE, ActivityPage
from courses.permissions import group_name
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation, Role


class NotReady(ValidationError):
    """A testimonial would be published although a gate is closed. Says which, in words."""


class Testimonial(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """Somebody tells what they did. Published by who approves; shown where and as long as everybody seen has agreed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="testimonials", verbose_name=_("organisation")
    )
    title = models.CharField(_("title"), max_length=255)
    video = models.ForeignKey(
        Video, models.SET_NULL, null=True, blank=True, related_name="testimonials", verbose_name=_("video")
    )
    people = models.CharField(_("who speaks"), max_length=200, blank=True)
    made = models.CharField(
        _("what they started"), max_length=200, blank=True, help_text=_("For example: a tea room, a bicycle workshop.")
    )
    territory = models.CharField(_("territory"), max_length=100, blank=True)
    theme = models.CharField(_("theme"), max_length=100, blank=True)
    step = models.CharField(
        _("step"),
        max_length=100,
        blank=True,
        help_text=_("Of somebody who starts: the idea, the money, the first customer."),
    )
    story = RichTextField(_("story"), blank=True, features=PROSE)
    easy_read = models.TextField(
        _("easy-read summary"), blank=True, help_text=_("Short sentences, one idea a line (FALC).")
    )
    code = models.CharField(max_length=40, blank=True, editable=False)  # in the journey file it came from
    words = models.TextField(editable=False, blank=True)  # what a search looks at
    live_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("testimonial")
        verbose_name_plural = _("testimonials")
        ordering: ClassVar = ["-live_since", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["live", "-live_since"], name="testimonial_live"),
            models.Index(fields=["organisation", "-id"], name="testimonial_own"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation", Lower("code"), condition=~models.Q(code=""), name="testimonial_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        said = [self.title, self.people, self.made, self.territory, self.theme, self.step, self.easy_read]
        self.words = fold(" ".join([*said, strip_tags(self.story or "").replace("&nbsp;", " ")]))
        if self.live and self.live_since is None:
            self.live_since = timezone.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "words", "live_since"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("testimonial:one", args=[self.public_id])

    @property
    def approved_schedule(self) -> bool:
        """Is it planned to go live later? A list that has asked for all its rows saves a query for each."""
        known: bool | None = getattr(self, "is_planned", None)
        return bool(super().approved_schedule) if known is None else known

    def get_workflow(self) -> Workflow | None:
        """Read over by those who publish in the same organisation, as its pages are (courses/permissions.py)."""
        if self.organisation_id is None:
            return None
        asked = group_name(self.organisation, Role.TRAINER)
        rows = Workflow.objects.filter(active=True, workflow_tasks__task__groupapprovaltask__groups__name=asked)
        return rows.order_by("pk").first()

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail does; raises NotReady while the video, its captions, transcript or a consent is missing."""
        from content.testimonial.desk import faults_of

        if found := faults_of(revision.as_object().video):
            raise NotReady(found)
        return super().publish(revision, *args, **kwargs)


class TestimonialPage(ActivityPage):
    """Without a testimonial it is a draft that learners say is done."""

    kind = "testimonial"
    is_creatable = True

    media_codes = models.JSONField(default=list, blank=True, editable=False)  # see importer.py
    asks_words = models.BooleanField(
        _("ask what they keep of it"), default=True, help_text=_("Optional, and nobody else reads it.")
    )

    template = "testimonial/testimonial_page.html"
    base_form_class = TestimonialPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        InlinePanel("lines", heading=_("Testimonials, in order"), label=_("Testimonial")),
        FieldPanel("asks_words"),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("testimonials to watch")

    def chosen(self) -> list[Chosen]:
        """Those of the page, also what is not published yet: it may be later."""
        rows = [row.testimonial for row in self.lines.all() if row.testimonial_id]
        return [Chosen(row.video, words=row.made, title=row.title, more=row) for row in rows]

    def shown(self, state: dict[str, Any]) -> list[Chosen]:
        """The same for whoever looks, each with whether it may be shown: one query; a preview has lines of its own."""
        if not state:
            return [replace(one, is_visible=_is_shown(one)) for one in self.chosen()]
        rows = (
            TestimonialLine.objects.filter(page_id=self.pk).select_related("testimonial__video").order_by("sort_order")
        )
        rows = rows.annotate(
            is_agreed=is_shown_there("testimonial__video"),
            kept=_kept(state),
            **bytes_of_versions("testimonial__video"),
        )
        self.kept = next((row.kept for row in rows), None)
        told = [(row.testimonial, row.is_agreed and row.testimonial.live, versions_of(row)) for row in rows]
        return [Chosen(row.video, is_there, row.made, row.title, row, lighter) for row, is_there, lighter in told]

    def rule_settings(self) -> dict[str, Any]:
        return {**super().rule_settings(), **settings_of(self.chosen()), "words": self.asks_words}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.asked = {"wanted": request.GET.get("v", ""), "start": start_of(request)}
        return super().get_context(request, *args, **kwargs)

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        from content.testimonial.keeping import words_context

        shown = self.shown(state)
        context = Screen(shown, {**state, **getattr(self, "asked", {})}, "testimonial").context()
        return {**context, **(words_context(state, getattr(self, "kept", "") or "") if self.asks_words else {})}


def _is_shown(one: Chosen) -> bool:
    return one.video is not None and one.more.live and may_show(one.video, PLATFORM)


def _kept(state: dict[str, Any]) -> models.Subquery:
    """What this learner kept so far, read with the lines: a page asks the database as little as it can."""
    learner, activity = state.get("learner"), state.get("activity")
    rows = KeptWords.objects.filter(enrolment_id=learner.pk if learner else None)
    return models.Subquery(rows.filter(activity_id=activity.pk if activity else None).values("text")[:1])


class TestimonialLine(Orderable):
    page = ParentalKey(TestimonialPage, on_delete=models.CASCADE, related_name="lines")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="+", verbose_name=_("testimonial"))

    panels: ClassVar = [FieldPanel("testimonial")]


class KeptWords(models.Model):
    """What one learner keeps of the testimonials of one activity: for themselves, shown to nobody else."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "activity"], name="testimonial_words_once")
        ]

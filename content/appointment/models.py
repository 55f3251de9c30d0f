"""The page of the appointment kind: which type of meeting, and for how long."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

from content.appointment.page_form import AppointmentPageForm
from courses.models import PROSE, ActivityPage
from courses.panels import plain


class AppointmentPage(ActivityPage):
    kind = "appointment"
    is_creatable = True

    type_code = models.CharField(
        _("type of appointment"),
        max_length=40,
        blank=True,
        help_text=_("Coordinators keep the types, with whom they are held and how many each learner may have."),
    )
    body = StreamField(
        [("prose", RichTextBlock(label=_("Text"), features=PROSE)), ("picture", ImageBlock(label=_("Picture")))],
        blank=True,
        verbose_name=_("text"),
        help_text=_("What it is for, and what to prepare. Pictures need a text for those who do not see them."),
    )
    minutes_asked = models.PositiveSmallIntegerField(
        _("minutes asked for"),
        null=True,
        blank=True,
        help_text=_("In one appointment or several. Leave empty when one appointment is enough, whatever its length."),
    )

    template = "appointment/appointment_page.html"
    base_form_class = AppointmentPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        FieldPanel("body"),
        FieldPanel("type_code"),
        plain("minutes_asked"),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("appointment")

    def rule_settings(self) -> dict[str, Any]:
        asked = {"type": self.type_code, "minutes_asked": self.minutes_asked}
        return {**super().rule_settings(), **{name: value for name, value in asked.items() if value}}

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        from content.appointment.booking import booking_context

        return booking_context(self, state)

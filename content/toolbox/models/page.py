"""The page of the toolbox kind: resources in order, and what to do with each."""

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from content.toolbox.models.resource import Resource
from content.toolbox.page_form import ToolboxPageForm
from courses.models import ActivityPage
from courses.panels import plain


class ToolboxPage(ActivityPage):
    kind = "toolbox"
    is_creatable = True

    needed = models.PositiveSmallIntegerField(
        _("how many to open"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Only for the rule that asks for some of them."),
    )
    # Resources named by a journey file: looked up in the organisation's library when the page has its place.
    brought = models.JSONField(default=list, blank=True, editable=False)

    template = "toolbox/toolbox_page.html"
    base_form_class = ToolboxPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        InlinePanel(
            "lines",
            heading=_("Resources"),
            label=_("resource"),
            panels=[FieldPanel("resource"), FieldPanel("task"), FieldRowPanel([plain("is_needed")])],
        ),
        plain("needed"),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("toolbox")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.brought and self.path:
            from content.toolbox.bringing import bring_in

            bring_in(self)
        super().save(*args, **kwargs)

    def rule_settings(self) -> dict[str, Any]:
        """resources and needed_ones: public ids; needed: how many of them the rule "some" asks for."""
        lines = list(self.lines.select_related("resource")) if self.pk else list(self.lines.all())
        keys = list(dict.fromkeys(str(line.resource.public_id) for line in lines))
        wanted = {str(line.resource.public_id) for line in lines if line.is_needed}
        return {
            **super().rule_settings(),
            "resources": keys,
            "needed_ones": [key for key in keys if key in wanted] or keys,
            "needed": min(self.needed, len(keys)) or 1,
        }

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        from content.toolbox.shown import page_context

        return page_context(self, state)


class ToolboxLine(Orderable):
    """One resource of a page."""

    page = ParentalKey(ToolboxPage, on_delete=models.CASCADE, related_name="lines")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="lines", verbose_name=_("resource"))
    task = models.CharField(
        _("what to do with it"),
        max_length=300,
        blank=True,
        help_text=_("One sentence, with a verb: fill in the first page."),
    )
    is_needed = models.BooleanField(_("must be opened"), default=True)

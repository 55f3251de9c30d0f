"""The page of the text kind: prose an author writes."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

from content.text.stand_in import words_for
from courses.models import PROSE, ActivityPage


class TextPage(ActivityPage):
    kind = "text"
    is_creatable = True

    body = StreamField(
        [("prose", RichTextBlock(label=_("Text"), features=PROSE)), ("picture", ImageBlock(label=_("Picture")))],
        blank=True,
        verbose_name=_("text"),
        help_text=_("What there is to read. Pictures need a text for those who do not see them."),
    )

    template = "text/text_page.html"
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        FieldPanel("body"),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("text")

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        return {"stands_for": words_for(self.imported_type) if self.imported_type else ""}

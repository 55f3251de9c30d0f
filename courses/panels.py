"""What authors see in Wagtail's page editor, in the field's words; models.py places it."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, Panel


def plain(name: str, **options: object) -> FieldPanel:
    """A field about which nobody writes comments: a number, a date, a choice."""
    return FieldPanel(name, disable_comments=True, **options)


class ImportedNote(HelpPanel):
    """Says that the activity stands in for a type that no installed kind plays yet; absent otherwise."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.imported_type) and super().is_shown()


class BalancePanel(HelpPanel):
    """The journey's minutes in person and at a distance, beside what it announces."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None and super().is_shown()

        def get_context_data(self, parent_context: object = None) -> dict[str, object]:
            from courses.balance import balance_of

            return {**super().get_context_data(parent_context), "balance": balance_of(self.instance)}


JOURNEY: list[Panel] = [
    MultiFieldPanel([plain("code"), plain("framework")], heading=_("Identity")),
    MultiFieldPanel(
        [FieldPanel("tagline"), FieldPanel("easy_read"), FieldPanel("audience"), FieldPanel("requirements")],
        heading=_("What visitors read"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("assessment"),
            FieldPanel("accessibility"),
            FieldRowPanel([plain("access_delay_days"), plain("reply_delay_days"), plain("price")]),
        ],
        heading=_("Assessment, accessibility, conditions"),
        help_text=_("Required of a public page about training (Qualiopi, indicator 1)."),
    ),
    MultiFieldPanel(
        [FieldRowPanel([plain("weeks"), plain("max_weeks"), plain("entry_every_days")])], heading=_("Time")
    ),
    MultiFieldPanel(
        [
            BalancePanel(template="courses/panels/balance.html"),
            FieldRowPanel([plain("in_person_share"), plain("balance_tolerance")]),
        ],
        heading=_("Balance between in person and at a distance"),
    ),
]

BLOCK: list[Panel] = [
    FieldRowPanel([plain("code"), plain("competency_block")]),
    FieldPanel("aim"),
]

SEQUENCE: list[Panel] = [
    FieldRowPanel([plain("code"), plain("week"), plain("minutes")], heading=_("Place in the journey")),
    MultiFieldPanel(
        [
            FieldRowPanel([plain("timing"), plain("grouping"), plain("place")]),
            FieldRowPanel([plain("venue"), plain("off_site")]),
        ],
        heading=_("How it takes place"),
    ),
    FieldPanel("intro"),
    plain("competencies"),
    InlinePanel(
        "prerequisites",
        heading=_("Opens after"),
        label=_("sequence"),
        help_text=_("Sequences of the same journey that must be done before this one. None: it is open at once."),
    ),
]

ACTIVITY: list[Panel] = [
    FieldPanel("intro"),
    MultiFieldPanel(
        [
            ImportedNote(template="courses/panels/imported_note.html"),
            FieldRowPanel([plain("minutes"), plain("is_required")]),
            FieldRowPanel([plain("rule"), plain("pass_score")]),
        ],
        heading=_("Completion"),
    ),
    InlinePanel(
        "feeds",
        heading=_("Counts for"),
        label=_("indicator"),
        help_text=_("Indicators that the score of this activity measures. None: it counts as time only."),
    ),
]


class Snippets:
    """Panels of the competency framework's own screens."""

    FRAMEWORK: ClassVar[list[Panel]] = [
        plain("organisation"),
        FieldRowPanel([plain("code"), plain("title")]),
        plain("source"),
        InlinePanel(
            "blocks",
            heading=_("Competency blocks"),
            label=_("competency block"),
            panels=[
                FieldRowPanel([plain("code", classname="col3"), plain("title", classname="col9")]),
                plain("aim"),
                plain("origin"),
            ],
        ),
    ]
    COMPETENCY: ClassVar[list[Panel]] = [
        plain("competency_block"),
        FieldRowPanel([plain("code"), plain("domain")]),
        plain("title"),
        InlinePanel(
            "indicators",
            heading=_("Indicators"),
            label=_("indicator"),
            panels=[
                FieldRowPanel([plain("code", classname="col3"), plain("title", classname="col9")]),
                FieldRowPanel([plain("measure"), plain("unit")]),
                FieldRowPanel([plain("operator"), plain("threshold"), plain("autonomy_threshold")]),
                FieldRowPanel([plain("evidence_type"), plain("assessor"), plain("source_sequence")]),
                plain("accepts_self_reported"),
            ],
        ),
    ]

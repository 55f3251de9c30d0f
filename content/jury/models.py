"""The page of the jury kind: what to prepare, by which grid one is heard, and what the result weighs."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from content.jury.page_form import JuryPageForm
from courses.models import PROSE, ActivityPage
from courses.panels import plain

WEIGHT: Any = {"max_digits": 5, "decimal_places": 2, "validators": [MinValueValidator(0)]}


class JuryPage(ActivityPage):
    kind = "jury"
    is_creatable = True

    body = RichTextField(_("how it goes, and what to prepare"), blank=True, features=PROSE)
    grid_code = models.CharField(
        _("assessment grid"), max_length=40, blank=True, help_text=_("Each juror fills it in, alone.")
    )
    # A grid that a journey file describes, written for the organisation when its first jury is planned.
    grid_described = models.JSONField(default=dict, blank=True, editable=False)
    minutes_each = models.PositiveSmallIntegerField(
        _("minutes for each candidate"), default=15, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    out_of = models.PositiveSmallIntegerField(
        _("marks are shown out of"), default=20, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    jury_weight = models.DecimalField(_("weight of the jury"), default=1, **WEIGHT)
    continuous_weight = models.DecimalField(
        _("weight of continuous assessment"),
        default=0,
        help_text=_("0: the jury alone decides the appraisal."),
        **WEIGHT,
    )
    continuous_codes = models.TextField(
        _("whose marks are continuous assessment"),
        blank=True,
        help_text=_("Codes of sequences, one a line. Empty: every mark of the journey."),
    )
    time_indicator = models.CharField(
        _("indicator of the time spoken"),
        max_length=100,
        blank=True,
        help_text=_("Code of an indicator in seconds: it gets the mean of what jurors timed."),
    )

    template = "jury/jury_page.html"
    base_form_class = JuryPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldRowPanel([plain("grid_code"), plain("minutes_each"), plain("out_of"), plain("time_indicator")])],
            heading=_("How it is heard"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([plain("jury_weight"), plain("continuous_weight")]), plain("continuous_codes")],
            heading=_("What the appraisal weighs"),
        ),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("jury")

    def rule_settings(self) -> dict[str, Any]:
        """What a sitting is planned with: see lms/assessment/juries/plan.py:settings_of."""
        told = {
            "grid": self.grid_code,
            "described": self.grid_described,
            "minutes": self.minutes_each,
            "out_of": self.out_of,
            "jury_weight": str(self.jury_weight),
            "continuous_weight": str(self.continuous_weight),
            "continuous": self.continuous_codes.split(),
            "time_indicator": self.time_indicator,
        }
        return {**super().rule_settings(), "jury": told}

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        from lms.assessment.juries.learner import read_by_candidate

        enrolment = state.get("reader") or state.get("enrolment")
        return read_by_candidate(enrolment, state["activity"].pk) if enrolment is not None else {}

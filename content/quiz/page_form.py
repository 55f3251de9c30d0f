"""The author's form of a quiz page. models/page.py imports it, so it asks fields and formsets for their models."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from courses.forms import ActivityPageForm
from courses.models import CataloguePage
from lms.plugins import rules


class QuizPageForm(ActivityPageForm):
    shared_fields = (
        *ActivityPageForm.shared_fields,
        "is_one_a_page",
        "is_shuffled",
        "attempts_allowed",
        "minutes_allowed",
        "grade",
        "show_marks",
        "show_feedback",
        "show_answers",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "rule" in self.fields:
            field: Any = self.fields["rule"]
            field.choices = [choice for choice in field.choices if choice[0] != rules.FINISHED.name]
        organisation_id = self._organisation_id()
        lines = self.formsets.get("lines")
        if lines is not None:
            questions = lines.model._meta.get_field("question").related_model.objects
            self.limit_each("lines", "question", questions.filter(organisation_id=organisation_id))
            competencies = lines.model._meta.get_field("competency").related_model.objects
            of_framework = competencies.filter(competency_block__framework_id=self.framework_id())
            self.limit_each("lines", "competency", of_framework.select_related("competency_block"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for form in self._lines():
            _check_line(form)
        return cleaned

    def _lines(self) -> list[forms.BaseModelForm]:
        forms_ = getattr(self.formsets.get("lines"), "forms", [])
        return [form for form in forms_ if form.is_valid() and not form.cleaned_data.get("DELETE")]

    def _organisation_id(self) -> int | None:
        above = self.instance if self.instance.path else self.parent_page
        catalogue = CataloguePage.objects.ancestor_of(above).first() if above is not None else None
        return catalogue.organisation_id if catalogue else None


def _check_line(form: forms.BaseModelForm) -> None:
    """A line names one question, or says from what to draw."""
    told = form.cleaned_data
    told["tag"] = " ".join((told.get("tag") or "").lower().split())
    form.instance.tag = told["tag"]
    draws = told.get("competency") or told["tag"]
    if told.get("question") and draws:
        form.add_error("question", _("Choose a question, or have some drawn: not both in one line."))
    elif not told.get("question") and not draws:
        form.add_error("question", _("Choose a question, or a competency or a tag to draw from."))
    elif told.get("question") and (told.get("count") or 1) != 1:
        form.add_error("count", _("A chosen question comes once. To draw several, give a competency or a tag."))

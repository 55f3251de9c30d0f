"""The author's form: which questionnaire, among those of the organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import ActivityPageForm


class SurveyPageForm(ActivityPageForm):
    shared_fields = (*ActivityPageForm.shared_fields, "questionnaire_code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = self.fields.get("questionnaire_code")
        if old is not None:
            self.fields["questionnaire_code"] = forms.ChoiceField(
                label=old.label,
                required=False,
                disabled=old.disabled,
                help_text=old.help_text,
                choices=[("", _("Choose a questionnaire")), *self._offered()],
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_publishing and "questionnaire_code" in self.fields and not cleaned.get("questionnaire_code"):
            self.add_error("questionnaire_code", _("Choose the questionnaire before you publish."))
        return cleaned

    def _offered(self) -> list[tuple[str, str]]:
        """By code, with the newest title; a code that no questionnaire bears any more stays as it is written."""
        from content.survey.models import Questionnaire
        from courses.models import CataloguePage

        above = self.instance if self.instance.path else self.parent_page
        catalogue = CataloguePage.objects.ancestor_of(above).first() if above is not None else None
        rows = Questionnaire.objects.filter(organisation=catalogue.organisation_id) if catalogue else []
        known = {row.code: row.title for row in sorted(rows, key=lambda row: row.version)}
        if self.instance.questionnaire_code:
            known.setdefault(self.instance.questionnaire_code, self.instance.questionnaire_code)
        return sorted(known.items(), key=lambda pair: pair[1])

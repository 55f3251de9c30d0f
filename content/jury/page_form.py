"""The author's form: the grid is chosen among those of the organisation, and the weights weigh something."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.forms import ActivityPageForm
from courses.models import CataloguePage
from lms.assessment.grids import current

SETTINGS = (
    *("grid_code", "minutes_each", "out_of", "time_indicator"),
    *("jury_weight", "continuous_weight", "continuous_codes"),
)


class JuryPageForm(ActivityPageForm):
    shared_fields = (*ActivityPageForm.shared_fields, *SETTINGS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = self.fields.get("grid_code")
        if old is not None:
            self.fields["grid_code"] = forms.ChoiceField(
                label=old.label,
                required=False,
                disabled=old.disabled,
                help_text=old.help_text,
                choices=[("", gettext_lazy("Chosen when the jury is planned")), *self._grids()],
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not (cleaned.get("jury_weight") or cleaned.get("continuous_weight")):
            self.add_error("jury_weight", _("One of the two weights is above 0."))
        return cleaned

    def _grids(self) -> list[tuple[str, str]]:
        """Of this organisation, by code; a code that no grid bears any more stays as it is written."""
        above = self.instance if self.instance.path else self.parent_page
        catalogue = CataloguePage.objects.ancestor_of(above).first() if above is not None else None
        known = {row.code: row.title for row in current(catalogue.organisation_id)} if catalogue else {}
        if self.instance.grid_code:
            known.setdefault(self.instance.grid_code, self.instance.grid_code)
        return sorted(known.items(), key=lambda pair: pair[1])

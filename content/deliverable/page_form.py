"""The author's form: the grid is chosen among those of the organisation, and dates follow from one another."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.forms import ActivityPageForm
from courses.models import CataloguePage
from lms.assessment.grids import current

SETTINGS = (
    *("takes_text", "takes_files", "takes_photo", "takes_link", "most_files", "largest_mb"),
    *("grid_code", "out_of", "due_days", "cutoff_days", "tries", "is_team"),
)


class DeliverablePageForm(ActivityPageForm):
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
                choices=[("", gettext_lazy("None")), *self._grids()],
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        parts = ("takes_text", "takes_files", "takes_photo", "takes_link")
        if not any(cleaned.get(name) for name in parts):
            self.add_error("takes_text", _("Choose at least one thing that can be handed in."))
        if cleaned.get("cutoff_days") is not None and cleaned.get("due_days") is None:
            self.add_error("cutoff_days", _("Without a due date nothing is late: set the due date first."))
        return cleaned

    def _grids(self) -> list[tuple[str, str]]:
        """Of this organisation, by code; a code that no grid bears any more stays as it is written."""
        above = self.instance if self.instance.path else self.parent_page
        catalogue = CataloguePage.objects.ancestor_of(above).first() if above is not None else None
        known = {row.code: row.title for row in current(catalogue.organisation_id)} if catalogue else {}
        if self.instance.grid_code:
            known.setdefault(self.instance.grid_code, self.instance.grid_code)
        return sorted(known.items(), key=lambda pair: pair[1])

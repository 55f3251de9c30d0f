"""The author's form: which type of appointment, among those that coordinators keep."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import ActivityPageForm
from courses.models import CataloguePage
from lms.agenda.models import AppointmentType


class AppointmentPageForm(ActivityPageForm):
    shared_fields = (*ActivityPageForm.shared_fields, "type_code", "minutes_asked")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = self.fields.get("type_code")
        if old is not None:
            self.fields["type_code"] = forms.ChoiceField(
                label=old.label,
                required=False,
                disabled=old.disabled,
                help_text=old.help_text,
                choices=[("", _("The usual one")), *self._types()],
            )

    def _types(self) -> list[tuple[str, str]]:
        """Of this organisation, by code; a code that no type bears any more stays as it is written."""
        above = self.instance if self.instance.path else self.parent_page
        catalogue = CataloguePage.objects.ancestor_of(above).first() if above is not None else None
        rows = AppointmentType.objects.filter(organisation=catalogue.organisation_id) if catalogue else []
        known = {row.code: row.title for row in rows}
        if self.instance.type_code:
            known.setdefault(self.instance.type_code, self.instance.type_code)
        return sorted(known.items(), key=lambda pair: pair[1])

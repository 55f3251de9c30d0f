"""The author's form: the forum is chosen among those of the organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import ActivityPageForm
from courses.models import CataloguePage


class ForumPageForm(ActivityPageForm):
    shared_fields = (*ActivityPageForm.shared_fields, "forum_code", "times")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = self.fields.get("forum_code")
        if old is not None:
            self.fields["forum_code"] = forms.ChoiceField(
                label=old.label,
                required=False,
                disabled=old.disabled,
                help_text=old.help_text,
                choices=[("", _("None")), *self._forums()],
            )

    def _forums(self) -> list[tuple[str, str]]:
        """Of this organisation, by code; a code that no forum bears any more stays as it is written."""
        from content.forum.models import Forum

        above = self.instance if self.instance.path else self.parent_page
        catalogue = CataloguePage.objects.ancestor_of(above).first() if above is not None else None
        rows = Forum.objects.filter(organisation=catalogue.organisation_id) if catalogue else Forum.objects.none()
        known = {row.code: row.title for row in rows}
        if self.instance.forum_code:
            known.setdefault(self.instance.forum_code, self.instance.forum_code)
        return sorted(known.items(), key=lambda pair: pair[1])

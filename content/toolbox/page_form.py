"""The author's form of a toolbox page: which resources may be chosen. models/page.py imports it."""

from typing import Any

from django.utils.translation import gettext as _

from courses.forms import ActivityPageForm
from courses.models import CataloguePage


class ToolboxPageForm(ActivityPageForm):
    shared_fields = (*ActivityPageForm.shared_fields, "needed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = self.formsets.get("lines")
        if lines is not None:
            self.limit_each("lines", "resource", self._offered(lines.model))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_publishing and "lines" in self.formsets and not self._lines():
            self.add_error(None, _("Choose at least one resource before you publish."))
        return cleaned

    def _offered(self, line: Any) -> Any:
        """The organisation's own, those shared with every organisation, and those that stand there already."""
        from content.toolbox.authoring.policy import choosable

        chosen = line.objects.filter(page=self.instance.pk or 0).values("resource")
        resource = line._meta.get_field("resource").related_model
        return choosable(self._organisation_id()) | resource.objects.filter(pk__in=chosen)

    def _lines(self) -> list[Any]:
        forms = getattr(self.formsets.get("lines"), "forms", [])
        return [
            form
            for form in forms
            if form.is_valid() and form.cleaned_data.get("resource") and not form.cleaned_data.get("DELETE")
        ]

    def _organisation_id(self) -> int | None:
        above = self.instance if self.instance.path else self.parent_page
        catalogue = CataloguePage.objects.ancestor_of(above).first() if above is not None else None
        return catalogue.organisation_id if catalogue else None

"""The page editor's form: which contents an author may choose. models.py imports it, so it asks the field for them."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from courses.forms import ActivityPageForm


class H5PPageForm(ActivityPageForm):
    """Offers the contents of the author's own organisations, and those of the whole site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "package" in self.fields and self.for_user is not None:
            model = self.fields["package"].queryset.model
            policy = policy_registry.get_by_type(model)
            mine = policy.instances_user_has_any_permission_for(self.for_user, ["choose"])
            self.limit("package", mine | model.objects.filter(pk=self.instance.package_id))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_publishing and "package" in self.fields and not cleaned.get("package"):
            self.add_error("package", _("Choose or upload the content before you publish."))
        return cleaned

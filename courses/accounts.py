"""Accounts and organisations in the authors' admin, for whoever runs the site.

Organisations' own administrators give roles in `lms/people/desk.py`; groups follow roles and are given by nobody.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.account import AccountView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views.users import DeleteView, EditView, UserViewSet

from lms.people import privacy
from lms.people.adapter import know_address
from lms.people.models import Organisation, Person


class PersonForm(forms.ModelForm):
    """One name, one address; no password: people come in by a code and choose a password themselves."""

    class Meta:
        model = Person
        fields: ClassVar = ["email", "name", "phone", "language", "is_active", "is_superuser"]
        labels: ClassVar = {"is_superuser": _("Runs the site")}
        help_texts: ClassVar = {"is_superuser": _("Opens everything of every organisation.")}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            # Nobody shuts themselves out by mistake.
            del self.fields["is_active"], self.fields["is_superuser"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        return email

    def save(self, commit: bool = True) -> Person:
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        person: Person = super().save(commit)
        if commit and "email" in self.changed_data:
            know_address(person, only=True)
        return person


class PersonEditView(EditView):
    def save_instance(self) -> Person:
        person: Person = self.form.save()
        return person


class PersonDeleteView(DeleteView):
    def delete_action(self) -> None:
        privacy.erase(self.object, decided_by=self.request.user)


class PersonViewSet(UserViewSet):
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView
    template_prefix = ""
    menu_label = _("Accounts")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonForm


class OrganisationViewSet(ModelViewSet):
    """Whoever runs the site makes organisations; their administrators keep them up to date in `desk.py`."""

    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    add_to_settings_menu = True
    list_display: ClassVar = ["name", "code", "zone_name"]
    form_fields: ClassVar = ["name", "code", "zone_name", "help_name", "help_phone", "help_email"]


class OwnAccountView(AccountView):
    """Name, address and password are kept in one place, the site's own account page."""

    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if panel.name != "name_email"]


@hooks.register("before_bulk_action")
def refuse_bulk_erasure(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """People are erased one by one, with their evidence's words: never by ticking boxes."""
    if action_type != "delete" or action.get_default_model() is not Person:
        return None
    messages.error(request, _("Erase people one by one: what they wrote goes with them."))
    return redirect("wagtailusers_users:index")

"""Forms of a person's own pages and of an organisation's list of people."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.people.access import Visitor, may_grant
from lms.people.models import Membership, Organisation, Person, Role


class AccountForm(forms.ModelForm[Person]):
    language = forms.ChoiceField(label=_("Language of the site"), choices=settings.LANGUAGES)

    class Meta:
        model = Person
        fields: ClassVar = ["name", "phone", "language"]


class OrganisationForm(forms.ModelForm[Organisation]):
    """What an administrator keeps up to date: whom learners ask, and the clock of their screens."""

    class Meta:
        model = Organisation
        fields: ClassVar = ["name", "help_name", "help_phone", "help_email", "zone_name"]


class RolesForm(forms.Form):
    """The roles one person holds in one organisation, as far as the one who fills it in may give them."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple, choices=Role.choices
    )
    may_see_names = forms.BooleanField(
        label=_("This evaluator may see names"),
        required=False,
        help_text=_("Only if the agreement with the funder says so. Otherwise they read figures without names."),
    )

    def __init__(self, *args: Any, giver: Visitor, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grantable = [role for role in Role if may_grant(giver, organisation.pk, role)]
        roles = self.fields["roles"]
        assert isinstance(roles, forms.MultipleChoiceField)
        roles.choices = [(role.value, role.label) for role in self.grantable]
        if Role.EVALUATOR not in self.grantable:
            del self.fields["may_see_names"]

    @property
    def wanted(self) -> set[Role]:
        return {Role(value) for value in self.cleaned_data["roles"]}


class InvitationForm(RolesForm):
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("As others see it, for example Ana Ferreira."))

    field_order = ["email", "name", "roles", "may_see_names"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = True
        self.fields["roles"].error_messages["required"] = _(
            "Choose at least one role: it says what this person will find here."
        )


class ErasureForm(forms.Form):
    """The answer to a request for erasure."""

    decision = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[
            ("erase", _("Erase everything that names this person. It cannot be undone.")),
            ("refuse", _("Refuse, and say why.")),
        ],
    )
    answer = forms.CharField(
        label=_("Why, if you refuse"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this. For example: a proof that the law asks us to keep until 2031."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("answer"):
            self.add_error("answer", _("Say why: a person whose request is refused has a right to know."))
        return cleaned


def held_in(person: Person, organisation: Organisation) -> dict[Role, Membership]:
    """The memberships of one person in one organisation, by role."""
    rows = Membership.objects.filter(person=person, organisation=organisation)
    return {Role(row.role): row for row in rows}

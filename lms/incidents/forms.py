"""What is filled in to report, to follow, to answer, and to write the procedure."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.incidents.models import IncidentReport, Procedure
from lms.incidents.models.reports import Sort
from lms.incidents.report import LONGEST
from lms.people.models import Organisation, Person, Role


class KeyedForm(forms.Form):
    """Carries a key of its own: the same form sent twice is one thing."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4().hex, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


def lines(label: Any, rows: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class ReportForm(KeyedForm):
    """Plain fields, two of them needed. Who is signed in says whether their name goes with it."""

    sort = forms.ChoiceField(label=_("What is it about?"), choices=Sort.choices, widget=forms.RadioSelect)
    what = lines(_("What happened?"), 6, help_text=_("In your own words. It need not be in order, nor well written."))
    where = lines(_("Where?"), 2, required=False)
    when = lines(_("When? Once, or often?"), 2, required=False)
    wish = lines(
        _("What would you like us to do, or not to do?"),
        2,
        required=False,
        help_text=_("For example: only listen to me, call me on Tuesday morning, do not tell my group."),
    )
    about = forms.ChoiceField(
        label=_("Is it about one of the two people named on this page?"),
        choices=IncidentReport.About.choices,
        initial=IncidentReport.About.NEITHER,
        widget=forms.RadioSelect,
        help_text=_("Then that person never sees it: only the other one does."),
    )
    anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_("You get a secret code, to come back and read the answer. We do not know who you are."),
    )


class VisitorReportForm(ReportForm):
    """Without an account: a name and a way to be reached are offered, never asked for."""

    name = forms.CharField(label=_("Your name"), max_length=150, required=False)
    reach = forms.CharField(
        label=_("How to reach you without danger"),
        max_length=255,
        required=False,
        help_text=_("For example a telephone number and an hour. Leave it empty and you stay unknown."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["anonymous"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your secret code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class MessageForm(KeyedForm):
    text = lines(_("Your message"), 4)


class ActionForm(KeyedForm):
    text = lines(_("What was done"), 3)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(label=_("To whom"), queryset=Person.objects.none())

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = team_of(organisation)


class ProcedureForm(forms.ModelForm[Procedure]):
    class Meta:
        model = Procedure
        fields: ClassVar = ["text", "contact", "second", "quality", "phone", "answer_days", "retention_years"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("contact", "second", "quality"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = team_of(organisation)
            field.required = name != "quality"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("contact") is not None and found.get("contact") == found.get("second"):
            raise ValidationError(_("Name two different people: the second one is needed when it is about the first."))
        return found


def team_of(organisation: Organisation) -> Any:
    """Members who accompany: a learner or a guest is named for nothing here."""
    roles = [role for role in Role if role not in (Role.LEARNER, Role.GUEST)]
    rows = Person.objects.filter(memberships__organisation=organisation, memberships__role__in=roles, is_active=True)
    return rows.distinct().order_by("name", "pk")

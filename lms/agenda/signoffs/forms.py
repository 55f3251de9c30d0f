"""What the team fills in: lateness and absence, a paper sheet, and the correction of a line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.agenda.models import SignOff
from lms.agenda.signoffs.words import Word

State, Method = SignOff.State, SignOff.Method
WHY = _("Say why this person was late or absent: it stands on the sheet.")
AWAY = [(State.LATE.value, State.LATE.label), (State.ABSENT.value, State.ABSENT.label)]


class WordForm(forms.Form):
    """Late or absent, and why."""

    state = forms.ChoiceField(label=_("What happened"), choices=AWAY, widget=forms.RadioSelect)
    minutes_late = forms.IntegerField(
        label=_("Minutes late"), required=False, min_value=0, max_value=1000, widget=forms.NumberInput
    )
    reason = forms.CharField(label=_("Why"), max_length=255, help_text=_("It stands on the sheet."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who was there in time has nothing to explain.
        self.fields["reason"].required = self.fields["state"].required
        self.fields["reason"].error_messages["required"] = WHY

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("state") in (State.LATE, State.ABSENT) and not cleaned.get("reason"):
            self.errors.pop("reason", None)
            self.add_error("reason", WHY)
        return cleaned

    def word(self) -> Word:
        data = self.cleaned_data
        return Word(State(data["state"]), data["reason"], data.get("minutes_late") or 0, self.method())

    def method(self) -> SignOff.Method:
        return Method.DEVICE


class PaperLineForm(WordForm):
    """One line of a sheet on paper; a line that says nothing is left for later."""

    state = forms.ChoiceField(
        label=_("On paper"),
        required=False,
        choices=[
            ("", _("Nothing yet")),
            (State.PRESENT.value, _("Signed")),
            (State.LATE.value, _("Signed, late")),
            (State.ABSENT.value, _("Absent")),
        ],
    )

    def method(self) -> SignOff.Method:
        return Method.PAPER


class CorrectionForm(forms.Form):
    """Why a line is struck; a trainer's own line asks for nothing else."""

    why = forms.CharField(
        label=_("Why you correct this"), max_length=255, help_text=_("It stays beside the line that is struck.")
    )


class LineCorrectionForm(WordForm):
    """Why a learner's line is struck, and what takes its place."""

    why = CorrectionForm.base_fields["why"]
    state = forms.ChoiceField(
        label=_("What takes its place"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("", _("Nothing: this person signs again, or has nothing to sign")),
            *State.choices,
        ],
    )
    on_paper = forms.BooleanField(label=_("It is on a sheet signed on paper"), required=False)

    field_order = ["why", "state", "minutes_late", "reason", "on_paper"]

    def new(self) -> Word | None:
        return self.word() if self.cleaned_data["state"] else None

    def method(self) -> SignOff.Method:
        return Method.PAPER if self.cleaned_data["on_paper"] else Method.DEVICE

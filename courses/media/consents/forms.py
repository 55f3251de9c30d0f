"""What is asked when a consent is recorded, and when it is withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.media.consents.papers import attach
from courses.media.models import Consent, OutsideCopy
from lms.plugins.kind import Refused

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ConsentForm(forms.ModelForm):
    class Meta:
        model = Consent
        fields = (
            *("person_name", "email", "purpose", "platform", "public_site", "social_networks", "territory"),
            *("is_paid", "text_version", "given_at", "expires_at", "proof_file"),
        )
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3}), "given_at": DAY, "expires_at": DAY}
        help_texts = {
            "given_at": gettext_lazy("Leave it empty while the paper is awaited: the video stays hidden until then."),
            "proof_file": gettext_lazy(
                "A scan or a photo (PDF, JPEG, PNG, 10 MB at most). Only those who keep the library read it."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof_file"].widget = forms.FileInput(attrs={"accept": ".pdf,image/*"})
        self.held = self.instance.proof_file.name if self.instance.pk else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in Consent.MEDIA):
            self.add_error("platform", _("Tick where it may be shown, at least one place."))
        given, expires = data.get("given_at"), data.get("expires_at")
        if given and not (self.files.get(self.add_prefix("proof_file")) or self.held):
            self.add_error("proof_file", _("Add the signed paper: without it nobody can show that they agreed."))
        if given and expires and expires < given:
            self.add_error("expires_at", _("It ends before it was signed. Check both dates."))
        return data

    def _post_clean(self) -> None:
        """The paper is put on the shelf by us, told by its content."""
        sent = self.cleaned_data.pop("proof_file", None)
        super()._post_clean()  # type: ignore[misc]
        if sent and not isinstance(sent, str) and "proof_file" in self.changed_data and not self.errors:
            try:
                attach(self.instance, sent)
            except Refused as refused:
                self.add_error("proof_file", str(refused))


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Nobody has to say why."),
    )


class CopyForm(forms.ModelForm):
    address = forms.URLField(label=gettext_lazy("Address"), required=False, assume_scheme="https")

    class Meta:
        model = OutsideCopy
        fields = ("where", "address")

"""What a visitor, a learner or a partner fills in."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.partners.asking.ask import LONGEST


class KeyedForm(forms.Form):
    """Carries a key of its own: the same form sent twice is one thing."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4().hex, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class QuestionForm(KeyedForm):
    question = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Say what you would like to do and where you are. Nothing about your health or your family is needed."
        ),
    )
    consent = forms.BooleanField(
        label=_("I agree that my name and my question are sent to this partner"),
        error_messages={"required": _("Without your agreement we send nothing. What you wrote is still here.")},
    )


class VisitorForm(QuestionForm):
    """Without an account: the e-mail is confirmed before anything leaves."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We write to you there, first to make sure that it is yours. The partner does not see it."),
    )
    field_order = ("question", "name", "email", "consent", "key")


class MessageForm(KeyedForm):
    text = forms.CharField(label=_("Your message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(MessageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your answer")

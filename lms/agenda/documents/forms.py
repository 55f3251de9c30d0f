"""What who issues documents fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.agenda.documents.issue import LONGEST_REASON
from lms.agenda.models import EndDocument


class ChoiceForm(forms.Form):
    """Which document, in which language."""

    sort = forms.ChoiceField(label=_("Document"), choices=EndDocument.Sort.choices)
    language = forms.ChoiceField(label=_("Language of the document"), choices=settings.LANGUAGES)


class IssueForm(forms.Form):
    """What was previewed; a reason where another one is there already."""

    sort = forms.ChoiceField(choices=EndDocument.Sort.choices, widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why another one replaces it"),
        max_length=LONGEST_REASON,
        help_text=_("It stays readable beside the old document, for the team and the learner."),
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]

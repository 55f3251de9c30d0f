"""What the desk of the library asks."""

from datetime import date
from typing import ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.toolbox.models import EasyReadReview, Library


class ReviewForm(forms.Form):
    review_on = forms.DateField(
        label=gettext_lazy("To be read over again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        today = timezone.localdate()
        if not today < day <= today.replace(day=1, year=today.year + 5):
            raise forms.ValidationError(_("Choose a day to come, within five years."))
        return day


class ProofreadForm(forms.ModelForm):
    class Meta:
        model = EasyReadReview
        fields: ClassVar = ["readers"]


class LibraryForm(forms.ModelForm):
    class Meta:
        model = Library
        fields: ClassVar = ["is_open"]

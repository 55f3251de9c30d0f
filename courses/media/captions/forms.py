"""What is asked when captions are brought in, and the glossary's own form."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.media.captions.decoding import LARGEST
from courses.media.models import CaptionTrack, GlossaryEntry


class BringForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of captions"),
        required=False,
        help_text=gettext_lazy("WebVTT (.vtt), SubRip (.srt), or a text in which each line begins with its time."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("For example “00:01:25 Hello everybody.”, one line after the other."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    source = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"),
        choices=CaptionTrack.Source.choices,
        help_text=gettext_lazy("Whatever it is, it is a draft until somebody has read it over."),
    )
    replace = forms.BooleanField(label=gettext_lazy("Replace the captions that are here"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("file") and not data.get("text") and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the text."))
        return data

    def content(self) -> bytes:
        """At most a little more than is taken: what is too large is told so without being read whole."""
        sent = self.cleaned_data.get("file")
        return sent.read(LARGEST + 1) if sent else self.cleaned_data["text"].encode()


class EntryForm(forms.ModelForm):
    class Meta:
        model = GlossaryEntry
        fields = ("right", "heard")
        widgets = {"heard": forms.Textarea(attrs={"rows": 3})}

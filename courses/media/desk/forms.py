"""What is asked of a video: a file of ours or an address elsewhere, and how it is shown before it plays."""

import io
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps
from wagtailmedia.forms import BaseMediaForm

from courses.media.external import read_external
from courses.media.models import Video
from courses.media.work.begin import ask, take_film, type_of
from lms.people.models import Organisation
from lms.plugins.kind import Refused

LARGEST_PICTURE = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 60_000_000
WIDTH = 960


class VideoForm(forms.ModelForm):
    """`organisations`: those whose library this person keeps; asked only when there are several."""

    length = forms.RegexField(
        r"^(\d{1,2}:)?[0-5]?\d:[0-5]\d$",
        label=gettext_lazy("Length"),
        required=False,
        help_text=gettext_lazy(
            "Minutes and seconds, as in 3:25. It is found by itself where this server can read films."
        ),
    )

    external_url = forms.URLField(
        label=gettext_lazy("Address at another host"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy(
            "YouTube, Vimeo or PeerTube. Nothing is asked of them before the visitor chooses to watch."
        ),
    )

    class Meta:
        model = Video
        fields = ("title", "language", "file", "external_url", "is_testimonial", "poster")
        help_texts = {
            "file": gettext_lazy("MP4 is best; WebM, MOV, MKV, AVI and MPEG are taken. 250 MB at most."),
            "poster": gettext_lazy("JPEG, PNG or WebP. Without it, one is taken from the film where this server can."),
        }
        widgets = {
            "file": forms.FileInput(attrs={"accept": "video/*,.mkv"}),
            "poster": forms.FileInput(attrs={"accept": "image/*"}),
        }

    def __init__(self, *args: Any, organisations: "list[Organisation] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.duration_ms:
            seconds = round(self.instance.duration_ms / 1000)
            self.initial["length"] = f"{seconds // 60}:{seconds % 60:02}" if seconds < 3600 else ""
        if organisations and len(organisations) > 1:
            choices = [(str(one.pk), one.name) for one in organisations]
            self.fields["owner"] = forms.ChoiceField(label=_("Whose library"), choices=choices)

    def clean_file(self) -> Any:
        return checked_film(self.cleaned_data["file"])

    def clean_external_url(self) -> str:
        return checked_address(self.cleaned_data["external_url"])

    def clean_poster(self) -> Any:
        sent = self.cleaned_data["poster"]
        return small_picture(sent) if isinstance(sent, UploadedFile) else sent

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("file") and not data.get("external_url"):
            self.add_error("file", _("Choose a film, or write the address where it is."))
        return data

    def save(self, commit: bool = True) -> Video:
        is_new_film = "file" in self.changed_data and bool(self.cleaned_data["file"])
        if is_new_film:
            take_film(self.instance, self.cleaned_data["file"])
        if length := self.cleaned_data.get("length"):
            parts = [int(one) for one in length.split(":")]
            seconds = sum(part * 60**place for place, part in enumerate(reversed(parts)))
            if "length" in self.changed_data:
                self.instance.duration_ms = seconds * 1000
        video: Video = super().save(commit)
        if is_new_film:
            ask(video)
        return video


class ChooserForm(BaseMediaForm):
    """The same care where a video is added while a page is written (WAGTAILMEDIA)."""

    def clean_file(self) -> Any:
        return checked_film(self.cleaned_data["file"])

    def clean_external_url(self) -> str:
        return checked_address(self.cleaned_data.get("external_url") or "")

    def clean_poster(self) -> Any:
        sent = self.cleaned_data.get("poster")
        return small_picture(sent) if isinstance(sent, UploadedFile) else sent

    def save(self, commit: bool = True) -> Video:
        is_new_film = "file" in self.changed_data and bool(self.cleaned_data.get("file"))
        if is_new_film:
            take_film(self.instance, self.cleaned_data["file"])
        video: Video = super().save(commit)
        if is_new_film:
            ask(video)
        return video


def checked_film(sent: Any) -> Any:
    """As it came, once its content says that it is a film."""
    if isinstance(sent, UploadedFile):
        try:
            type_of(sent, sent.size or 0)  # type: ignore[arg-type]
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
    return sent


def checked_address(url: str) -> str:
    if url and read_external(url) is None:
        raise forms.ValidationError(
            _("We know no player for this address. Copy it from YouTube, Vimeo, or a PeerTube that your site allows.")
        )
    return url


def small_picture(sent: UploadedFile) -> ContentFile:
    """A light JPEG, turned upright, without what a camera writes into it."""
    words = _("This picture cannot be read. Send a JPEG, PNG or WebP of 10 MB at most.")
    if (sent.size or 0) > LARGEST_PICTURE:
        raise forms.ValidationError(words)
    try:
        sent.seek(0)
        with Image.open(sent, formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise forms.ValidationError(words)
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((WIDTH, WIDTH))
            made = io.BytesIO()
            turned.convert("RGB").save(made, "JPEG", quality=80)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise forms.ValidationError(words) from None
    return ContentFile(made.getvalue(), name="poster.jpg")

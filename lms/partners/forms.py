"""What a keeper of the directory fills in: a partner with its pictograms and logo, a solution, the rules."""

import io
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from lms.partners.models import DirectoryRules, Partner, Pictogram, SolutionPack
from lms.partners.pictograms import CHOICES, Axis
from lms.people.models import Organisation

LOGO_SIDE, LOGO_LARGEST, LOGO_PIXELS = 320, 4_000_000, 40_000_000
LOGO_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class PartnerForm(forms.ModelForm[Partner]):
    """A partner with what it does. Its identifier is chosen once."""

    site = forms.URLField(label=_("Web site"), max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = Partner
        fields: ClassVar = [
            "name",
            "code",
            "presentation",
            "address",
            "postcode",
            "commune",
            "territory",
            "phone",
            "email",
            "site",
            "hours",
            "accessibility",
            "latitude",
            "longitude",
            "is_published",
        ]
        widgets: ClassVar = {"presentation": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.instance.organisation = organisation
        self.fields["code"].disabled = self.instance.pk is not None
        held = {(row.axis, row.code) for row in self.instance.pictograms.all()} if self.instance.pk else set()
        for axis, choices in CHOICES.items():
            self.fields[axis] = forms.MultipleChoiceField(
                label=Axis(axis).label,
                choices=choices.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[code for code in choices.values if (axis, code) in held],
            )
        self.order_fields([name for name in self.fields if name != "is_published"])

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        rows = Partner.objects.filter(organisation=self.organisation, code__iexact=code).exclude(pk=self.instance.pk)
        if rows.exists():
            raise ValidationError(_("Another partner has this identifier already."))
        return code

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if (found.get("latitude") is None) != (found.get("longitude") is None):
            self.add_error("latitude", _("Write both coordinates, or neither."))
        return found

    def save(self, commit: bool = True) -> Partner:
        partner = super().save(commit)
        keep_signs(partner, {axis: self.cleaned_data[axis] for axis in CHOICES})
        return partner


def keep_signs(partner: Partner, signs: dict[str, list[str]]) -> None:
    """These pictograms and no others."""
    wanted = {(axis, code) for axis, codes in signs.items() for code in codes}
    held = {(row.axis, row.code): row.pk for row in partner.pictograms.all()}
    Pictogram.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    new = [Pictogram(partner=partner, axis=axis, code=code) for axis, code in sorted(wanted - held.keys())]
    Pictogram.objects.bulk_create(new, ignore_conflicts=True)


class LogoForm(forms.Form):
    picture = forms.FileField(
        label=_("The logo"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        help_text=_("PNG, JPEG, WebP or GIF, 4 MB at most. It is drawn again, small."),
        error_messages={"required": _("Choose a file first.")},
    )
    alternative = forms.CharField(
        label=_("What it shows, in words"), max_length=200, help_text=_("For example: “Logo of the agency”.")
    )

    def clean_picture(self) -> bytes:
        """A small PNG of our own making; what the file held beside its picture is left behind."""
        sent = self.cleaned_data["picture"]
        if sent.size > LOGO_LARGEST:
            raise ValidationError(_("This picture is too large (4 MB at most). Make it smaller first."))
        try:
            with Image.open(sent, formats=LOGO_FORMATS) as picture:
                if picture.width * picture.height > LOGO_PIXELS:
                    raise ValidationError(_("This picture is too large (4 MB at most). Make it smaller first."))
                drawn = ImageOps.exif_transpose(picture).convert("RGBA")
        except ValidationError:
            raise
        except Exception as fault:  # whatever a broken picture makes its reader raise
            raise ValidationError(_("This file is not a picture we can read: send a PNG or a JPEG.")) from fault
        drawn.thumbnail((LOGO_SIDE, LOGO_SIDE))
        held = io.BytesIO()
        drawn.save(held, "PNG", optimize=True)
        return held.getvalue()


class RulesForm(forms.ModelForm[DirectoryRules]):
    class Meta:
        model = DirectoryRules
        fields: ClassVar = ["is_public", "intro", "promised_hours", "opens_at", "closes_at", "retention_months"]
        widgets: ClassVar = {
            "intro": forms.Textarea(attrs={"rows": 3}),
            "opens_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens_at"), found.get("closes_at")
        if opens is not None and closes is not None and opens >= closes:
            self.add_error("closes_at", _("Working hours end after they begin."))
        return found


class PackForm(forms.ModelForm[SolutionPack]):
    class Meta:
        model = SolutionPack
        fields: ClassVar = [
            "title",
            "territory_type",
            "problem",
            "solution",
            "conditions",
            "sites",
            "cost",
            "contacts",
            "partners",
            "is_published",
        ]
        widgets: ClassVar = {
            **{
                name: forms.Textarea(attrs={"rows": 4})
                for name in ("problem", "solution", "conditions", "sites", "contacts")
            },
            "partners": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        field = self.fields["partners"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Partner.objects.filter(organisation=organisation).order_by("name", "pk")
        field.help_text = ""

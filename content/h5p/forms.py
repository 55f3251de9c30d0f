"""Uploading a content. What is wrong with a file is said in words, all at once."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.h5p.limits import LIMITS, MB
from content.h5p.models import Package
from content.h5p.package import opened
from content.h5p.store import find_library, install
from lms.people.access import AUTHORS, organisations_where
from lms.people.models import Organisation


class PackageForm(WagtailAdminModelForm):
    """A new content comes from a file; afterwards only its title may be changed."""

    instance: Package

    upload = forms.FileField(
        label=_("H5P file"),
        help_text=_("A file ending in .h5p, %(size)d MB at most. It is checked before anything is kept.")
        % {"size": LIMITS.package // MB},
        widget=forms.FileInput(attrs={"accept": ".h5p"}),
    )

    class Meta:
        model = Package
        fields: ClassVar = ["title", "organisation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit_organisations()
        if self.instance.pk:
            del self.fields["upload"]
        else:
            # The package says its own title.
            del self.fields["title"]

    def _limit_organisations(self) -> None:
        field: Any = self.fields["organisation"]
        if self.instance.pk or self.for_user is None:
            field.disabled = bool(self.instance.pk)
            return
        rows = Organisation.objects.order_by("name")
        if not self.for_user.is_superuser:
            rows = rows.filter(pk__in=organisations_where(self.for_user, *AUTHORS))
            field.required = True
        field.queryset = rows
        if len(rows) == 1:
            field.initial, field.empty_label = rows[0], None

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        with opened(upload, find_library) as package:
            if not package.accepted:
                raise ValidationError([ValidationError(sentence) for sentence in package.sentences])
        return upload

    def save(self, commit: bool = True) -> Package:
        if self.instance.pk and "upload" not in self.fields:
            saved: Package = super().save(commit)
            return saved
        return self.install()

    def install(self) -> Package:
        """Keep the content and its libraries, once. It writes files: no transaction should wait for it."""
        if self.instance.pk is None:
            person = self.for_user
            self.instance = install(
                self.cleaned_data["upload"],
                person=person,
                organisation=self.cleaned_data["organisation"],
                # A newer library reaches every organisation of the site: not for everybody to decide.
                may_upgrade=person is None or person.has_perm("h5p.change_library"),
            )
        kept: Package = self.instance
        return kept

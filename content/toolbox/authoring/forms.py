"""The author's form of a resource: its file is checked before anything is kept, and licence and authors come first."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.toolbox import easy_read, files, names
from content.toolbox.models import Resource
from content.toolbox.versions import check_ready
from lms.catalogue.models import Competency, CompetencyBlock
from lms.people.access import AUTHORS, organisations_where
from lms.people.models import Organisation, Person
from lms.plugins.kind import Refused


class ResourceForm(WagtailAdminModelForm):
    instance: Resource

    upload = forms.FileField(
        label=_("file"),
        required=False,
        help_text=_(
            "A PDF, an office document without macros, or a picture, %(size)d MB at most. What was there "
            "before stays in the older versions."
        )
        % {"size": files.LARGEST // files.MB},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in files.TAKEN)}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = self._limit_organisations()
        if self.instance.file is not None and "upload" in self.fields:
            now = _("Now: %(name)s. Leave this empty to keep it.") % {"name": self.instance.file.name}
            self.fields["upload"].help_text = f"{now} {self.fields['upload'].help_text}"
        frameworks = {"framework__organisation__in": organisations}
        blocks = CompetencyBlock.objects.filter(**frameworks).order_by("framework", "position")
        self._limit("competency_block", blocks)
        rows = Competency.objects.filter(competency_block__in=blocks)
        self._limit("competency", rows.order_by("competency_block", "position"))
        team = Person.objects.filter(memberships__organisation__in=organisations, is_active=True)
        self._limit("owner", team.exclude(memberships__role="learner").distinct().order_by("name"))

    def _limit_organisations(self) -> Any:
        """Those where the author writes; it never changes afterwards."""
        rows = Organisation.objects.order_by("name")
        field: Any = self.fields.get("organisation")
        if self.instance.pk:
            if field is not None:
                field.disabled = True
            return rows.filter(pk=self.instance.organisation_id)
        if self.for_user is not None and not self.for_user.is_superuser:
            rows = rows.filter(pk__in=organisations_where(self.for_user, *AUTHORS))
        if field is not None:
            field.queryset = rows
            if len(rows) == 1:
                field.initial, field.empty_label = rows[0], None
        return rows

    def _limit(self, name: str, rows: Any) -> None:
        field: Any = self.fields.get(name)
        if field is not None:
            field.queryset = rows

    def clean_upload(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data.get("upload")
        if upload is None:
            return None
        try:
            if (upload.size or 0) > files.LARGEST:
                raise files.too_large(upload.size or 0)
            files.check(upload.name or "", upload)
        except Refused as refused:
            raise ValidationError(str(refused)) from None
        return upload

    def clean_code(self) -> str:
        return str(self.cleaned_data.get("code") or "").strip()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_code(cleaned)
        self._check_place(cleaned)
        if "action-publish" in self.data and not self.errors:
            self._check_ready(cleaned)
        return cleaned

    def _check_code(self, cleaned: dict[str, Any]) -> None:
        organisation = cleaned.get("organisation") or getattr(self.instance, "organisation", None)
        if cleaned.get("code") and organisation is not None:
            others = Resource.objects.filter(organisation=organisation, code=cleaned["code"])
            if others.exclude(pk=self.instance.pk).exists():
                self.add_error("code", _("Another resource of your organisation has this code. Choose another."))

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        """An author of several organisations chose each from one list."""
        block, competency = cleaned.get("competency_block"), cleaned.get("competency")
        if block and competency and competency.competency_block_id != block.pk:
            self.add_error("competency", _("This competency belongs to another block."))

    def _check_ready(self, cleaned: dict[str, Any]) -> None:
        draft = Resource(file_id=self.instance.file_id)
        draft.organisation_id = getattr(cleaned.get("organisation"), "pk", None) or self.instance.organisation_id
        for name in ("licence", "authors", "format", "link", "body"):
            setattr(draft, name, cleaned.get(name) or "")
        if cleaned.get("upload") and draft.format in names.FILES:
            draft.format, draft.link = names.Format.LINK, "https://file.example/"  # it comes with this very form
        try:
            check_ready(draft)
        except ValidationError as missing:
            for name, words in missing.message_dict.items():
                self.add_error(name if name in self.fields else None, words)

    def save(self, commit: bool = True) -> Resource:
        if upload := self.cleaned_data.get("upload"):
            organisation = self.cleaned_data.get("organisation") or self.instance.organisation
            self.instance.file = files.keep(organisation, upload.name, upload, self.for_user)
        saved: Resource = super().save(commit)
        return saved

    def warnings(self) -> list[str]:
        """What the linter says of the easy-read summary: it holds nothing back but the sign."""
        return [f"« {one.sentence} » {one.why}" for one in easy_read.find_faults(self.instance.easy_read)]

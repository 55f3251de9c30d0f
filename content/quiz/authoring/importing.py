"""A file of questions: read, shown in words with what will come and what will not, and written when confirmed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from content.quiz.authoring.policy import POLICY, organisations_for
from content.quiz.exchange import LARGEST_FILE, Imported, import_file
from content.quiz.models import QuestionImport
from content.quiz.pictures import adopt, renamed
from content.quiz.questions import TYPES, write
from content.quiz.writing import add_many
from lms.people.access import signed_in
from lms.people.models import Organisation

KEPT = timedelta(days=1)
SHOWN = 200  # lines of a list on one screen


class UploadForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("GIFT, Moodle XML, Aiken, or a QTI 2.1 or 3.0 package. Nothing is written yet."),
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags for all of them"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Separated by commas."),
    )

    def __init__(self, organisations: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial, field.widget = organisations[0], forms.HiddenInput()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("This file is too large: %(most)d MB at most.") % {"most": LARGEST_FILE // 1024**2}
            )
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if not POLICY.user_has_permission(person, "add"):
        raise PermissionDenied
    form = UploadForm(organisations_for(request), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        row = QuestionImport(organisation=form.cleaned_data["organisation"], author=person, name=file.name[:255])
        row.tags = form.cleaned_data["tags"]
        row.file.save(f"{row.public_id}.bin", file, save=True)
        return redirect("quiz-questions:confirm", row.public_id)
    forget_old()
    return render(request, "quiz/authoring/upload.html", {"form": form, **_header()})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the file holds; a POST writes exactly this, once."""
    row = QuestionImport.objects.filter(public_id=key, author=signed_in(request)).select_related("organisation").first()
    if row is None:
        raise Http404
    with row.file.open() as file:
        found = import_file(row.name, file.read())
    if request.method == "POST" and found.questions:
        count = _write(row, found)
        words = ngettext("%(count)d question is in the bank.", "%(count)d questions are in the bank.", count)
        messages.success(request, words % {"count": count})
        return redirect("quiz-questions:index")
    report = found.report()
    context = {
        "row": row,
        "report": report,
        "types": [{"label": TYPES[name].label, "count": count} for name, count in report["types"].items()],
        "questions": [{"title": each.title, "label": each.question.label} for each in found.questions[:SHOWN]],
        "skipped": report["skipped"][:SHOWN],
        "notes": report["notes"][:SHOWN],
        "more": max(0, len(found.questions) - SHOWN),
        **_header(),
    }
    return render(request, "quiz/authoring/confirm.html", context)


def forget_old() -> None:
    """What nobody confirmed within a day."""
    for row in QuestionImport.objects.filter(made_at__lt=timezone.now() - KEPT)[:100]:
        _forget(row)


def _write(row: QuestionImport, found: Imported) -> int:
    with transaction.atomic():
        # Two clicks: the second one finds nothing to write.
        if QuestionImport.objects.select_for_update().filter(pk=row.pk).first() is None:
            return 0
        names = adopt(row.organisation, found.pictures, row.author)
        documents = [renamed(write(each.question), names) for each in found.questions]
        tags = [word.strip() for word in row.tags.split(",") if word.strip()]
        count = len(add_many(row.organisation_id, documents, author=row.author, tags=tags))
        _forget(row)
    return count


def _forget(row: QuestionImport) -> None:
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _header() -> dict[str, Any]:
    return {
        "header_title": _("Import questions"),
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": reverse("quiz-questions:index"), "label": _("Questions")},
            {"url": "", "label": _("Import a file")},
        ],
    }

"""The screens of a file of questions: chosen, shown in words with what will come and what will not, confirmed."""

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

from content.quiz.authoring.incoming import labelled, read_soon, write_soon
from content.quiz.authoring.policy import POLICY, organisations_for
from content.quiz.exchange import LARGEST_FILE
from content.quiz.models import QuestionImport
from lms.people.access import signed_in
from lms.people.models import Organisation

KEPT = timedelta(days=1)


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
        read_soon(row)
        return redirect("quiz-questions:confirm", row.public_id)
    forget_old()
    return render(request, "quiz/authoring/upload.html", {"form": form, **_header()})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the file holds; a POST writes exactly this, once. The page asks again while a worker is at it."""
    row = QuestionImport.objects.filter(public_id=key, author=signed_in(request)).select_related("organisation").first()
    if row is None:
        raise Http404
    if request.method == "POST" and row.report.get("imported"):
        write_soon(row)
        row.refresh_from_db(fields=["state", "written"])
        if row.state != QuestionImport.State.WRITTEN:
            return redirect("quiz-questions:confirm", row.public_id)
        words = ngettext("%(count)d question is in the bank.", "%(count)d questions are in the bank.", row.written)
        messages.success(request, words % {"count": row.written})
        return redirect("quiz-questions:index")
    if row.state != QuestionImport.State.READY:
        return render(request, "quiz/authoring/on_its_way.html", {"row": row, **_header()})
    return render(request, "quiz/authoring/confirm.html", {"row": row, "report": labelled(row.report), **_header()})


def forget_old() -> None:
    """What was not confirmed within a day, and what was written that long ago."""
    for row in QuestionImport.objects.filter(made_at__lt=timezone.now() - KEPT)[:100]:
        _forget(row)


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

"""The questions of an author's bank as a file: those that the filters of the list leave, or of one tag."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from content.quiz.authoring.policy import POLICY, organisations_for
from content.quiz.drawing import search
from content.quiz.exchange import export_gift, export_moodle
from content.quiz.models import Question
from content.quiz.pictures import contents_of
from content.quiz.questions import TYPES, read
from lms.people.access import signed_in
from lms.people.models import Organisation

MOST = 20_000


class ExportForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"))
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            ("moodle", gettext_lazy("Moodle XML: every type, with pictures")),
            ("gift", gettext_lazy("GIFT: plain text, some types only")),
        ],
        widget=forms.RadioSelect,
        initial="moodle",
    )
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False)
    tag = forms.CharField(label=gettext_lazy("Tag"), required=False, max_length=60)
    words = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)

    def __init__(self, organisations: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial, field.widget = organisations[0], forms.HiddenInput()
        type: Any = self.fields["type"]
        type.choices = [("", gettext_lazy("All")), *((name, each.label) for name, each in TYPES.items())]


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    if not POLICY.user_has_permission(signed_in(request), "change"):
        raise PermissionDenied
    form = ExportForm(organisations_for(request), request.POST or None)
    left_out: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        rows = Question.objects.filter(organisation=told["organisation"], current__isnull=False)
        rows = search(rows, told["words"], told["type"], tag=told["tag"].strip())
        documents = rows.order_by("pk").values_list("current__document", flat=True)[:MOST]
        questions = [read(document) for document in documents]
        is_gift = told["format"] == "gift"
        exported = export_gift(questions) if is_gift else export_moodle(questions, contents_of(questions))
        left_out = exported.left_out
        if not left_out or "anyway" in request.POST:
            return _file(exported.text, "questions.gift.txt" if is_gift else "questions.xml", is_gift)
    context = {
        "form": form,
        "left_out": left_out[:200],
        "header_title": _("Export questions"),
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": reverse("quiz-questions:index"), "label": _("Questions")},
            {"url": "", "label": _("Export")},
        ],
    }
    return render(request, "quiz/authoring/export.html", context)


def _file(text: str, name: str, is_gift: bool) -> HttpResponse:
    kind = "text/plain; charset=utf-8" if is_gift else "application/xml"
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

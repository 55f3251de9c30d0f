"""What a learner could do before: the team recognises it, the learner reads it, and the paper stays private."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from lms.assessment import shelf
from lms.assessment.access import may_mark
from lms.assessment.recognised.models import Recognition
from lms.assessment.recognised.recognise import ALONE, WITH_SUPPORT, Recognised, recognise, withdraw
from lms.catalogue.models import Competency
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused

LEVELS = {WITH_SUPPORT: gettext_lazy("with support"), ALONE: gettext_lazy("alone")}


class RecogniseForm(forms.Form):
    competency = forms.ModelChoiceField(label=gettext_lazy("Competency"), queryset=Competency.objects.none())
    level = forms.TypedChoiceField(
        label=gettext_lazy("They can do it"), coerce=int, choices=list(LEVELS.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("What you saw"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("A certificate, an interview, years of work. The learner reads it."),
    )
    paper = forms.FileField(
        label=gettext_lazy("The paper that shows it"),
        required=False,
        help_text=gettext_lazy("A PDF or a photo, 10 MB at most. It stays private: you, the team and the learner."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid4().hex}, **kwargs)
        rows = Competency.objects.filter(competency_block__framework__journeys=enrolment.journey_id)
        field = self.fields["competency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.order_by("competency_block__position", "position", "pk")
        field.label_from_instance = lambda obj: f"{obj.code} {obj.title}"  # type: ignore[method-assign]


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=255, help_text=gettext_lazy("It stays readable, with your name.")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recognised(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    person = signed_in(request)
    row = _enrolment(person, enrolment)
    writes = may_mark(person, row)
    if request.method == "POST" and not writes:
        raise PermissionDenied(_("This is for the trainers of this learner, and for their coach."))
    form = RecogniseForm(request.POST or None, request.FILES or None, enrolment=row) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        said = Recognised(data["competency"], data["level"], data["reason"])
        try:
            recognise(row, said, author=person, key=data["key"], file=data["paper"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recognised: %(title)s.") % {"title": said.competency.title})
            return redirect("assessment:recognised", row.public_id)
    rows = Recognition.objects.filter(enrolment=row).select_related("competency", "author").order_by("-made_at", "-pk")
    lines = [{"row": one, "level": LEVELS[one.level]} for one in rows]
    context = {"enrolment": row, "name": str(row.person), "writes": writes, "form": form, "lines": lines}
    return render(request, "assessment/recognised/recognised.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, recognition: UUID) -> HttpResponse:
    """What it had told is withdrawn, with a reason."""
    person = signed_in(request)
    row = _recognition(person, recognition)
    if not may_mark(person, row.enrolment):
        raise PermissionDenied(_("This is for the trainers of this learner, and for their coach."))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(row, author=person, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Withdrawn. What it counted for has been computed again."))
            return redirect("assessment:recognised", row.enrolment.public_id)
    context = {"form": form, "row": row, "enrolment": row.enrolment}
    return render(request, "assessment/recognised/take_back.html", context)


@login_required
@require_GET
def paper(request: HttpRequest, recognition: UUID) -> HttpResponseBase:
    """The paper itself, to be saved: for the learner and those who may assess them."""
    row = _recognition(signed_in(request), recognition)
    if not row.file_name or not shelf.has(row.path):
        raise Http404
    response = StreamingHttpResponse(shelf.pieces_of(row.path), content_type=row.file_type)
    response["Content-Disposition"] = content_disposition_header(True, row.file_name) or "attachment"
    response["Content-Length"] = str(row.file_size)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _recognition(person: Person, public_id: UUID) -> Recognition:
    row = get_object_or_404(Recognition.objects.select_related("enrolment__person"), public_id=public_id)
    _check(person, row.enrolment)
    return row


def _enrolment(person: Person, public_id: UUID) -> Enrolment:
    rows = Enrolment.objects.select_related("person", "journey", "organisation").filter(person__isnull=False)
    row = get_object_or_404(rows, public_id=public_id)
    _check(person, row)
    return row


def _check(person: Person, enrolment: Enrolment) -> None:
    """The learner reads their own; others of the organisation are told no, and elsewhere it does not exist."""
    if enrolment.person_id is None:
        raise Http404
    if enrolment.person_id == person.pk or may_mark(person, enrolment):
        return
    if access.is_member(person, enrolment.organisation_id):
        raise PermissionDenied(_("This is for the trainers of this learner, and for their coach."))
    raise Http404

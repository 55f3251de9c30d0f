"""The waivers of one learner: read by the learner and by who accompanies them, written by the team."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lms.assessment.waivers.waive import left_to_do, waive_many, waivers_of
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Evidence, EvidenceVerb


class WaiverForm(forms.Form):
    activities = forms.MultipleChoiceField(label=gettext_lazy("What is not asked"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The learner reads it, and it stays beside their progress."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, activities: list[Activity], **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid4().hex}, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in activities:
            name = f"{row.sequence.code} {row.sequence.title}" if row.sequence else ""
            groups.setdefault(name, []).append((str(row.pk), row.title))
        self.known = {str(row.pk): row for row in activities}
        field = self.fields["activities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(groups.items())

    def chosen(self) -> list[Activity]:
        return [self.known[key] for key in self.cleaned_data["activities"]]


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, help_text=gettext_lazy("It stays readable, with your name.")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def waivers(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    person = signed_in(request)
    row, writes = _enrolment(person, enrolment)
    if request.method == "POST" and not writes:
        raise PermissionDenied(_("Only the team that accompanies this learner may waive an activity."))
    form = WaiverForm(request.POST or None, activities=left_to_do(row)) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            waive_many(row, form.chosen(), author=person, reason=data["reason"], key=data["key"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Waived. It counts as done, and no hours are counted for it."))
            return redirect("assessment:waivers", row.public_id)
    context = {"enrolment": row, "name": str(row.person), "writes": writes, "form": form, "rows": waivers_of(row)}
    return render(request, "assessment/waivers/waivers.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, enrolment: UUID, evidence: UUID) -> HttpResponse:
    """The activity is asked again: new evidence that voids the waiver, with a reason."""
    person = signed_in(request)
    row, writes = _enrolment(person, enrolment)
    found = get_object_or_404(Evidence, enrolment=row, public_id=evidence, verb=EvidenceVerb.WAIVED)
    if not writes:
        raise PermissionDenied(_("Only the team that accompanies this learner may waive an activity."))
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            intake.void(found, author=person, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is asked again."))
            return redirect("assessment:waivers", row.public_id)
    context = {
        "title": _("Ask it again"),
        "form": form,
        "button": _("Ask it again"),
        "enrolment": row,
        "what": found.activity,
    }
    return render(request, "assessment/waivers/take_back.html", context)


def _enrolment(person: Person, public_id: UUID) -> tuple[Enrolment, bool]:
    """The learner's own, to be read; of those whom somebody accompanies, also to be written."""
    rows = Enrolment.objects.select_related("person", "journey", "organisation").filter(person__isnull=False)
    row = get_object_or_404(rows, public_id=public_id)
    if row.person_id == person.pk:
        return row, False
    knows = access.may_see_name_of(person, row.organisation_id, None, row.coach_id)
    if knows and access.may_waive(person, row.organisation_id):
        return row, True
    if access.is_member(person, row.organisation_id):
        raise PermissionDenied(_("Only the team that accompanies this learner may waive an activity."))
    raise Http404

"""Extra time and extra attempts of one learner, in every quiz, and attempts opened again: who looks after them grants
it, and says why."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from content.quiz.models import Accommodation, Attempt
from content.quiz.reopening import MOST_MINUTES, reopen, reopenable
from content.quiz.start import accommodation_of
from lms.agenda.access import may_accompany
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused


class AccommodationForm(forms.ModelForm):
    class Meta:
        model = Accommodation
        fields: ClassVar = ["extra_time", "extra_attempts", "reason"]


class ReopenForm(forms.Form):
    minutes = forms.IntegerField(
        label=gettext_lazy("minutes from now"), min_value=1, max_value=MOST_MINUTES, initial=30
    )
    reason = forms.CharField(label=gettext_lazy("why"), max_length=255)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accommodate(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """What holds now, and another word that takes its place. An attempt under way keeps the time it began with."""
    person = signed_in(request)
    row = _accompanied_or_404(person, enrolment)
    now = accommodation_of(row.pk)
    initial = {"extra_time": now.extra_time, "extra_attempts": now.extra_attempts} if now else None
    form = AccommodationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.instance.enrolment, form.instance.author = row, person
        form.save()
        messages.success(
            request, _("Kept. It holds for the quizzes that %(name)s begins from now on.") % {"name": row.person}
        )
        return redirect("quiz:accommodate", row.public_id)
    said = Accommodation.objects.filter(enrolment=row).select_related("author").order_by("-pk")
    context = {"enrolment": row, "learner": row.person, "form": form, "said": said, "button": _("Keep this")}
    return render(request, "quiz/accommodate.html", context | {"closed": reopenable(row)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_attempt(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """An attempt that time closed goes on, with so many minutes."""
    person = signed_in(request)
    row = get_object_or_404(Attempt.objects.select_related("activity", "enrolment"), public_id=attempt)
    learner = _accompanied_or_404(person, row.enrolment.public_id)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen(row.pk, form.cleaned_data["minutes"], by=person, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The attempt is open again. Tell %(name)s.") % {"name": learner.person})
            return redirect("quiz:accommodate", learner.public_id)
    context = {"enrolment": learner, "attempt": row, "form": form, "button": _("Open it again")}
    return render(request, "quiz/reopen.html", context)


def _accompanied_or_404(person: Person, public_id: UUID) -> Enrolment:
    rows = Enrolment.objects.select_related("person", "journey", "organisation")
    row = get_object_or_404(rows, public_id=public_id, person__isnull=False)
    if not may_accompany(person, row) or person.pk == row.person_id:
        raise Http404
    return row

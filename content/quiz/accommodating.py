"""Extra time and extra attempts of one learner, in every quiz: who looks after them grants it, and says why."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.quiz.models import Accommodation
from content.quiz.start import accommodation_of
from lms.agenda.access import may_accompany
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in


class AccommodationForm(forms.ModelForm):
    class Meta:
        model = Accommodation
        fields: ClassVar = ["extra_time", "extra_attempts", "reason"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accommodate(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """What holds now, and another word that takes its place. An attempt under way keeps the time it began with."""
    person = signed_in(request)
    rows = Enrolment.objects.select_related("person", "journey", "organisation")
    row = get_object_or_404(rows, public_id=enrolment, person__isnull=False)
    if not may_accompany(person, row) or person.pk == row.person_id:
        raise Http404
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
    return render(request, "quiz/accommodate.html", context)

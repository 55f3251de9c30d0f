"""Goals and decisions: what a learner and who accompanies them agreed. Both write, both read, both tick."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.agenda.access import may_book
from lms.agenda.appointments.forms import GoalForm
from lms.agenda.appointments.lookup import enrolment_for
from lms.agenda.models import Goal
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.people.models import Person


@login_required
@require_POST
def add(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    person = signed_in(request)
    row = enrolment_for(person, enrolment, may_book)
    form = GoalForm(request.POST)
    if form.is_valid():
        agree(row, person, form.cleaned_data["text"], form.cleaned_data["sort"], form.cleaned_data["due_on"])
        messages.success(request, _("It is written down: you both read it."))
    else:
        messages.error(
            request, _("Write in a few words what you agreed, and a date such as 28/11/2026 if there is one.")
        )
    return redirect(_back(person, row))


@login_required
@require_POST
def tick(request: HttpRequest, goal: int) -> HttpResponse:
    """Done, or not yet after all: the form says which, so that a second click changes nothing."""
    person = signed_in(request)
    found = get_object_or_404(
        Goal.objects.select_related("enrolment__organisation"), pk=goal, enrolment__person__isnull=False
    )
    if not may_book(person, found.enrolment):
        raise Http404
    is_done = request.POST.get("done") == "yes"
    if is_done != (found.done_at is not None):
        found.done_at = timezone.now() if is_done else None
        found.save(update_fields=["done_at"])
    return redirect(_back(person, found.enrolment))


def agree(enrolment: Enrolment, author: Person, text: str, sort: str = Goal.Sort.GOAL, due_on: object = None) -> Goal:
    """A goal or a decision more; the same words again within a minute are the same one."""
    since = timezone.now() - timedelta(minutes=1)
    same = {"enrolment": enrolment, "author": author, "text": text, "sort": sort, "due_on": due_on}
    known = Goal.objects.filter(made_at__gte=since, **same).first()
    return known or Goal.objects.create(**same)


def _back(person: Person, row: Enrolment) -> str:
    if person.pk == row.person_id:
        return f"{reverse('agenda:appointments')}?journey={row.public_id}"
    return reverse("agenda:accompany", args=[row.public_id])

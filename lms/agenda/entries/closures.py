"""The organisation's days off, which everybody's calendar skips."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.agenda.entries.forms import ClosureForm
from lms.agenda.entries.reach import planned_organisation
from lms.enrolment.models import Closure


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: HttpRequest, code: str) -> HttpResponse:
    """Those to come and of the last year, and a form for another."""
    organisation = planned_organisation(request, code)
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        Closure.objects.get_or_create(
            organisation=organisation,
            first_on=told["first_on"],
            last_on=told["last_on"],
            defaults={"title": told["title"]},
        )
        messages.success(request, _("Noted. Learners' calendars skip these days from now on."))
        return redirect("agenda:days_off", code)
    today = timezone.localdate(timezone=organisation.zone)
    rows = Closure.objects.filter(organisation=organisation, last_on__gte=today.replace(day=1, year=today.year - 1))
    return render(request, "agenda/entries/days_off.html", {"organisation": organisation, "form": form, "rows": rows})


@login_required
@require_POST
def remove_day_off(request: HttpRequest, code: str, closure: int) -> HttpResponse:
    """Work goes on on these days after all. A second click finds nothing to remove."""
    organisation = planned_organisation(request, code)
    Closure.objects.filter(organisation=organisation, pk=closure).delete()
    messages.success(request, _("Taken out. Calendars count these days again."))
    return redirect("agenda:days_off", code)

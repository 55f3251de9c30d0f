"""When a coach can be booked: weekly hours, and days that are different."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.agenda.appointments import words
from lms.agenda.appointments.forms import WEEKDAYS, AbsenceForm, AvailabilityForm
from lms.agenda.appointments.lookup import organisations_hosted
from lms.agenda.models import Appointment, Availability, Unavailability
from lms.people.access import signed_in
from lms.people.models import Organisation, Person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest) -> HttpResponse:
    """My weekly hours; a form adds some."""
    person = signed_in(request)
    organisation = _organisation(request, person)
    form = AvailabilityForm(request.POST or None, coach=person, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        same = {name: given[name] for name in ("weekday", "starts_at", "ends_at", "first_on", "until")}
        if not Availability.objects.filter(coach=person, organisation=organisation, **same).exists():
            form.save()
        messages.success(request, _("Learners can book these hours now."))
        return redirect(request.get_full_path())
    return render(request, "agenda/appointments/hours.html", _context(person, organisation, form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Days or hours on which I cannot be booked."""
    person = signed_in(request)
    organisation = _organisation(request, person)
    form = AbsenceForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.cleaned_data["from"], form.cleaned_data["to"]
        Unavailability.objects.get_or_create(
            coach=person,
            organisation=organisation,
            starts_at=starts_at,
            ends_at=ends_at,
            defaults={"reason": form.cleaned_data["reason"]},
        )
        _warn(request, person, starts_at, ends_at)
        return redirect("agenda:availability")
    context = {
        "title": _("When I cannot"),
        "form": form,
        "button": _("Save"),
        "back": {"label": _("My hours"), "url": reverse("agenda:availability")},
    }
    return render(request, "agenda/appointments/form.html", context)


@login_required
@require_POST
def remove_hours(request: HttpRequest, hours: int) -> HttpResponse:
    """These weekly hours are not offered any more. What is booked stays."""
    _own(Availability.objects.filter(pk=hours), signed_in(request))
    messages.success(request, _("These hours are not offered any more. What is booked stays booked."))
    return redirect("agenda:availability")


@login_required
@require_POST
def remove_absence(request: HttpRequest, absence: int) -> HttpResponse:
    _own(Unavailability.objects.filter(pk=absence), signed_in(request))
    messages.success(request, _("You can be booked again at that time."))
    return redirect("agenda:availability")


def _own(rows: QuerySet[Any], person: Person) -> None:
    """Remove this person's own row; one that is gone already was removed by the first of two clicks."""
    row = rows.first()
    if row is not None and row.coach_id != person.pk:
        raise Http404
    rows.delete()


def _organisation(request: HttpRequest, person: Person) -> Organisation:
    """The one whose learners this person meets; the one chosen, where there are several."""
    rows = list(Organisation.objects.filter(pk__in=organisations_hosted(person)).order_by("pk"))
    if not rows:
        raise PermissionDenied(_("These pages are for those who accompany learners."))
    wanted = request.GET.get("organisation", rows[0].code)
    found = next((row for row in rows if row.code == wanted), None)
    if found is None:
        raise Http404
    return found


def _context(person: Person, organisation: Organisation, form: AvailabilityForm) -> dict[str, Any]:
    today = timezone.localdate(timezone=organisation.zone)
    hours = Availability.objects.filter(coach=person, organisation=organisation).select_related("venue")
    absences = Unavailability.objects.filter(coach=person, ends_at__gte=timezone.now()).order_by("starts_at")
    names = dict(WEEKDAYS)
    return {
        "hours": [
            {
                "id": row.pk,
                "day": names[row.weekday],
                "from": formats.time_format(row.starts_at, "H:i"),
                "to": formats.time_format(row.ends_at, "H:i"),
                "where": words.where(row),
                "first": formats.date_format(row.first_on, "j F Y") if row.first_on > today else "",
                "until": formats.date_format(row.until, "j F Y") if row.until else "",
            }
            for row in hours.order_by("weekday", "starts_at", "pk")
            if row.until is None or row.until >= today
        ],
        "absences": [
            {
                "id": row.pk,
                "from": words.moment(row.starts_at, organisation),
                "to": words.moment(row.ends_at, organisation),
                "reason": row.reason,
            }
            for row in absences
        ],
        "others": [
            {"label": row.name, "url": f"?organisation={row.code}", "current": row == organisation}
            for row in Organisation.objects.filter(pk__in=organisations_hosted(person)).order_by("pk")
        ],
        "form": form,
    }


def _warn(request: HttpRequest, person: Person, starts_at: datetime, ends_at: datetime) -> None:
    """What was booked before stands: it is for the coach to move it."""
    rows = Appointment.objects.filter(host=person, state=Appointment.State.BOOKED)
    count = rows.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).count()
    if not count:
        messages.success(request, _("Saved: nobody can book you at that time."))
        return
    said = ngettext(
        "Saved. %(count)d appointment is booked at that time: move or cancel it.",
        "Saved. %(count)d appointments are booked at that time: move or cancel them.",
        count,
    )
    messages.warning(request, said % {"count": count})

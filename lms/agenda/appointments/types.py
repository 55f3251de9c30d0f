"""Coordinators' types of appointment and their allowances: data, a journey's own or everybody's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.agenda.appointments.forms import TypeForm
from lms.agenda.models import AppointmentType
from lms.catalogue import units
from lms.people.access import is_member, may_plan, organisations_where, signed_in
from lms.people.models import Organisation, Role


@login_required
@require_GET
def types(request: HttpRequest) -> HttpResponse:
    """All types of the organisations this person plans for."""
    person = signed_in(request)
    organisations = list(Organisation.objects.filter(pk__in=organisations_where(person, Role.COORDINATOR, Role.ADMIN)))
    if not organisations:
        raise PermissionDenied(_("A coordinator of your organisation keeps these types."))
    rows = AppointmentType.objects.filter(organisation__in=organisations).select_related("journey", "host")
    lines = [_line(row) for row in rows.order_by("journey__code", "title", "pk")]
    groups = [
        {
            "organisation": one,
            "lines": [line for line in lines if line["organisation"] == one.pk],
            "add_url": reverse("agenda:new_type", args=[one.code]),
        }
        for one in organisations
    ]
    return render(request, "agenda/appointments/types.html", {"groups": groups})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_type(request: HttpRequest, code: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, code=code)
    return _form(request, organisation, AppointmentType(organisation=organisation))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_type(request: HttpRequest, appointment_type: int) -> HttpResponse:
    row = get_object_or_404(AppointmentType.objects.select_related("organisation"), pk=appointment_type)
    return _form(request, row.organisation, row)


def _form(request: HttpRequest, organisation: Organisation, row: AppointmentType) -> HttpResponse:
    person = signed_in(request)
    if not may_plan(person, organisation.pk):
        if is_member(person, organisation.pk):
            raise PermissionDenied(_("A coordinator of your organisation keeps these types."))
        get_object_or_404(Organisation.objects.none())
    form = TypeForm(request.POST or None, instance=row, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("“%(title)s” is up to date.") % {"title": row.title})
        return redirect("agenda:types")
    context = {
        "title": row.title if row.pk else _("A new type of appointment"),
        "form": form,
        "button": _("Save"),
        "back": {"label": _("Types of appointment"), "url": reverse("agenda:types")},
    }
    return render(request, "agenda/appointments/form.html", context)


def _line(row: AppointmentType) -> dict[str, object]:
    allowed = [units.duration(row.allowance_minutes)] if row.allowance_minutes else []
    return {
        "organisation": row.organisation_id,
        "url": reverse("agenda:change_type", args=[row.pk]),
        "title": row.title,
        "journey": row.journey.title if row.journey else _("all journeys"),
        "minutes": units.duration(row.minutes),
        "host": str(row.host or ""),
        "allowed": ", ".join(allowed),
        "count": row.allowance_count,
        "every": row.every_days,
        "range": f"{units.duration(row.range_min or 0)} – {units.duration(row.range_max)}" if row.range_max else "",
        "is_active": row.is_active,
    }

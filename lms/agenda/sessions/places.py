"""Coordinators: venues, their rooms and access points."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.agenda.models import Venue
from lms.agenda.sessions.desk import planned_by
from lms.agenda.sessions.forms import RoomForms, VenueForm
from lms.people.access import is_member, may_plan, signed_in


@login_required
@require_GET
def venues(request: HttpRequest) -> HttpResponse:
    places = list(planned_by(signed_in(request)))
    rows = Venue.objects.filter(organisation__in=places).select_related("organisation")
    rows = rows.annotate(room_count=Count("rooms"), room_seats=Coalesce(Sum("rooms__capacity"), 0))
    ordered = rows.order_by("-is_active", "name", "pk")
    return render(request, "agenda/sessions/venues.html", {"venues": ordered, "several": len(places) > 1})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_venue(request: HttpRequest) -> HttpResponse:
    organisations = list(planned_by(signed_in(request)))
    code = request.GET.get("organisation", "")
    chosen = next((one for one in organisations if code in ("", one.code)), None)
    if chosen is None:
        raise Http404
    return _form(request, Venue(organisation=chosen))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def venue(request: HttpRequest, venue: UUID) -> HttpResponse:
    row = get_object_or_404(Venue.objects.select_related("organisation"), public_id=venue)
    if may_plan(request.user, row.organisation_id):
        return _form(request, row)
    if is_member(request.user, row.organisation_id):
        raise PermissionDenied(_("Sessions and venues are for coordinators and administrators."))
    raise Http404


def _form(request: HttpRequest, row: Venue) -> HttpResponse:
    form = VenueForm(request.POST or None, instance=row)
    rooms = RoomForms(request.POST or None, instance=row, prefix="rooms")
    if request.method == "POST" and form.is_valid() and rooms.is_valid():
        with transaction.atomic():
            form.save()
            rooms.save()
        messages.success(request, _("%(venue)s is up to date.") % {"venue": row.name})
        return redirect("agenda:venues")
    return render(request, "agenda/sessions/venue.html", {"venue": row, "form": form, "rooms": rooms})

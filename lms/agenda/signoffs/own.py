"""A learner signs on their own phone: what exactly, one button, and afterwards what was recorded."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lms.agenda.models import Booking, HalfDay, Session, SignOff
from lms.agenda.rules import rules_of
from lms.agenda.signoffs import sign, statement, window
from lms.agenda.signoffs.room import words_of
from lms.agenda.signoffs.sheet import place_of
from lms.agenda.signoffs.slots import half_day_of
from lms.agenda.signoffs.words import tap_of
from lms.enrolment.models import Enrolment
from lms.people.access import is_member, signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused


@login_required
@require_GET
def sign_now(request: HttpRequest) -> HttpResponse:
    """Where somebody who types the code begins: their half-days that can be signed now."""
    now = timezone.now()
    rows = HalfDay.objects.filter(
        session__bookings__enrolment__person=signed_in(request),
        session__bookings__state=Booking.State.BOOKED,
        session__state=Session.State.PLANNED,
        closed_at=None,
        # Wide; the organisation's own rules say it exactly.
        starts_at__lte=now + timedelta(days=1),
        ends_at__gte=now - timedelta(days=30),
    ).select_related("session__organisation", "session__venue", "session__room")
    found = [row for row in rows.distinct().order_by("starts_at", "pk") if _is_open(row)]
    if len(found) == 1:
        return redirect("agenda:sign", found[0].session.public_id, found[0].part)
    return render(request, "agenda/sign_now.html", {"half_days": [(row, place_of(row.session)) for row in found]})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_page(request: HttpRequest, signed_session: UUID, part: int) -> HttpResponse:
    """The address in the QR. The code stands in it, and is asked for again when it has changed in the meantime."""
    half_day, person = half_day_of(signed_session, part), signed_in(request)
    enrolment = _seat(half_day, person)
    if enrolment is None:
        return _without_seat(request, half_day, person)
    context = _shown(half_day)
    if request.method == "POST":
        try:
            sign.sign(half_day, enrolment, person, tap_of(request))
            return redirect("agenda:sign", signed_session, part)
        except Refused as why:
            context["refusal"] = str(why)
    own = SignOff.objects.filter(half_day=half_day, enrolment=enrolment, role=SignOff.Role.LEARNER, cancelled_at=None)
    context["sign_off"] = own.select_related("entered_by").first()
    if context["sign_off"]:
        context["recorded"] = words_of(context["sign_off"])
    # A code that was refused is not offered again.
    context["code"] = "" if request.method == "POST" else request.GET.get("code", "")[:10]
    context["why_not"] = _why_not(half_day)
    context["late"] = window.late_words(half_day, rules_of(half_day.session.organisation_id), timezone.now())
    return render(request, "agenda/sign.html", context)


def _seat(half_day: HalfDay, person: Person) -> Enrolment | None:
    rows = Enrolment.objects.filter(person=person, organisation=half_day.session.organisation_id)
    seated = rows.filter(bookings__session=half_day.session_id, bookings__state=Booking.State.BOOKED)
    return seated.select_related("person", "organisation").order_by("pk").first()


def _without_seat(request: HttpRequest, half_day: HalfDay, person: Person) -> HttpResponse:
    """A learner who is in the room can be added; for the team there is nothing to sign here."""
    session = half_day.session
    if not is_member(person, session.organisation_id):
        raise Http404
    if not Enrolment.objects.filter(person=person, journey=session.journey_id, journey__isnull=False).exists():
        raise PermissionDenied(_("Only the learners of this session sign here."))
    return render(request, "agenda/sign.html", {**_shown(half_day), "is_missing": True})


def _shown(half_day: HalfDay) -> dict[str, Any]:
    session = half_day.session
    return {
        "session": session,
        "half_day": half_day,
        "place": place_of(session),
        "terms": statement.terms_of(half_day),
    }


def _is_open(half_day: HalfDay) -> bool:
    return window.is_open(half_day, rules_of(half_day.session.organisation_id), timezone.now())


def _why_not(half_day: HalfDay) -> str:
    if half_day.session.state == Session.State.CANCELLED:
        return _("This session is cancelled: there is nothing to sign.")
    if half_day.closed_at is not None:
        return _("Your trainer has closed this half-day. Ask them: they can still add you to the sheet.")
    return window.why_not(half_day, rules_of(half_day.session.organisation_id), timezone.now())

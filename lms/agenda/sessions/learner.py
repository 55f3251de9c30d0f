"""Learners: the dates of a sequence, the nearest access points, a seat taken and given back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.agenda.models import Booking, Session, Venue
from lms.agenda.rules import rules_of
from lms.agenda.sessions import nearest, offers, seats, words
from lms.agenda.sessions.forms import GiveBackForm
from lms.catalogue.models import Sequence
from lms.enrolment.access import closed_enrolment
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused


@login_required
@require_GET
def choose_session(request: HttpRequest, sequence_key: UUID) -> HttpResponse:
    """The dates of a sequence that this learner may book, and what they hold."""
    sequence = get_object_or_404(Sequence, key=sequence_key)
    enrolment = _enrolment_of(signed_in(request), journey=sequence.journey_id)
    found = offers.bookable_sessions(enrolment, sequence.pk)
    context = {
        "sequence": sequence,
        "gate": seats.gate_of(enrolment, sequence.pk),
        **_places(request, enrolment, found),
    }
    return render(request, "agenda/sessions/choose.html", context)


@login_required
@require_GET
def access_points(request: HttpRequest) -> HttpResponse:
    """Where somebody without a computer may sit at one: the nearest first, with the hours to book."""
    enrolment = _enrolment_of(signed_in(request))
    found = offers.access_point_hours(enrolment)
    points = Venue.objects.filter(organisation=enrolment.organisation_id, is_access_point=True, is_active=True)
    context = _places(request, enrolment, found)
    near = nearest.nearest(points, context["start_point"])
    radius = context["radius_km"]
    context["points"] = [
        {
            "near": one,
            "lines": [line for line in context["offers"] if line["offer"].session.venue_id == one.venue.pk],
        }
        for one in near
    ]
    is_far = context["start"] is not None and not nearest.within(near, radius)
    context["none_near"] = nearest.none_within(radius) if is_far else ""
    return render(request, "agenda/sessions/access_points.html", {**context, "gate": closed_enrolment(enrolment)})


@login_required
@require_POST
def take_seat(request: HttpRequest, session: UUID) -> HttpResponse:
    """In one touch: a seat, or a place in the queue."""
    row, enrolment = _row(request, session)
    try:
        booking = seats.book(row, enrolment, signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return _back(row)
    facts = {"title": row.title, "when": words.when(row)}
    if booking.state == Booking.State.BOOKED:
        messages.success(request, _("You have a seat: %(title)s, %(when)s.") % facts)
    else:
        place = seats.place_in_queue(booking)
        said = _("You are number %(place)d on the waiting list: %(title)s, %(when)s. We tell you when a seat is yours.")
        messages.info(request, said % {**facts, "place": place})
    return _back(row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, session: UUID) -> HttpResponse:
    """In one touch too; in the last hours, with a word to the team."""
    row, enrolment = _row(request, session)
    booking = get_object_or_404(Booking, session=row, enrolment=enrolment)
    if booking.state == Booking.State.CANCELLED:
        messages.info(request, _("You hold no seat there any more."))
        return _back(row)
    form = GiveBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            seats.cancel(booking, signed_in(request), form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, _("Your seat is given back. Thank you: somebody else can come."))
            return _back(row)
    context = {"session": row, "booking": booking, "form": form, "when": words.when(row), "late": seats.is_late(row)}
    return render(request, "agenda/sessions/give_back.html", context)


def _row(request: HttpRequest, key: UUID) -> tuple[Session, Enrolment]:
    """The session and this person's enrolment that it serves; it does not exist for anybody else."""
    rows = Session.objects.select_related("organisation", "sequence", "venue", "room")
    row = get_object_or_404(rows, public_id=key)
    person = signed_in(request)
    return row, _enrolment_of(person, journey=row.journey_id, organisation=row.organisation_id)


def _enrolment_of(person: Person, journey: int | None = None, organisation: int | None = None) -> Enrolment:
    """The one under way, else the latest; Http404 when they follow nothing there."""
    wanted = Q(person=person)
    if journey is not None:
        wanted &= Q(journey=journey)
    if organisation is not None:
        wanted &= Q(organisation=organisation)
    rows = Enrolment.objects.filter(wanted).select_related("organisation", "journey", "total")
    order = [Enrolment.State.ACTIVE, Enrolment.State.PAUSED, Enrolment.State.ENDED]
    found = sorted(rows.order_by("-starts_on", "-pk"), key=lambda row: order.index(Enrolment.State(row.state)))
    if not found:
        raise Http404
    return found[0]


def _places(request: HttpRequest, enrolment: Enrolment, found: list[offers.Offer]) -> dict[str, Any]:
    """Offers with their distance from a place that the person names; nothing of it is kept."""
    rules = rules_of(enrolment.organisation_id)
    starts = list(
        Venue.objects.filter(organisation=enrolment.organisation_id, is_active=True)
        .exclude(latitude=None)
        .exclude(longitude=None)
    )
    chosen = request.GET.get("from", "")
    start = next((one for one in starts if str(one.public_id) == chosen), None)
    point = nearest.point_of(start)
    return {
        "offers": [_line(offer, point, rules.cancel_before_hours) for offer in found],
        "starts": starts,
        "start": start,
        "start_point": point,
        "radius_km": rules.radius_km,
        "enrolment": enrolment,
    }


def _line(offer: offers.Offer, point: nearest.Point | None, hours: int) -> dict[str, Any]:
    venue = offer.session.venue
    km = nearest.nearest([venue], point)[0].words if venue is not None else ""
    return {"offer": offer, "km": km, "is_late": seats.is_late(offer.session, hours)}


def _back(session: Session) -> HttpResponse:
    if session.sequence is None:
        return redirect("agenda:access_points")
    return redirect("agenda:choose_session", session.sequence.key)

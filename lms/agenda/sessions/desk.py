"""Coordinators and trainers: the list of sessions, one session with its people, those I lead."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.agenda.access import may_accompany, may_lead
from lms.agenda.classes.door import join_url
from lms.agenda.models import Booking, HalfDay, Session, Venue
from lms.agenda.sessions import seats, words
from lms.assessment.learners import observe_url
from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.keys import is_key
from lms.people.access import has_role_somewhere, is_member, may_plan, organisations_where, signed_in
from lms.people.models import Organisation, Person, Role
from lms.plugins.kind import Refused

PAGE = 25
STATES = ("upcoming", "past", "cancelled")


def planned_by(person: Person) -> QuerySet[Organisation]:
    """Where this person plans; who runs the site, everywhere. PermissionDenied when nowhere."""
    rows = Organisation.objects.order_by("name", "pk")
    if not person.is_superuser:
        rows = rows.filter(pk__in=organisations_where(person, Role.COORDINATOR, Role.ADMIN))
    if not has_role_somewhere(person, Role.COORDINATOR, Role.ADMIN):
        raise PermissionDenied(_("Sessions and venues are for coordinators and administrators."))
    return rows


@login_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Every session of the organisations this person plans for."""
    places = list(planned_by(signed_in(request)))
    rows = Session.objects.filter(organisation__in=places)
    context = {
        "journeys": Journey.objects.filter(organisation__in=places).order_by("code"),
        "venues": Venue.objects.filter(organisation__in=places),
        "trainers": Person.objects.filter(sessions_led__organisation__in=places).distinct().order_by("name", "pk"),
        "may_plan": True,
    }
    return _list(request, rows, context, _("Sessions"))


@login_required
@require_GET
def my_sessions(request: HttpRequest) -> HttpResponse:
    """The sessions a trainer leads."""
    person = signed_in(request)
    if not has_role_somewhere(person, Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN):
        raise PermissionDenied(_("This list is for those who lead sessions."))
    return _list(request, Session.objects.filter(trainer=person), {"is_mine": True}, _("The sessions I lead"))


@login_required
@require_GET
def session(request: HttpRequest, session: UUID) -> HttpResponse:
    """One session: who comes, who waits, and what to do with it."""
    row = session_for(request, session)
    people = list(row.bookings.select_related("enrolment__person").order_by("since", "pk"))
    booked = [one for one in people if one.state == Booking.State.BOOKED]
    wanted = request.GET.get("q", "").strip()[:100]
    context = {
        "session": row,
        "when": words.when(row),
        "where": words.where(row),
        "half_days": [words.half_day(one, row) for one in row.half_days.order_by("part")],
        "booked": booked,
        "waiting": [one for one in people if one.state == Booking.State.WAITING],
        "gone": [one for one in people if one.state == Booking.State.CANCELLED],
        "left": max(0, row.capacity_max - len(booked)),
        "missing": max(0, row.capacity_min - len(booked)),
        "wanted": wanted,
        "found": _candidates(row, wanted) if wanted else [],
        "may_plan": may_plan(request.user, row.organisation_id),
        "signing_url": _signing_url(row),
        "join_url": join_url(row),
        "observe_url": observe_url(request.user, row.organisation_id, [one.enrolment for one in booked]),
        "is_cancelled": row.state == Session.State.CANCELLED,
    }
    return render(request, "agenda/sessions/session.html", context)


@login_required
@require_POST
def book_for(request: HttpRequest, session: UUID) -> HttpResponse:
    """The team gives somebody a seat."""
    row = session_for(request, session)
    wanted = Enrolment.objects.filter(organisation=row.organisation_id, public_id=_key(request.POST))
    enrolment = get_object_or_404(wanted.select_related("organisation", "journey", "person", "total"))
    if not may_accompany(request.user, enrolment):
        raise Http404
    try:
        booking = seats.book(row, enrolment, signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("%(name)s has a seat.") if booking.state == Booking.State.BOOKED else _("%(name)s waits for a seat.")
        messages.success(request, said % {"name": enrolment.person})
    return redirect("agenda:session", row.public_id)


@login_required
@require_POST
def remove(request: HttpRequest, session: UUID) -> HttpResponse:
    """The team gives somebody's seat back."""
    row = session_for(request, session)
    wanted = Booking.objects.filter(session=row, enrolment__public_id=_key(request.POST))
    booking = get_object_or_404(wanted.select_related("enrolment__person"))
    if not may_accompany(request.user, booking.enrolment):
        raise Http404
    try:
        seats.cancel(booking, signed_in(request), request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is not expected any more.") % {"name": booking.enrolment.person})
    return redirect("agenda:session", row.public_id)


def session_for(request: HttpRequest, key: UUID) -> Session:
    """One that this person leads or plans; another organisation's does not exist."""
    rows = Session.objects.select_related("organisation", "venue", "room", "trainer", "journey", "sequence", "series")
    row = get_object_or_404(rows, public_id=key)
    if may_lead(request.user, row):
        return row
    if is_member(request.user, row.organisation_id):
        raise PermissionDenied(_("This session is for those who lead or plan it."))
    raise Http404


def _list(request: HttpRequest, rows: QuerySet[Session], context: dict[str, Any], title: str) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("journey", "venue", "trainer")}
    state = request.GET.get("state", "")
    state = state if state in STATES else STATES[0]
    page = Paginator(_filtered(rows, state, asked), PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in asked.items() if value}
    context = {
        **context,
        **asked,
        "title": title,
        "page": page,
        "lines": [_line(row) for row in page],
        "chips": _chips(state, kept),
        "state": state,
        "is_filtered": bool(kept),
        "query": urlencode({**kept, "state": state}),
    }
    return render(request, "agenda/sessions/sessions.html", context)


def _filtered(rows: QuerySet[Session], state: str, asked: dict[str, str]) -> QuerySet[Session]:
    keys = {"journey": "journey__key", "venue": "venue__public_id", "trainer": "trainer__public_id"}
    for name, value in asked.items():
        if value:
            rows = rows.filter(**{keys[name]: value}) if is_key(value) else rows.none()
    now = timezone.now()
    if state == "cancelled":
        rows = rows.filter(state=Session.State.CANCELLED).order_by("-starts_at", "-pk")
    elif state == "past":
        rows = rows.filter(Q(state=Session.State.PLANNED, ends_at__lt=now)).order_by("-starts_at", "-pk")
    else:
        rows = rows.filter(state=Session.State.PLANNED, ends_at__gte=now).order_by("starts_at", "pk")
    return seats.with_counts(rows).select_related("organisation", "venue", "room", "trainer", "sequence")


def _line(row: Any) -> dict[str, Any]:
    people = _("%(booked)d of %(most)d") % {"booked": row.booked, "most": row.capacity_max}
    return {
        "session": row,
        "when": words.when(row),
        "where": words.where(row),
        "people": people,
        "waiting": row.waiting,
        "missing": max(0, row.capacity_min - row.booked),
    }


def _chips(current: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    labels = {"upcoming": _("To come"), "past": _("Past"), "cancelled": _("Called off")}
    return [
        {"label": labels[name], "url": "?" + urlencode({**kept, "state": name}), "current": name == current}
        for name in STATES
    ]


def _candidates(row: Session, wanted: str) -> QuerySet[Enrolment]:
    """People of the journey, or of the organisation, by name: those who hold no place here."""
    rows = Enrolment.objects.filter(organisation=row.organisation_id, person__isnull=False)
    rows = rows.exclude(state=Enrolment.State.ENDED)
    if row.journey_id is not None:
        rows = rows.filter(journey=row.journey_id)
    rows = rows.filter(Q(person__name__icontains=wanted) | Q(person__email__icontains=wanted))
    held = Booking.objects.filter(session=row, state__in=seats.ACTIVE).values("enrolment")
    return rows.exclude(pk__in=held).select_related("person", "journey").order_by("person__name", "pk")[:20]


def _signing_url(row: Session) -> str:
    """Where it is signed, once that is built; by session, or by its half-day."""
    first: HalfDay | None = row.half_days.filter(ends_at__gte=timezone.now()).order_by("part").first()
    for key in (row.public_id, first.pk if first else None):
        try:
            return reverse("agenda:signing", args=[key])
        except NoReverseMatch:
            continue
    return ""


def _key(posted: QueryDict) -> str:
    """The enrolment named by a form; one that is no key names nobody."""
    value = posted.get("enrolment", "")
    if not is_key(value):
        raise Http404
    return value

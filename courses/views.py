"""Learners' own screens, and what they send. Pages themselves are served by routes.py."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import acts, journey_screen, progress_screen
from courses.learner import Look, counts_for
from courses.models import CataloguePage
from courses.seat import NotEnrolled, Seat, enrolments_of, seat_for_activity, signed_in
from lms.catalogue.models import Activity
from lms.catalogue.outline import ActivityItem, outline_of
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Refused


@login_required
@require_GET
def my_journey(request: HttpRequest, enrolment: UUID | None = None) -> HttpResponse:
    """Where I am, what is next. Without an id: the journey under way."""
    enrolments = enrolments_of(signed_in(request))
    chosen = _chosen(enrolments, enrolment)
    if chosen is None:
        catalogue = CataloguePage.objects.live().order_by("path").first()
        context = {"enrolled": False, "catalogue_url": catalogue.get_url(request) if catalogue else ""}
        return render(request, "courses/my_journey.html", context)
    seat = Seat(chosen.journey, outline_of(chosen.journey), chosen)
    return render(request, "courses/my_journey.html", journey_screen.my_journey(seat, enrolments, signed_in(request)))


@login_required
@require_GET
def my_progress(request: HttpRequest, enrolment: UUID | None = None) -> HttpResponse:
    """What I know how to do, and why the platform says so."""
    chosen = _chosen(enrolments_of(signed_in(request)), enrolment)
    if chosen is None:
        return redirect("courses:my_journey")
    seat = Seat(chosen.journey, outline_of(chosen.journey), chosen)
    return render(request, "courses/my_progress.html", progress_screen.my_progress(seat))


@require_POST
def done(request: HttpRequest, key: UUID) -> HttpResponse:
    """ "I have done it"."""
    return _receive(request, key, acts.SAID_DONE)


@require_POST
def send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Whatever an activity's form holds; its kind reads it."""
    ours = {"csrfmiddlewaretoken", "key"}
    return _receive(request, key, {name: value for name, value in request.POST.items() if name not in ours})


def _receive(request: HttpRequest, key: UUID, payload: Mapping[str, Any]) -> HttpResponse:
    address = _address_of(key)
    if not request.user.is_authenticated:
        if acts.keep_for_later(request, str(key), payload):
            messages.info(request, _("You had been signed out. Nothing is lost: sign in, and go on."))
        else:
            messages.warning(request, _("You had been signed out. Sign in, then send it once more."))
        return redirect_to_login(address, resolve_url(settings.LOGIN_URL))
    act = acts.read_act(request.POST.get("key", ""))
    try:
        seat = seat_for_activity(signed_in(request), key)
    except NotEnrolled:
        seat = None
    if seat is None:
        raise Http404
    if seat.enrolment is None:
        messages.info(request, _("You look at this page as a learner would: nothing is recorded."))
        return redirect(address)
    item = seat.outline.activity_by_key.get(str(key))
    if item is None:
        messages.error(request, _("This activity has been withdrawn by your team. What you did before stays."))
        return redirect("courses:my_journey")
    if act is None:
        messages.warning(request, _("This page had been open for a long time. Nothing is lost: send it once more."))
        return redirect(address)
    gate = Look(seat).gate(seat.outline.sequence_by_id[item.sequence_id])
    if gate is not None:
        messages.error(request, str(gate))
        return redirect("courses:my_journey")
    return _answer(request, seat, item, payload, act)


def _answer(
    request: HttpRequest, seat: Seat, item: ActivityItem, payload: Mapping[str, Any], act: acts.Act
) -> HttpResponse:
    try:
        outcome = acts.record(seat, item, payload, act)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(item.address)
    if outcome.state != "done":
        messages.success(request, _("Sent. Nothing more to do here for now."))
        return redirect(item.address)
    messages.success(request, _praise(seat, item))
    following = next_in_sequence(seat, item)
    return redirect(following.address if following else _home_of(seat))


def _praise(seat: Seat, item: ActivityItem) -> str:
    names = counts_for(seat, item)
    if not names:
        return _("Done: %(title)s.") % {"title": item.title}
    return _("Done: %(title)s. It counts for: %(names)s.") % {"title": item.title, "names": " ; ".join(names)}


def next_in_sequence(seat: Seat, item: ActivityItem) -> ActivityItem | None:
    """The activity that follows in the same sequence, if any."""
    steps = seat.outline.sequence_by_id[item.sequence_id].activities
    place = steps.index(item)
    return steps[place + 1] if place + 1 < len(steps) else None


def _home_of(seat: Seat) -> str:
    assert seat.enrolment is not None
    return resolve_url("courses:my_journey", seat.enrolment.public_id)


def _chosen(enrolments: list[Enrolment], wanted: UUID | None) -> Enrolment | None:
    """The one asked for; Http404 when it is not this person's."""
    if wanted is None:
        return enrolments[0] if enrolments else None
    found = next((row for row in enrolments if row.public_id == wanted), None)
    if found is None:
        raise Http404
    return found


def _address_of(key: UUID) -> str:
    activity = Activity.objects.filter(key=key).first()
    if activity is None:
        raise Http404
    return activity.address or resolve_url("courses:my_journey")

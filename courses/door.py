"""What somebody meets who may not see a page: the way to sign in, a sentence, or nothing. routes.py asks first."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.journey_screen import coach_contact, way_back
from courses.learner import Look
from courses.models import ActivityPage, BlockPage, SequencePage
from courses.seat import NotEnrolled, Seat, find_seat, signed_in
from lms.catalogue.outline import SequenceItem


def closed_door(request: HttpRequest, page: Page) -> HttpResponse | None:
    """None when the page may be shown; then request.seat says to whom. Raises Http404 for whom it does not exist."""
    if not isinstance(page, BlockPage | SequencePage | ActivityPage):
        if not page.live:
            raise Http404
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    try:
        seat = find_seat(signed_in(request), page)
    except NotEnrolled as missing:
        return not_enrolled(request, missing)
    if seat is None:
        raise Http404
    if not page.live or not seat.journey.is_live:
        return withdrawn(request, page, seat)
    request.seat = seat  # type: ignore[attr-defined]
    return _not_yet(request, page, seat)


def _not_yet(request: HttpRequest, page: Page, seat: Seat) -> HttpResponse | None:
    """A sequence that waits for another: why, what opens it, and the way there."""
    sequence = _sequence_of(page, seat)
    if sequence is None or seat.enrolment is None:
        return None
    gate = Look(seat).gate(sequence)
    if gate is None:
        return None
    first = next((need for need in gate.needs if need.address), None)
    context = {
        "title": page.title,
        "state": _("Not open yet"),
        "reason": gate.reason,
        "opens": gate.opens,
        "way": {"title": _("Go to “%(title)s”") % {"title": first.title}, "url": first.address} if first else None,
        "back": way_back(seat),
        "help_contact": coach_contact(seat.enrolment),
    }
    return render(request, "courses/closed.html", context, status=403)


def _sequence_of(page: Page, seat: Seat) -> SequenceItem | None:
    key = str(page.translation_key)
    if isinstance(page, SequencePage):
        return seat.outline.sequence_by_key.get(key)
    item = seat.outline.activity_by_key.get(key)
    return seat.outline.sequence_by_id[item.sequence_id] if item else None


def not_enrolled(request: HttpRequest, missing: NotEnrolled) -> HttpResponse:
    journey = missing.journey
    context = {
        "title": journey.title,
        "reason": _("You do not follow this journey."),
        "opens": _("Ask your coordinator to enrol you, or read what it is about."),
        "way": {"title": _("Read about this journey"), "url": journey.address} if journey.address else None,
    }
    return render(request, "courses/closed.html", context, status=403)


def withdrawn(request: HttpRequest, page: Page, seat: Seat) -> HttpResponse:
    """What was there is not any more: said to those who knew it, with what stays theirs."""
    context = {
        "title": page.title,
        "state": _("Not here any more"),
        "reason": _("This page has been withdrawn by your team."),
        "opens": _("Nothing is lost: what you did here stays in your progress."),
        "way": {"title": _("Go to my journey"), "url": resolve_url("courses:my_journey")},
        "help_contact": coach_contact(seat.enrolment) if seat.enrolment else None,
    }
    return render(request, "courses/closed.html", context, status=404)

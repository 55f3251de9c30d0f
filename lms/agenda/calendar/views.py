"""A person's calendar: the page, the week on paper, the private address and what it answers."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.agenda.calendar import feed as feeds
from lms.agenda.calendar.lines import APPOINTMENT, SESSION, line_of
from lms.agenda.calendar.screen import WEEK, build, sight_of
from lms.agenda.models import CalendarFeed
from lms.people.access import signed_in

LANGUAGES = dict(settings.LANGUAGES)


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What has a day and an hour, week by week or in a list; and what may be done when one likes."""
    person = signed_in(request)
    sight = sight_of(person, request.GET.get("day", ""), request.GET.get("view", WEEK))
    known = CalendarFeed.objects.filter(person=person, revoked_at=None).first()
    address = request.build_absolute_uri(reverse("agenda:feed", args=[known.secret])) if known else ""
    context = {**build(sight), "feed": known, "feed_address": address}
    response = render(request, "agenda/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def calendar_print(request: HttpRequest) -> HttpResponse:
    """One week on a sheet of paper."""
    sight = sight_of(signed_in(request), request.GET.get("day", ""), WEEK)
    return render(request, "agenda/calendar_print.html", build(sight))


@login_required
@require_POST
def feed_settings(request: HttpRequest) -> HttpResponse:
    """Make, renew or revoke the private address; the one meant is named, so that a second click changes nothing."""
    person, act = signed_in(request), request.POST.get("act", "")
    number = request.POST.get("feed", "")
    known = int(number) if number.isdecimal() and len(number) < 19 else 0
    if act == "make":
        feeds.make_feed(person)
        messages.success(request, _("Your private address is ready. Copy it into the calendar of your telephone."))
    elif act == "renew":
        feeds.renew_feed(person, known)
        messages.success(request, _("You have another address. The one before answers nobody any more."))
    elif act == "revoke":
        feeds.revoke_feed(person, known)
        messages.success(request, _("The address answers nobody any more. Calendars that had it stop following."))
    return redirect(reverse("agenda:calendar") + "#telephone")


@require_http_methods(["GET", "HEAD"])
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a private address: whoever knows it reads, nobody signs in."""
    found = feeds.find_feed(secret)
    if found is None:
        raise Http404
    with translation.override(found.person.language if found.person.language in LANGUAGES else None):
        content = feeds.calendar_of(found.person, _site(request))
    response = _ics(content, "agenda.ics")
    set_response_etag(response)
    etag = response.headers.get("ETag")
    answer = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(answer, HttpResponse)
    return answer


@login_required
@require_safe
def session_ics(request: HttpRequest, ics_session: UUID) -> HttpResponse:
    return _one(request, SESSION, ics_session)


@login_required
@require_safe
def appointment_ics(request: HttpRequest, ics_appointment: UUID) -> HttpResponse:
    return _one(request, APPOINTMENT, ics_appointment)


def _one(request: HttpRequest, sort: str, public_id: UUID) -> HttpResponse:
    """A file that puts one date into a calendar; of one's own dates alone."""
    person = signed_in(request)
    line = line_of(person, sort, public_id)
    if line is None:
        raise Http404
    return _ics(feeds.one_of(line, person, _site(request)), f"{sort}.ics")


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _ics(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response

"""The page before a virtual class: it lets in who has a place, at the right time, and says in words why not yet."""

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.agenda.access import may_moderate, place_in
from lms.agenda.classes.door import Door, Meeting, Opening, join_url, opening_of
from lms.agenda.classes.provider import Guest, Unavailable, provider_of
from lms.agenda.models import Appointment, Session
from lms.agenda.rules import rules_of
from lms.people.access import is_member, signed_in
from lms.people.models import Person

logger = logging.getLogger(__name__)
LONGEST_WAIT = 3600  # seconds: a page left open longer is looked at again anyway


@login_required
@require_GET
@never_cache
def join(request: HttpRequest, online_meeting: UUID) -> HttpResponse:
    """Leads into the class, or says how the door stands."""
    meeting, person = _meeting(request, online_meeting), signed_in(request)
    guest = _guest(person, meeting)
    opening = opening_of(meeting, timezone.now())
    if opening.door != Door.OPEN:
        return _wait(request, meeting, opening)
    try:
        way_in = provider_of(meeting).way_in(meeting, rules_of(meeting.organisation_id), guest)
    except Unavailable as why:
        logger.warning("The virtual class %s cannot be entered: %s", meeting.public_id, why)
        return _wait(request, meeting, opening, is_unavailable=True)
    # A link followed, no form sent: form-action does not stand in its way.
    return HttpResponseRedirect(way_in)


def _meeting(request: HttpRequest, key: UUID) -> Meeting:
    """Another organisation's, and one that is not at a distance, do not exist."""
    related = ("organisation", "trainer")
    found: Meeting | None = Session.objects.filter(public_id=key).select_related(*related).first()
    if found is None:
        rows = Appointment.objects.filter(public_id=key).select_related("organisation", "type", "host")
        found = rows.first()
    user = request.user
    if found is None or not found.online or not (user.is_superuser or is_member(user, found.organisation_id)):
        raise Http404
    return found


def _guest(person: Person, meeting: Meeting) -> Guest:
    back = f"{settings.SITE_ORIGIN}{join_url(meeting)}"
    if may_moderate(person, meeting):
        return Guest(person.public_id, str(person), True, back)
    enrolment = place_in(person, meeting)
    if enrolment is None:
        raise PermissionDenied(_("You have no place in this class. Book one, or ask who leads it."))
    return Guest(enrolment.public_id, str(person), False, back)


def _wait(request: HttpRequest, meeting: Meeting, opening: Opening, is_unavailable: bool = False) -> HttpResponse:
    organisation = meeting.organisation
    context: dict[str, Any] = {
        "meeting": meeting,
        "title": meeting.title if isinstance(meeting, Session) else meeting.type.title,
        "opening": opening,
        "is_unavailable": is_unavailable,
        "here": join_url(meeting),
        "lead": meeting.trainer if isinstance(meeting, Session) else meeting.host,
        "help_contact": {
            "name": organisation.help_name or organisation.name,
            "role": organisation.name if organisation.help_name else "",
            "phone": organisation.help_phone,
            "email": organisation.help_email,
        },
        "home": reverse("people:home"),
    }
    seconds = _until(opening)
    context["opens_by_itself"] = seconds is not None
    response = render(request, "agenda/classes/door.html", context, status=503 if is_unavailable else 200)
    if seconds is not None:
        # Who waits before the door goes in when it opens, also without JavaScript.
        response["Refresh"] = str(seconds)
    return response


def _until(opening: Opening) -> int | None:
    """Seconds until the door opens, if that is soon enough to wait for."""
    if opening.door != Door.EARLY or opening.opens_at is None:
        return None
    seconds = int((opening.opens_at - timezone.now()).total_seconds()) + 1
    return seconds if seconds <= LONGEST_WAIT else None

"""Where a BigBlueButton server reports who was in a class that has ended. Its signature is the only permission."""

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.agenda.classes import report
from lms.agenda.classes.bigbluebutton import meeting_id
from lms.agenda.classes.presence import keep
from lms.agenda.models import Online, Session
from lms.agenda.rules import rules_of

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def presence(request: HttpRequest, online_meeting: UUID) -> HttpResponse:
    """204 when it is kept, also the second time; 401 without the organisation's signature; 400 when unreadable."""
    session = get_object_or_404(Session, public_id=online_meeting, online=Online.BIGBLUEBUTTON)
    secret = rules_of(session.organisation_id).bigbluebutton_secret
    if not report.is_signed(request.headers.get("Authorization", ""), secret, timezone.now()):
        return HttpResponse(status=401)
    try:
        keep(session, report.read(request.body, meeting_id(session)))
    except report.Unreadable as why:
        logger.warning("The report on the class %s cannot be read: %s", session.public_id, why)
        return HttpResponse(status=400)
    return HttpResponse(status=204)

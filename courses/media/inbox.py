"""What was really played, and what learners say they read. Kinds mount `watch` and `said`.

What a player sends carries a token of one learner and one activity; a form is the signed-in learner's own.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses import acts
from courses.media import evidence
from courses.seat import NotEnrolled, seat_for_activity, signed_in
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion
from lms.progress.tokens import LIFETIME, ExpiredPass, Pass, read_token

MAX_BODY = 100_000
PER_MINUTE = 60
# A player may run twice as fast; nobody watches four times faster than the clock. Seconds of grace: clocks differ.
FASTEST = 4
GRACE_MS = 30_000
RENEWABLE_SECONDS = 30 * 24 * 3600


class Unusable(ValueError):
    """The request as a whole is turned away; the text is for the person."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@csrf_exempt  # the token in the body says who speaks
@require_POST
def watch(request: HttpRequest) -> JsonResponse:
    """{"token", "video", "segments": [[from_ms, to_ms], ...]}, as media/player.js sends it, again until it is taken."""
    try:
        token, payload = _parse(request)
        return JsonResponse(_take(_speaker(request, token), payload))
    except ExpiredPass:
        # 408: the player keeps what was watched, and says it again.
        return JsonResponse({"error": _("Load the page again: what you watched is kept in this browser.")}, status=408)
    except Unusable as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)


def _parse(request: HttpRequest) -> tuple[str, dict[str, Any]]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise Unusable(_("That was very much at once. What you watched before is kept."), 413)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise _malformed() from None
    if not isinstance(body, dict) or not isinstance(body.get("token"), str):
        raise _malformed()
    return body["token"], {"verb": "progressed", "video": body.get("video"), "segments": body.get("segments")}


def _speaker(request: HttpRequest, token: str) -> tuple[Enrolment, Activity]:
    """Whose token it is. Signed out, it speaks for some hours; signed in, as long as its owner is the one who is."""
    speaks_for = read_token(token, max_age=RENEWABLE_SECONDS if request.user.is_authenticated else LIFETIME)
    rows = Enrolment.objects.select_related("journey", "organisation", "person")
    enrolment = rows.filter(pk=speaks_for.enrolment_id).first()
    activity = Activity.objects.select_related("version", "sequence").filter(pk=speaks_for.activity_id).first()
    person = enrolment.person if enrolment else None
    if enrolment is None or activity is None or person is None or not person.is_active:
        raise Unusable(_("This activity is not yours any more. Load the page again."), 403)
    if request.user.is_authenticated and person.pk != request.user.pk:
        raise Unusable(_("Somebody else has signed in here. What you watched is kept in this browser."), 408)
    _slow_down(speaks_for)
    return enrolment, activity


def _take(speaker: tuple[Enrolment, Activity], payload: dict[str, Any]) -> dict[str, Any]:
    enrolment, activity = speaker
    _refuse_what_time_does_not_allow(enrolment, activity, payload)
    # The same stretches of the same video, told again, are the same message.
    told = json.dumps([payload["video"], payload["segments"]], sort_keys=True)
    key = f"watch:{sha256(told.encode()).hexdigest()[:40]}"
    outcome = intake.receive(enrolment, activity, payload, key=key)
    return {"done": outcome.state == Completion.State.DONE}


def _refuse_what_time_does_not_allow(enrolment: Enrolment, activity: Activity, payload: dict[str, Any]) -> None:
    """All that somebody has watched here fits between their first opening and now."""
    row = Completion.objects.filter(enrolment=enrolment, activity=activity).only("facts").first()
    facts = row.facts if row else {}
    began = facts.get("first_at")
    elapsed = (timezone.now() - datetime.fromisoformat(began)).total_seconds() if began else 0
    asked = (activity.version.settings if activity.version else {}).get("videos") or {}
    if not isinstance(payload["video"], str) or payload["video"] not in asked:
        return  # the kind says it in its own words
    told = evidence.read_segments(payload["segments"], int(asked[payload["video"]]))
    known = facts.get("watched", {}).get(payload["video"], [])
    added = evidence.length(told, known) - evidence.length(known)
    if evidence.played_ms(facts) + added > FASTEST * 1000 * elapsed + GRACE_MS:
        raise Refused(_("This was played faster than time allows. What you watched before is kept."))


def _slow_down(speaks_for: Pass) -> None:
    key = f"watch:{speaks_for.enrolment_id}:{speaks_for.activity_id}:{timezone.now():%H%M}"
    cache.add(key, 0, 120)
    if cache.incr(key) > PER_MINUTE:
        raise Unusable(_("That was very much at once. It is sent again in a minute."), 429)


def _malformed() -> Unusable:
    return Unusable(_("The player sent something that could not be read. What you watched before is kept."))


@login_required
@require_POST
def said(request: HttpRequest, key: UUID) -> HttpResponse:
    """The learner read the text of a video, or watched it at another host: they say so, and nothing else could."""
    try:
        seat = seat_for_activity(signed_in(request), key)
    except NotEnrolled:
        seat = None
    item = seat.outline.activity_by_key.get(str(key)) if seat else None
    if seat is None or item is None:
        raise Http404
    act = acts.read_act(request.POST.get("key", ""))
    if not seat.may_send or act is None:
        messages.info(request, _("Nothing was recorded. Load the page again, then say it once more."))
        return redirect(item.address)
    payload = {"verb": "progressed", "video": request.POST.get("video", ""), "said": True}
    try:
        acts.record(seat, item, payload, act)
        messages.success(request, _("It is recorded: you read it, or watched it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(item.address)

"""Where learners' answers arrive: kept as a draft, or sent. The page itself is served with the journey (screen.py)."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.survey import asking, sending
from content.survey.fields import FillForm
from content.survey.kind import KIND
from content.survey.models import Participant
from content.survey.screen import KEPT, step_of
from content.survey.spoken import spoken
from courses import acts
from courses.learner import Look
from courses.seat import NotEnrolled, Seat, seat_for_activity, signed_in
from lms.catalogue.models import Activity
from lms.plugins.kind import Refused

LARGEST_KEPT = 64 * 1024  # characters: sessions are no store


@require_POST
@spoken
def answer(request: HttpRequest, activity: UUID) -> HttpResponseBase:
    """`do`: save, next, back or send. Whatever happens, what was written is in the draft or in the answer."""
    row = get_object_or_404(Activity.objects.select_related("version"), key=activity, kind=KIND.name)
    address = row.address or resolve_url("courses:my_journey")
    if not request.user.is_authenticated:
        return _signed_out(request, str(activity), address)
    seat = _seat(request, activity)
    why = _why_not(request, seat, row)
    if why:
        return _said(request, why, address, messages.warning)
    assert seat.enrolment is not None
    code = row.version.settings.get("questionnaire", "") if row.version else ""
    participant = asking.begin(seat.enrolment, row, code)
    if participant is None:
        return _said(request, _("This survey is not ready yet. Nothing was sent."), address, messages.warning)
    if participant.has_answered:
        return _said(request, _("You had sent this already: your first answers stand."), address, messages.info)
    participant.enrolment = seat.enrolment
    return _take(request, participant, seat, address)


def _take(request: HttpRequest, participant: Participant, seat: Seat, address: str) -> HttpResponseBase:
    items = asking.questions_for(participant.survey.questionnaire, seat.outline)
    act = acts.read_act(request.POST.get("key", ""))
    does = request.POST.get("do", "save")
    asked = [item for item in items if item.name in _on_page(request)] or items
    asking.keep_draft(participant, asked, request.POST, is_checked=does == "send")
    if does != "send" or act is None:
        return _kept(request, address, does, act is None)
    form = FillForm(items, asking.bound(participant) or asking.MultiValueDict())
    if not form.is_valid():
        messages.error(request, _("Something is missing or needs a change. What you wrote is still here."))
        step = f"?question={step_of(form, '1') + 1}" if participant.survey.questionnaire.one_at_a_time else ""
        return redirect(f"{address}{step}#activity")
    try:
        is_new = sending.send(participant, form)
    except Refused as refused:
        return _said(request, str(refused), address, messages.error)
    words = _("Sent. Thank you.") if is_new else _("You had sent this already: your first answers stand.")
    return _said(request, words, address, messages.success)


def _kept(request: HttpRequest, address: str, does: str, is_old: bool) -> HttpResponseBase:
    if request.headers.get("X-Requested-With") == "fetch":
        moment = time_format(timezone.localtime(), "H:i")
        return JsonResponse({"kept": _("Draft kept at %(time)s.") % {"time": moment}})
    if does == "send" and is_old:
        messages.warning(request, _("This page had been open for a long time. Nothing is lost: send it once more."))
    elif does == "save":
        messages.success(request, _("Your draft is kept. Nothing is sent yet."))
    step = request.POST.get("step", "")
    if step.isascii() and step.isdigit() and len(step) < 5:
        number = int(step) + 1 + {"next": 1, "back": -1}.get(does, 0)
        return redirect(f"{address}?question={max(1, number)}#activity")
    return redirect(address)


def _on_page(request: HttpRequest) -> set[str]:
    """The questions that stood on the page: a box that nobody ticked sends nothing."""
    return set(request.POST.getlist("asked"))


def _seat(request: HttpRequest, key: UUID) -> Seat:
    """Raises Http404 for whom this activity does not exist."""
    try:
        seat = seat_for_activity(signed_in(request), key)
    except NotEnrolled:
        seat = None
    if seat is None:
        raise Http404
    return seat


def _why_not(request: HttpRequest, seat: Seat, row: Activity) -> str:
    if seat.enrolment is None:
        return _("You look at this page as a learner would: nothing is recorded.")
    item = seat.outline.activity_by_key.get(str(row.key))
    if item is None:
        return _("This activity has been withdrawn by your team. What you did before stays.")
    act = acts.read_act(request.POST.get("key", ""))
    if act is not None and act.enrolment_id != seat.enrolment.pk:
        return _("This page was opened for somebody else. Nothing was recorded in your name.")
    gate = Look(seat).gate(seat.outline.sequence_by_id[item.sequence_id])
    return str(gate) if gate else ""


def _signed_out(request: HttpRequest, activity: str, address: str) -> HttpResponseBase:
    """The session ended mid-work: what was written waits until the same person has signed in."""
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse(
            {"error": _("You are signed out. Save or send to sign in again: nothing is lost.")}, status=401
        )
    data = {name: request.POST.getlist(name) for name in _on_page(request)}
    kept: dict[str, Any] = {"activity": activity, "act": request.POST.get("key", ""), "data": data}
    if acts.read_act(kept["act"]) is not None and len(json.dumps(kept)) <= LARGEST_KEPT:
        request.session[KEPT] = kept
        messages.info(request, _("You had been signed out. What you wrote is kept: sign in, then send it."))
    else:
        messages.warning(request, _("You had been signed out. Sign in, then send it once more."))
    return redirect_to_login(address, resolve_url(settings.LOGIN_URL))


def _said(request: HttpRequest, words: str, address: str, say: Any) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": words}, status=409)
    say(request, words)
    return redirect(address)

"""The trainer's screens in the room: the code that changes, who has signed, what is noted of whom, and closing."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from lms.agenda.models import HalfDay, Session, SignOff
from lms.agenda.rules import rules_of
from lms.agenda.signoffs import codes, room, sign, statement, telling, window
from lms.agenda.signoffs.forms import WordForm
from lms.agenda.signoffs.sheet import place_of
from lms.agenda.signoffs.slots import led_half_day
from lms.agenda.signoffs.words import tap_of
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.plugins.kind import Refused

REFRESH = 5  # seconds: a code is accepted for half a minute more than it is shown


@require_http_methods(["GET", "HEAD", "POST"])
def signing(request: HttpRequest, signed_session: UUID, part: int) -> HttpResponse:
    """The code for the wall and the names; htmx asks again for the part that changes. A post signs and closes."""
    if not request.user.is_authenticated:
        # What refreshes itself would put the door into the middle of the page.
        return HttpResponseClientRefresh() if request.htmx else redirect_to_login(request.get_full_path())  # type: ignore[attr-defined]
    half_day = led_half_day(request, signed_session, part)
    if request.method == "POST":
        return _close(request, half_day)
    template = "agenda/signing_room.html" if request.htmx else "agenda/signing.html"  # type: ignore[attr-defined]
    return render(request, template, _room(half_day) | _whole(request, half_day))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signing_person(request: HttpRequest, signed_session: UUID, part: int, signer: UUID) -> HttpResponse:
    """One learner: they confirm on this device, or the trainer notes that they were late or absent."""
    half_day = led_half_day(request, signed_session, part)
    enrolment = _enrolment(half_day.session, signer)
    is_note = "state" in request.POST
    form = WordForm(request.POST if is_note else None, initial={"minutes_late": _minutes_so_far(half_day)})
    if request.method == "POST" and (not is_note or form.is_valid()):
        by = signed_in(request)
        try:
            if is_note:
                done = sign.mark(half_day, enrolment, form.word(), by)
            else:
                done = sign.sign_on_device(half_day, enrolment, by, tap_of(request))
        except Refused as why:
            messages.error(request, str(why))
            return redirect(request.path)
        say(request, _("Recorded: %(name)s.") % {"name": enrolment.person}, done)
        return redirect("agenda:signing", signed_session, part)
    rules, now = rules_of(half_day.session.organisation_id), timezone.now()
    context = {
        **what(half_day),
        "back_url": reverse("agenda:signing", args=[signed_session, part]),
        "name": str(enrolment.person),
        "terms": statement.terms_of(half_day),
        "form": form,
        "line": next((line for line in room.lines_of(half_day) if line.enrolment == enrolment), None),
        "why_not": window.why_not(half_day, rules, now),
        "late": window.late_words(half_day, rules, now),
    }
    return render(request, "agenda/signing_person.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signing_add(request: HttpRequest, signed_session: UUID, part: int) -> HttpResponse:
    """Somebody is in the room without a seat: find them, add them."""
    half_day = led_half_day(request, signed_session, part)
    session = half_day.session
    if request.method == "POST":
        enrolment = _enrolment(session, request.POST.get("signer", ""))
        try:
            room.add(session, enrolment, signed_in(request))
        except Refused as why:
            messages.error(request, str(why))
            return redirect(request.path)
        messages.success(request, _("%(name)s is on the list.") % {"name": enrolment.person})
        return redirect("agenda:signing", signed_session, part)
    words = request.GET.get("q", "").strip()[:100]
    context = {
        **what(half_day),
        "back_url": reverse("agenda:signing", args=[signed_session, part]),
        "words": words,
        "candidates": room.candidates(session, words, signed_in(request)),
        "most": room.MOST_FOUND,
    }
    return render(request, "agenda/signing_add.html", context)


def what(half_day: HalfDay) -> dict[str, Any]:
    """What is signed, in the words that everybody reads before they sign."""
    session = half_day.session
    return {
        "session": session,
        "half_day": half_day,
        "hours": {"start": half_day.starts_at, "end": half_day.ends_at},
        "place": place_of(session),
    }


def say(request: HttpRequest, words: str, done: sign.Signed) -> None:
    """That it is recorded, and what the learners' record did not take."""
    messages.success(request, words)
    for line in done.untold:
        messages.warning(request, _("Signed, and not in the learner's record: %(line)s") % {"line": line})


def _close(request: HttpRequest, half_day: HalfDay) -> HttpResponse:
    try:
        done = sign.close(half_day, signed_in(request), tap_of(request))
        say(request, _("You have signed: this half-day is closed."), done)
    except Refused as why:
        messages.error(request, str(why))
    return redirect("agenda:signing", half_day.session.public_id, half_day.part)


def _room(half_day: HalfDay) -> dict[str, Any]:
    """What changes while people sign: the code, the names, the counts."""
    lines = room.lines_of(half_day)
    rules, now = rules_of(half_day.session.organisation_id), timezone.now()
    is_cancelled = half_day.session.state == Session.State.CANCELLED
    context: dict[str, Any] = {
        "half_day": half_day,
        "session": half_day.session,
        "lines": lines,
        "there": sum(line.was_there for line in lines),
        "silent": sum(line.sign_off is None for line in lines),
        "why_not": _("This session is cancelled: there is nothing to sign.")
        if is_cancelled
        else window.why_not(half_day, rules, now),
        "refresh": REFRESH,
    }
    if not (half_day.closed_at or context["why_not"]):
        context |= _code(half_day)
    return context


def _code(half_day: HalfDay) -> dict[str, Any]:
    code = codes.code_at(half_day.secret, timezone.now())
    path = reverse("agenda:sign", args=[half_day.session.public_id, half_day.part])
    # Drawn by us from an address of ours: nobody else's words are in it.
    drawing = mark_safe(codes.qr_of(f"{settings.SITE_ORIGIN}{path}?code={code}"))
    typed = f"{settings.SITE_ORIGIN}{reverse('agenda:sign_now')}"
    return {"code": f"{code[:3]} {code[3:]}", "qr": drawing, "address": typed.partition("//")[2]}


def _whole(request: HttpRequest, half_day: HalfDay) -> dict[str, Any]:
    """What stays: what is signed, the other half-days, who closed."""
    if request.htmx:  # type: ignore[attr-defined]
        return {}
    parts = list(half_day.session.half_days.order_by("part"))
    untold = telling.untold(half_day) if half_day.closed_at and telling.activities_of(half_day.session) else []
    return {
        **what(half_day),
        "parts": parts if len(parts) > 1 else [],
        "has_begun": timezone.now() >= half_day.starts_at,
        "closed_by": half_day.sign_offs.select_related("person")
        .filter(role=SignOff.Role.TRAINER, cancelled_at=None)
        .first(),
        "untold": ngettext(
            "%(count)s person was there and is not in the learners' record yet.",
            "%(count)s people were there and are not in the learners' record yet.",
            len(untold),
        )
        % {"count": len(untold)}
        if untold
        else "",
    }


def _enrolment(session: Session, key: UUID | str) -> Enrolment:
    """A learner of this organisation who is still somebody."""
    try:
        key = UUID(str(key))
    except ValueError:
        key = UUID(int=0)
    rows = Enrolment.objects.filter(organisation=session.organisation_id, person__isnull=False)
    return get_object_or_404(rows.select_related("person", "organisation"), public_id=key)


def _minutes_so_far(half_day: HalfDay) -> int | None:
    """What a trainer would type now."""
    minutes = int((timezone.now() - half_day.starts_at).total_seconds() // 60)
    return minutes if 0 < minutes < half_day.minutes else None

"""What a learner's browser sends about a deliverable: drafts, files whole and in pieces, and the hand-in itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from content.deliverable import uploads
from content.deliverable.desk import Desk, closed_to, find_desk
from content.deliverable.files import line
from content.deliverable.hand_in import hand_in, save_draft, take_back
from content.deliverable.models import Upload
from courses import acts
from courses.seat import signed_in
from lms.plugins.kind import Refused

WORDS = "deliverable_words"
Answer = Callable[..., HttpResponseBase]


@require_POST
def save(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page's one form: always keeps the draft first, then does what its button says."""
    if not request.user.is_authenticated:
        return _keep_and_sign_in(request, key)
    address = resolve_url("courses:my_journey")
    act = acts.read_act(request.POST.get("key", ""))
    try:
        desk = _desk(request, key)
        address = desk.activity.address or address
        if request.POST.get("act") == "take_back":
            take_back(desk)
            messages.success(request, _("It is yours again. Change what you want, then hand it in."))
        else:
            is_whole = _keep(request, desk)
            if request.POST.get("act") == "hand_in" and is_whole:
                _hand_in(request, desk, act)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(address)


def _keep(request: HttpRequest, desk: Desk) -> bool:
    """The draft and the files of the form; False when something was not taken, which is said."""
    troubles = [save_draft(desk, request.POST.get("text", ""), request.POST.get("link", ""))]
    if out := request.POST.get("take_out"):
        uploads.take_out(desk, str(_uuid(out)))
    sent = [*request.FILES.getlist("files"), *request.FILES.getlist("photo")]
    troubles += uploads.add_form_files(desk, sent)
    said = [one for one in troubles if one]
    for one in said:
        messages.error(request, one)
    if said:
        messages.info(request, _("The rest is kept in your draft."))
    elif request.POST.get("act") != "hand_in":
        messages.success(request, _("Your draft is kept. Nobody reads it before you hand it in."))
    return not said


def _hand_in(request: HttpRequest, desk: Desk, act: acts.Act | None) -> None:
    if act is None or act.enrolment_id != desk.enrolment.pk:
        raise Refused(_("This page had been open for a long time. Your draft is kept: hand it in once more."))
    version = hand_in(desk, act.name)
    if version.is_late:
        messages.success(request, _("Handed in, after the date. You are told as soon as somebody has answered."))
    else:
        messages.success(request, _("Handed in. You are told as soon as somebody has answered."))


@login_required
@require_GET
def recover(request: HttpRequest, key: UUID) -> HttpResponse:
    """After signing in again: what was being written waits, and becomes the draft of the person who wrote it."""
    kept, address = request.session.pop(WORDS, None), resolve_url("courses:my_journey")
    try:
        desk = _desk(request, key)
        address = desk.activity.address or address
        if kept and kept["activity"] == str(key) and kept["enrolment"] == desk.enrolment.pk:
            save_draft(desk, kept["text"], kept["link"])
            messages.success(request, _("You had been signed out while you worked. Your text is kept in the draft."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(address)


def _keep_and_sign_in(request: HttpRequest, key: UUID) -> HttpResponse:
    act = acts.read_act(request.POST.get("key", ""))
    if act is not None:
        text, link = request.POST.get("text", "")[: acts.LARGEST_PENDING // 2], request.POST.get("link", "")[:500]
        request.session[WORDS] = {"activity": str(key), "enrolment": act.enrolment_id, "text": text, "link": link}
        messages.info(request, _("You had been signed out. Nothing is lost: sign in, and go on."))
    return redirect_to_login(reverse("deliverable:recover", args=[key]), resolve_url(settings.LOGIN_URL))


def _in_json(view: Answer) -> Answer:
    """Answers a script: what is refused is a sentence, and whoever was signed out is told so."""

    @wraps(view)
    def answer(request: HttpRequest, key: UUID, **values: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"error": _("You have been signed out. Load the page again.")}, status=401)
        try:
            return view(request, _desk(request, key), **values)
        except Refused as refused:
            return JsonResponse({"error": str(refused)}, status=400)

    return require_POST(answer)


@_in_json
def draft(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is being written, every few seconds."""
    trouble = save_draft(desk, request.POST.get("text", ""), request.POST.get("link", ""))
    return JsonResponse({"said": trouble or _("Draft kept")})


@_in_json
def begin(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A file that comes in pieces: {id, received}. Too large, or not of a type that is taken, is said here."""
    size, name = request.POST.get("size", ""), request.POST.get("name", "")[:500]
    mark = request.POST.get("file", "")[:100]
    if not (size.isascii() and size.isdecimal() and len(size) < 16 and mark.isprintable()):
        raise Refused(_("This file could not be read. Choose it again."))
    row = uploads.begin(desk, mark, name, int(size))
    where = reverse("deliverable:piece", args=[desk.activity.key, row.public_id, 0])
    return JsonResponse({"url": where.removesuffix("0/"), "received": row.received, "piece": uploads.PIECE})


@_in_json
def piece(request: HttpRequest, desk: Desk, upload: UUID, number: int) -> HttpResponse:
    """One piece as the body; with the last one the file is whole, and its line comes back."""
    row = Upload.objects.filter(public_id=upload, enrolment=desk.enrolment, work__activity=desk.activity).first()
    if row is None or desk.member is None:
        return JsonResponse({"error": _("This file was begun too long ago. Choose it again.")}, status=404)
    uploads.add_piece(row, number, request.body)
    if len(row.received) < uploads.count_pieces(row.size):
        return JsonResponse({"received": row.received})
    return JsonResponse({"received": row.received, "file": line(uploads.finish(desk, row))})


def _desk(request: HttpRequest, key: UUID) -> Desk:
    """This learner's desk, where they may work now. Http404 for anybody else; Refused, in words, when it is closed."""
    seat, desk = find_desk(signed_in(request), key)
    if seat is None or desk is None:
        raise Http404
    if gate := closed_to(seat, key):
        raise Refused(gate)
    return desk


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)

"""The content origin (frame and files), and the site's own door for what the player has to say."""

import json
from typing import Any

from django.core import signing
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from content.h5p import inbox
from content.h5p.models import Package
from content.h5p.names import is_safe
from content.h5p.player import CORE, PLAYER, CannotPlay, core_version, integration, read_ticket
from content.h5p.serve import frame_policy, on_content_origin, stored_file
from content.h5p.store import LIBRARIES, PACKAGES, shelf
from lms.progress.tokens import ExpiredPass, make_token, read_token

RENEWABLE_SECONDS = 30 * 24 * 3600
_OWN_FILES = frozenset({"frame.js", "frame.css"})


@require_safe
@xframe_options_exempt
def play(request: HttpRequest, ticket: str) -> HttpResponse:
    """The page inside the frame: H5P core, the libraries in order, the content."""
    if not on_content_origin(request):
        raise Http404
    try:
        public_id = read_ticket(ticket)
        package = Package.objects.select_related("library").get(public_id=public_id)
        data = integration(package, get_language() or "fr")
    except (signing.BadSignature, Package.DoesNotExist):
        sentence = _("This content was opened too long ago. Load the page again.")
        return _frame("h5p/frame_sorry.html", {"sentence": sentence}, 410)
    except CannotPlay:
        sentence = _("This content cannot be shown for the moment. Please tell your trainer; nothing you did is lost.")
        return _frame("h5p/frame_sorry.html", {"sentence": sentence}, 503)
    return _frame("h5p/frame.html", {"integration": data, "core": core_version(), "package": package})


def _frame(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    # Without the request: nothing of the site and nothing of the person gets into the frame.
    response = HttpResponse(render_to_string(template, context), status=status)
    response["Content-Security-Policy"] = frame_policy()
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def file(request: HttpRequest, where: str, folder: str, path: str) -> HttpResponseBase:
    """A file of a library or a content. Its folder's name cannot be guessed, and never changes what it holds."""
    if not on_content_origin(request) or where not in (LIBRARIES, PACKAGES) or not is_safe(folder):
        raise Http404
    return stored_file(request, shelf(), f"{where}/{folder}", path)


@require_safe
def core(request: HttpRequest, version: str, path: str) -> HttpResponseBase:
    """A file of the player: ours, or H5P's core as npm brought it."""
    if not on_content_origin(request):
        raise Http404
    root = PLAYER if path in _OWN_FILES else CORE
    return stored_file(request, FileSystemStorage(location=root), ".", path)


@csrf_exempt  # the token in the body says who speaks; no cookie is read
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Statements and states from the page around the frame."""
    try:
        message = inbox.parse(request)
        speaks_for = read_token(message.token)
    except inbox.Unusable as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    except ExpiredPass:
        return JsonResponse({"error": _("Your session has ended. What you did is kept in this browser.")}, status=401)
    try:
        return JsonResponse(inbox.take(speaks_for, message))
    except inbox.Unusable as error:
        return JsonResponse({"error": str(error)}, status=error.status)


@csrf_exempt  # changes nothing; the answer can be read by our own pages alone
@require_POST
def renew(request: HttpRequest) -> JsonResponse:
    """A fresh token for somebody who is still signed in and worked longer than the first one lasts."""
    try:
        body = json.loads(request.body[:4000])
        speaks_for = read_token(str(body["token"]), max_age=RENEWABLE_SECONDS)
    except (ValueError, KeyError, TypeError, ExpiredPass):
        return JsonResponse({"error": _("Load the page again.")}, status=401)
    if not inbox.is_own(request.user, speaks_for):
        return JsonResponse(
            {"error": _("You are signed out. Sign in again: what you did is kept in this browser.")}, status=401
        )
    return JsonResponse({"token": make_token(*speaks_for)})

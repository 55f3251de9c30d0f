"""Turns away, in words and before any work, what is larger than we take and what no database keeps."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

# Where people hand in files: the admin, videos, and what a kind or a screen of ours keeps under "upload/".
UPLOADS = re.compile(r"/admin/|/videos/upload/|/content/\w+/upload/|/[a-z]{2}/[a-z-]+/upload/")
CHUNK = 64 * 1024


class BoundsMiddleware:
    """After the language is known, before anything reads the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            return _refused(request, _("This address holds a sign that cannot be read."), 400)
        size = _announced(request)
        if size > _most(request):
            _hear_out(request, size)
            return _refused(request, _("This is too large to be sent here. Make it smaller, then send it again."), 413)
        return self.get_response(request)


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _most(request: HttpRequest) -> int:
    is_upload = UPLOADS.match(request.path) is not None
    return settings.LARGEST_UPLOAD if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or settings.LARGEST_UPLOAD


def _hear_out(request: HttpRequest, size: int) -> None:
    """A browser that is still sending reads no answer: take in what is not endless, and keep none of it."""
    if size > settings.LARGEST_UPLOAD:
        return
    while request.read(CHUNK):
        pass


def _refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    if request.content_type == "application/json":
        return JsonResponse({"error": sentence}, status=status)
    response = render(request, "400.html", {"reason": sentence}, status=status)
    response["Connection"] = "close"
    return response

"""Files of videos go out, whole or in part. Each request asks anew whether the video may be shown, and no cache keeps
anything: what was withdrawn is gone everywhere at once."""

import re
from collections.abc import Iterator
from typing import IO
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses.media.access import may_read_files
from courses.media.captions.vtt import write_vtt
from courses.media.models import CaptionTrack, Cue, Rendition, Video
from courses.media.shelf import PRIVATE

PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_POSTER_TYPES = {"png": "image/png", "webp": "image/webp"}


@require_safe
def file(request: HttpRequest, key: UUID, name: str) -> HttpResponseBase:
    """name: source, poster, a quality of Rendition, or a language and .vtt."""
    video = get_object_or_404(Video, key=key)
    if not may_read_files(request.user, video, request.GET.get("s", "")):
        raise Http404
    if name.endswith(".vtt"):
        return private(_captions(video, name.removesuffix(".vtt")))
    stored, kind = _stored(video, name)
    if not stored or not PRIVATE.exists(stored):
        raise Http404
    return private(stream(request, stored, kind))


def stream(request: HttpRequest, stored: str, kind: str) -> HttpResponseBase:
    """The file, or the one range that was asked for (RFC 9110, 14). Several ranges at once: all of it."""
    if settings.MEDIA_ACCEL:
        # The server in front reads the file, ranges included, once we have said that it may.
        return HttpResponse(content_type=kind, headers={"X-Accel-Redirect": f"{settings.MEDIA_ACCEL}{stored}"})
    size = PRIVATE.size(stored)
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or asked.group() == "bytes=-":
        return _part(request, stored, kind, 0, size - 1, size, status=200)
    start, end = _ends(asked, size)
    if start > end or start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = _part(request, stored, kind, start, end, size, status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _ends(asked: re.Match[str], size: int) -> tuple[int, int]:
    first, last = asked.groups()
    if not first:  # the last so many bytes
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(
    request: HttpRequest, stored: str, kind: str, start: int, end: int, size: int, *, status: int
) -> HttpResponseBase:
    length = end - start + 1
    pieces = [] if request.method == "HEAD" else _pieces(PRIVATE.open(stored), start, length)
    response = StreamingHttpResponse(pieces, status=status, content_type=kind)
    response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    return response


def _pieces(handle: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    with handle:
        handle.seek(start)
        while length > 0 and (piece := handle.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


def _stored(video: Video, name: str) -> tuple[str, str]:
    if name == "source":
        return video.file.name or "", video.file_type or "video/mp4"
    if name == "poster":
        stored = video.poster.name or ""
        return stored, _POSTER_TYPES.get(stored.rpartition(".")[2], "image/jpeg")
    row = Rendition.objects.filter(video=video, quality=name).first()
    if row is None:
        return "", ""
    return row.file.name or "", "audio/mp4" if name == Rendition.Quality.AUDIO else "video/mp4"


def _captions(video: Video, language: str) -> HttpResponse:
    track = get_object_or_404(CaptionTrack, video=video, language=language)
    cues = Cue.objects.filter(track=track).values_list("start_ms", "end_ms", "text")
    return HttpResponse(write_vtt(cues), content_type="text/vtt; charset=utf-8")


def private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response

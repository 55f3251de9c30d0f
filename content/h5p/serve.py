"""Files of packages and of the player, for the content origin: exact types, byte ranges, kept for ever by browsers."""

import gzip
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import Storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from .limits import MB, extension, media_type
from .names import is_hidden, is_safe

SANDBOX = "sandbox allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads"
_TEXTS = frozenset({"js", "css", "json", "svg", "html", "htm", "txt", "vtt", "webvtt"})
_CHUNK = 64 * 1024


def on_content_origin(request: HttpRequest) -> bool:
    """True where strangers' files may be served: never where our cookies go."""
    content, site = urlsplit(settings.CONTENT_ORIGIN).netloc, urlsplit(settings.SITE_ORIGIN).netloc
    return content == site or request.get_host() == content


def page_policy() -> str:
    """What a page of strangers may do: run, and reach its own files. No other host, no cookie, no storage."""
    own = settings.CONTENT_ORIGIN
    return "; ".join(
        (
            SANDBOX,
            "default-src 'none'",
            # H5P libraries write scripts and styles into the page, and some compile templates.
            f"script-src {own} 'unsafe-inline' 'unsafe-eval' blob:",
            f"style-src {own} 'unsafe-inline'",
            f"img-src {own} data: blob:",
            f"media-src {own} data: blob:",
            f"font-src {own} data:",
            f"connect-src {own} data: blob:",
            f"frame-src {own} data: blob:",
            "worker-src blob:",
            "form-action 'none'",
            f"base-uri {own}",
        )
    )


def frame_policy() -> str:
    """For the frame itself: only our own pages may hold it."""
    return f"{page_policy()}; frame-ancestors {settings.SITE_ORIGIN}"


def stored_file(request: HttpRequest, storage: Storage, folder: str, path: str) -> HttpResponseBase:
    """One file of a folder that never changes."""
    if not is_safe(path) or is_hidden(path):
        raise Http404
    name = f"{folder}/{path}"
    try:
        stream = storage.open(name)
        size = storage.size(name)
    except (OSError, ValueError):
        raise Http404 from None
    etag = f'"{sha256(name.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == etag:
        stream.close()
        return _with_headers(HttpResponse(status=304), path, etag)
    response = _body(request, stream, size, path)
    return _with_headers(response, path, etag)


def _body(request: HttpRequest, stream: IO[bytes], size: int, path: str) -> HttpResponseBase:
    asked = request.headers.get("Range")
    wanted = _range(asked, size) if asked else None
    if wanted == (-1, -1):
        stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if wanted is None and extension(path) in _TEXTS and 1400 < size <= 5 * MB:
        return _text(request, stream)
    first, last = wanted or (0, size - 1)
    response = StreamingHttpResponse(_pieces(stream, first, last - first + 1), status=206 if wanted else 200)
    response["Content-Length"] = str(last - first + 1)
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _text(request: HttpRequest, stream: IO[bytes]) -> HttpResponse:
    with stream:
        data = stream.read()
    response = HttpResponse()
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        data = gzip.compress(data, 6)
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response.content = data
    return response


def _range(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte; None to send everything; (-1, -1) if nothing of it exists (RFC 9110, 14.1.2)."""
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", asked.strip())
    if not match or not (match[1] or match[2]):
        # Several ranges at once, or another unit: a server may send the whole.
        return None
    if not match[1]:
        length = min(int(match[2]), size)
        return (size - length, size - 1) if length else (-1, -1)
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    return (first, last) if first <= last else (-1, -1)


def _pieces(stream: IO[bytes], first: int, length: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        while length > 0 and (piece := stream.read(min(_CHUNK, length))):
            length -= len(piece)
            yield piece


def _with_headers(response: HttpResponseBase, path: str, etag: str) -> HttpResponseBase:
    kind = media_type(path)
    response["Content-Type"] = kind
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    # The frame has no origin of its own: fonts and data need to be allowed in words.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    if extension(path) in ("html", "htm"):
        # A page inside the frame: what holds it has no origin that a policy could name.
        response["Content-Security-Policy"] = page_policy()
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
    else:
        response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    if kind == "application/octet-stream":
        response["Content-Disposition"] = "attachment"
    return response

"""Files go out: originals as they came, to be saved; pictures as a smaller copy without place or time in it."""

import io
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe
from PIL import Image, ImageOps

from content.deliverable import shelf
from content.deliverable.access import may_read
from content.deliverable.models import HandedFile
from lms.people.filetypes import PICTURES

WIDTH = 1600  # pixels of a preview's longer side
MOST_PIXELS = 80_000_000
SHOWN_TEXT = 20_000  # bytes of a text that is shown beside the form


@login_required
@require_safe
def original(request: HttpRequest, file: UUID) -> HttpResponseBase:
    """The file as it came: to be saved, never opened in our pages."""
    row = _file(request, file)
    try:
        handle = shelf.shelf().open(row.path)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=row.name, content_type=row.type)
    return _private(response)


@login_required
@require_safe
def preview(request: HttpRequest, file: UUID) -> HttpResponseBase:
    """A picture turned upright, small, and without what a camera writes into it."""
    row = _file(request, file)
    if row.type not in PICTURES:
        raise Http404
    small = _small(row)
    if small is None:
        raise Http404
    response = HttpResponse(small, content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    return _private(response)


def line(row: HandedFile) -> dict[str, Any]:
    """For templates: {id, name, size, url, preview_url}."""
    return {
        "id": str(row.public_id),
        "name": row.name,
        "size": row.size,
        "url": reverse("deliverable:file", args=[row.public_id]),
        "preview_url": reverse("deliverable:preview", args=[row.public_id]) if row.type in PICTURES else "",
    }


def first_words(row: HandedFile) -> str:
    """The beginning of a plain text, to be read beside the form; empty for anything else."""
    if not row.type.startswith("text/"):
        return ""
    try:
        with shelf.shelf().open(row.path) as handle:
            head: bytes = handle.read(SHOWN_TEXT)
    except FileNotFoundError:
        return ""
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        return head[: error.start].decode("utf-8") if error.start > len(head) - 4 else head.decode("cp1252", "replace")


def _file(request: HttpRequest, public_id: UUID) -> HandedFile:
    row = get_object_or_404(HandedFile.objects.select_related("work"), public_id=public_id)
    if not may_read(request.user, row.work):
        raise Http404
    return row


def _small(row: HandedFile) -> bytes | None:
    path = f"previews/{row.public_id.hex}.jpg"
    if shelf.shelf().exists(path):
        return b"".join(shelf.pieces_of(path))
    try:
        with shelf.shelf().open(row.path) as handle, Image.open(handle) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (WIDTH, WIDTH))
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((WIDTH, WIDTH))
            made = io.BytesIO()
            turned.convert("RGB").save(made, "JPEG", quality=82)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # Only its head is a picture's: it can be saved all the same.
        return None
    shelf.keep_bytes(path, made.getvalue())
    return made.getvalue()


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response

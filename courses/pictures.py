"""Serves the pictures of pages from where files are kept, so that a site needs no other server for them."""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_safe

# Wagtail writes a new name when a picture changes: what was loaded once is never asked for again.
KEPT = "public, max-age=31536000, immutable"
SHOWN = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"}


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """One rendition made by Wagtail. Originals and documents are not served here."""
    stored = f"images/{name}"
    extension = f".{name.rpartition('.')[2].lower()}"
    if name != get_valid_filename(name) or extension not in SHOWN or not default_storage.exists(stored):
        raise Http404
    kind = mimetypes.types_map.get(extension, "application/octet-stream")
    response = FileResponse(default_storage.open(stored), content_type=kind)
    response["Cache-Control"] = KEPT
    response["X-Content-Type-Options"] = "nosniff"
    return response


urlpatterns = [path("<str:name>", picture, name="picture")]

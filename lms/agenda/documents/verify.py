"""The public page that says whether a document is genuine, to whoever holds it; it names nobody but the issuer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.agenda.documents import limits, words
from lms.agenda.documents.codes import read_code
from lms.agenda.models import EndDocument

Context = dict[str, Any]


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """A form to type the code; with a code, what is known of it. Also where the QR code leads."""
    typed = request.GET.get("code", "").strip()[:100]
    if not typed:
        return render(request, "agenda/verify.html", {"typed": ""})
    if not limits.may_try(request):
        return render(request, "agenda/verify.html", {"typed": typed, "wait": True}, status=429)
    document = _found(typed)
    response = render(request, "agenda/verify.html", {"typed": typed, "wrong": document is None, **_said(document)})
    # A code in an address is told to nobody else, and kept by no cache.
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _found(typed: str) -> EndDocument | None:
    code = read_code(typed)
    if not code:
        return None
    rows = EndDocument.objects.select_related("organisation", "replaced_by").filter(code=code)
    return rows.defer("pdf", "facts", "replaced_by__pdf", "replaced_by__facts").first()


def _said(document: EndDocument | None) -> Context:
    """Nothing here comes from what the document says of its learner."""
    if document is None:
        return {"facts": []}
    zone = document.organisation.zone
    issued = timezone.localdate(document.issued_at, timezone=zone)
    newer = getattr(document, "replaced_by", None)
    return {
        "facts": [
            {"label": _("Document"), "value": document.get_sort_display()},
            {"label": _("Number"), "value": document.full_number},
            {"label": _("Issued on"), "value": words.day(issued)},
            {"label": _("Issued by"), "value": document.organisation.name},
            {"label": _("Fingerprint of the file (SHA-256)"), "value": document.sha256},
        ],
        "replaced_on": words.day(timezone.localdate(newer.issued_at, timezone=zone)) if newer else "",
    }

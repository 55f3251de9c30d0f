"""What a person reads when something is refused: a plain sentence, never a code alone."""

from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403. The sentence of a PermissionDenied, when it was raised with one, is shown."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    list(get_messages(request))  # read and gone: what Wagtail's admin has just told them, this page says better
    return render(request, "403.html", {"reason": reason, "messages": []}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that comes too late: the session ended, or the person signed in again in another tab."""
    if not request.accepts("text/html"):
        sentence = _("You are no longer signed in. What was sent before is kept. Sign in again, then go on.")
        return JsonResponse({"error": sentence}, status=403)
    return render(request, "403_csrf.html", status=403)

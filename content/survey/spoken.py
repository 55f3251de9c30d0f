"""These addresses carry no language: the person's own is spoken, or the one of the page a form came from."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

View = Callable[..., HttpResponseBase]


def spoken(view: View) -> View:
    @wraps(view)
    def speak(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        told = request.POST.get("language", "") if request.method == "POST" else ""
        own = getattr(request.user, "language", "")
        language = next((one for one in (told, own) if one in dict(settings.LANGUAGES)), "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return speak

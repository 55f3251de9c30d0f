"""Two origins, one server: the site with its cookies, and the content origin that has none."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound


class ContentOriginMiddleware:
    """On the content origin only addresses under /content/ answer, and no cookie comes in or goes out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        site, content = urlsplit(settings.SITE_ORIGIN).netloc, urlsplit(settings.CONTENT_ORIGIN).netloc
        self.content_host = content if content != site else ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.content_host or request.META.get("HTTP_HOST", "") != self.content_host:
            return self.get_response(request)
        if not request.path.startswith("/content/"):
            return HttpResponseNotFound("Nothing here.")
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        return response

"""Pages travel compressed: many of our readers pay for each megabyte, and no proxy is sure to stand before us."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml")


class CompressText(GZipMiddleware):
    """Django's own, for text alone: films are small already, and are sent in ranges that must not change."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.get("Content-Type", "").partition(";")[0]
        if kind not in TEXT or response.status_code != 200 or response.has_header("Content-Range"):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed

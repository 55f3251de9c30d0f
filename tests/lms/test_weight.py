"""Text travels compressed; films and pieces of files do not."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from lms.weight import CompressText

LONG = b"Une phrase qui revient souvent. " * 200


def sent(rf, response: HttpResponse, accepts: str = "gzip") -> HttpResponse:
    return CompressText(lambda request: response)(rf.get("/", headers={"accept-encoding": accepts}))


def test_a_page_is_compressed_for_a_browser_that_accepts_it(rf):
    response = sent(rf, HttpResponse(LONG, content_type="text/html; charset=utf-8"))
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == LONG and len(response.content) < len(LONG) / 5
    assert "Accept-Encoding" in response["Vary"]


def test_a_browser_that_does_not_accept_it_gets_it_whole(rf):
    assert sent(rf, HttpResponse(LONG), accepts="").content == LONG


@pytest.mark.parametrize("kind", ["video/mp4", "font/woff2", "application/zip"])
def test_what_is_small_already_is_left_alone(rf, kind):
    assert not sent(rf, HttpResponse(LONG, content_type=kind)).has_header("Content-Encoding")


def test_a_piece_of_a_file_is_left_alone(rf):
    piece = HttpResponse(LONG, content_type="text/html", headers={"Content-Range": "bytes 0-9/100"})
    assert sent(rf, piece).content == LONG


def test_a_file_sent_in_parts_is_compressed_too(rf):
    response = sent(rf, StreamingHttpResponse([LONG, LONG], content_type="text/css"))
    assert gzip.decompress(response.getvalue()) == LONG * 2

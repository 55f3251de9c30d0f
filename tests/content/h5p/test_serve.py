"""The content origin: exact bytes, no cookie, no way to the rest of the site."""

import gzip
import re

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.test import Client
from django.urls import reverse

from content.h5p.example import installed
from content.h5p.models import Library
from content.h5p.player import TICKET_SALT, core_version, frame_address, make_ticket
from content.h5p.store import install

from .making import make

pytestmark = pytest.mark.django_db
CONTENT = "127.0.0.1:8000"
SITE = "localhost:8000"
FILM = bytes(range(256)) * 20


@pytest.fixture
def package():
    return install(make({"content/film.mp4": FILM, "content/long.txt": "Bonjour. " * 400, "content/file.docx": b"x"}))


@pytest.fixture
def origin() -> Client:
    return Client(headers={"host": CONTENT})


def address(package, path: str) -> str:
    return reverse("h5p:file", args=["content", str(package.public_id), path])


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_film_is_sent_whole_or_in_the_part_that_is_asked_for(package, origin):
    whole = origin.get(address(package, "film.mp4"))
    assert body(whole) == FILM and whole["Content-Type"] == "video/mp4" and whole["Accept-Ranges"] == "bytes"
    for asked, first, last in (
        ("bytes=0-99", 0, 99),
        ("bytes=5000-", 5000, 5119),
        ("bytes=-20", 5100, 5119),
        ("bytes=5100-99999", 5100, 5119),
    ):
        part = origin.get(address(package, "film.mp4"), headers={"range": asked})
        assert part.status_code == 206
        assert body(part) == FILM[first : last + 1]
        assert part["Content-Range"] == f"bytes {first}-{last}/5120"
        assert part["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=5120-", "bytes=9-3", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(package, origin, asked):
    response = origin.get(address(package, "film.mp4"), headers={"range": asked})
    assert response.status_code == 416 and response["Content-Range"] == "bytes */5120"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "pages=1-2", "bytes=a-b", "bytes=-", "x"])
def test_what_is_not_a_range_gets_the_whole(package, origin, asked):
    response = origin.get(address(package, "film.mp4"), headers={"range": asked})
    assert response.status_code == 200 and body(response) == FILM


def test_texts_are_packed_for_weak_networks(package, origin):
    response = origin.get(address(package, "long.txt"), headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip" and len(response.content) < 200
    assert gzip.decompress(response.content) == b"Bonjour. " * 400


def test_files_are_kept_by_the_browser_and_never_guessed(package, origin):
    response = origin.get(address(package, "film.mp4"))
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    again = origin.get(address(package, "film.mp4"), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_other_files_are_only_ever_downloads(package, origin):
    response = origin.get(address(package, "file.docx"))
    assert response["Content-Type"] == "application/octet-stream" and response["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    "path", ["absent.png", "../../libraries/x", "..%2f..%2fdb.sqlite3", ".hidden", "a//b", "film.mp4/"]
)
def test_what_is_not_in_the_folder_does_not_exist(package, origin, path):
    url = address(package, "film.mp4").replace("film.mp4", path)
    assert origin.get(url).status_code == 404


def test_only_the_two_shelves_exist(origin):
    assert origin.get("/content/h5p/files/media/x/y.png").status_code == 404


def test_strangers_files_are_never_served_where_our_cookies_go(package):
    site = Client(headers={"host": SITE})
    assert site.get(address(package, "film.mp4")).status_code == 404
    assert site.get(reverse("h5p:play", args=[make_ticket(package)])).status_code == 404
    assert site.get(reverse("h5p:core", args=[core_version(), "frame.js"])).status_code == 404


def test_the_frame_is_shut_in(package, origin):
    response = origin.get(frame_address(package).removeprefix(django_settings.CONTENT_ORIGIN))
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy and "allow-same-origin" not in policy
    assert "default-src 'none'" in policy and f"frame-ancestors {django_settings.SITE_ORIGIN}" in policy
    hosts = set(re.findall(r"https?://[^\s;]+", policy))
    assert hosts == {django_settings.SITE_ORIGIN, django_settings.CONTENT_ORIGIN}
    assert not response.cookies and "X-Frame-Options" not in response
    assert "no-store" in response["Cache-Control"]


def test_the_frame_knows_nobody(package, origin, django_user_model):
    ana = django_user_model.objects.create_user("ana@example.org", "x", name="Ana Ferreira")
    origin.force_login(ana)
    page = origin.get(frame_address(package).removeprefix(django_settings.CONTENT_ORIGIN)).content.decode()
    assert "Ana" not in page and "ana@" not in page


def test_the_frame_loads_scripts_in_the_order_they_need_each_other(packages, origin):
    package = install(packages / "full" / "lumi__H5P.Blanks.h5p")
    page = origin.get(frame_address(package).removeprefix(django_settings.CONTENT_ORIGIN)).content.decode()
    order = re.findall(r'src="[^"]*/libraries/(H5P\.\w+)-', page)
    assert order.index("H5P.JoubelUI") < order.index("H5P.Question") < order.index("H5P.Blanks")
    assert "H5PEditor" not in "".join(order)


@pytest.mark.parametrize(
    "ticket",
    ["x", "IjEi:a:b", signing.dumps("not-a-uuid", salt=TICKET_SALT), signing.dumps("x", salt="other")],
    ids=["one letter", "badly signed", "signed, no content", "signed for something else"],
)
def test_a_false_ticket_opens_nothing(origin, ticket):
    response = origin.get(reverse("h5p:play", args=[ticket]))
    assert response.status_code == 410 and len(response.content) > 100


def test_a_ticket_lasts_a_day(package, origin, monkeypatch):
    url = reverse("h5p:play", args=[make_ticket(package)])
    monkeypatch.setattr("content.h5p.player.TICKET_SECONDS", -1)
    assert origin.get(url).status_code == 410


def test_a_content_whose_library_is_gone_says_so(package, origin):
    package.needed = [["H5P.Gone", 1, 0]]
    package.save()
    response = origin.get(reverse("h5p:play", args=[make_ticket(package)]))
    assert response.status_code == 503 and b"<p>" in response.content


def test_a_newer_patch_reaches_the_frame_at_once(origin):
    package = installed("cards")
    first = origin.get(reverse("h5p:play", args=[make_ticket(package)])).content.decode()
    row = Library.objects.get()
    row.folder += "x"
    row.save()
    assert origin.get(reverse("h5p:play", args=[make_ticket(package)])).content.decode() != first


def test_the_players_own_files_are_served(origin):
    for path in ("frame.js", "frame.css"):
        assert origin.get(reverse("h5p:core", args=[core_version(), path])).status_code == 200
    assert origin.get(reverse("h5p:core", args=[core_version(), "../package.json"])).status_code == 404


def test_our_words_for_the_player_are_complete():
    from content.h5p.player import CORE
    from content.h5p.words import player_words

    core = CORE / "frame.bundle.js"
    if not core.is_file():
        pytest.skip("the player is not installed")
    asked = set(re.findall(r'\.t\("(\w+)"\)', core.read_text("utf-8")))
    switched_off = """download embed reuse reuseContent reuseDescription h5pDescription advancedHelp
        downloadDescription embedDescription width"""
    assert asked - set(player_words()) <= set(switched_off.split())

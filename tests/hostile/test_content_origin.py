"""Where strangers' files are served nobody is signed in, nothing else exists, and nothing can be done with them."""

import pytest
from django.conf import settings as current
from django.test import Client
from django.urls import reverse

from content.h5p.player import make_ticket
from content.h5p.store import LIBRARIES, PACKAGES
from lms.origins import ContentOriginMiddleware
from tests.hostile.conftest import Site

pytestmark = pytest.mark.django_db
CONTENT, SITE = "127.0.0.1:8000", "localhost:8000"


@pytest.fixture
def content() -> Client:
    return Client(headers={"host": CONTENT}, raise_request_exception=False)


def frame(site: Site) -> str:
    return reverse("h5p:play", args=[make_ticket(site.page.package)])


def file(site: Site, path: str = "content.json", folder: str = "") -> str:
    return reverse("h5p:file", args=[PACKAGES, folder or str(site.page.package.public_id), path])


def test_nothing_of_the_site_answers_on_the_content_origin(site, content):
    content.force_login(site.walk.world.ana)
    for address in ("/", "/fr/", "/admin/", "/account/login/", "/fr/my-journey/", "/documents/1/x", "/static/../fr/"):
        assert content.get(address).status_code == 404, address


def test_no_cookie_comes_in_or_goes_out_there(site, content):
    content.force_login(site.walk.world.ana)
    renewed = content.post(reverse("h5p:renew"), b"{}", content_type="application/json")
    answers = [content.get(frame(site)), content.get(file(site)), renewed]
    assert all(not answer.cookies and "Set-Cookie" not in answer.headers for answer in answers)
    assert answers[-1].status_code == 401


def test_a_host_that_only_looks_like_it_gets_no_file(site):
    for host in (SITE, "127.0.0.1", "127.0.0.1:80", "127.0.0.1.:8000", "127.0.0.1:8000.evil.example", "[::1]:8000"):
        client = Client(headers={"host": host}, raise_request_exception=False)
        assert client.get(file(site)).status_code in (400, 404), host
        assert client.get(frame(site)).status_code in (400, 404), host
    forwarded = Client(headers={"host": SITE, "x-forwarded-host": CONTENT})
    assert forwarded.get(file(site)).status_code == 404


def test_paths_that_climb_reach_nothing(site, content):
    own = str(site.page.package.public_id)
    for folder, path in (
        ("..", f"{PACKAGES}/{own}/content.json"),
        ("..", "cordee.sqlite3"),
        (".", f"{own}/content.json"),
        (own, "../../media/x"),
        (own, "..%2f..%2fx"),
        (own, "%2e%2e/x"),
        (own, "/etc/passwd"),
        (own, "//etc/passwd"),
        (own, "c:/x"),
        (own, "a\\..\\b"),
        (own, "content.json\x00.png"),
    ):
        address = f"/content/h5p/files/{PACKAGES}/{folder}/{path}"
        assert content.get(address).status_code in (400, 404), (folder, path)
    for where in ("..", "media", "Content", LIBRARIES.upper()):
        assert content.get(f"/content/h5p/files/{where}/{own}/content.json").status_code == 404
    for version, path in (("x", "../../kind.py"), ("x", "../package.json"), ("..", "kind.py")):
        assert content.get(f"/content/h5p/core/{version}/{path}").status_code in (400, 404), path


def test_the_frame_is_shut_in_and_only_the_site_may_hold_it(site, content):
    policy = content.get(frame(site))["Content-Security-Policy"]
    parts = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert "allow-same-origin" not in parts["sandbox"]
    assert parts["default-src"] == ["'none'"]
    assert parts["frame-ancestors"] == [current.SITE_ORIGIN]
    assert parts["form-action"] == ["'none'"]
    assert not any("*" in "".join(allowed) for allowed in parts.values())


def test_every_file_says_its_type_and_may_do_nothing_by_itself(site, content):
    for path in ("content.json",):
        response = content.get(file(site, path))
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("sandbox;")


def test_the_site_s_own_doors_are_open_to_no_other_origin(site):
    outside = {"origin": "https://evil.example"}
    client = Client(headers={"host": SITE, **outside})
    client.force_login(site.walk.world.ana)
    addresses = ["/fr/", reverse("courses:my_journey"), reverse("h5p:send"), reverse("people:download")]
    for address in addresses:
        for response in (client.get(address), client.options(address)):
            assert "Access-Control-Allow-Origin" not in response.headers, address
            assert "Access-Control-Allow-Credentials" not in response.headers, address


def test_a_token_says_nothing_on_the_content_origin_that_it_does_not_say_on_the_site(site, content):
    """What is sent carries its own token: no cookie helps, and nobody else's page can read one."""
    content.force_login(site.walk.world.ana)
    response = content.post(reverse("h5p:send"), b'{"token": "x"}', content_type="application/json")
    assert response.status_code == 401
    assert "Access-Control-Allow-Origin" not in response.headers


def test_with_one_origin_for_both_the_frame_is_still_shut_in(site, settings):
    settings.CONTENT_ORIGIN = settings.SITE_ORIGIN
    client = Client(headers={"host": SITE})
    client.force_login(site.walk.world.ana)
    response = client.get(frame(site))
    assert response.status_code == 200
    assert "sandbox" in response["Content-Security-Policy"]
    assert "allow-same-origin" not in response["Content-Security-Policy"]
    assert client.get(file(site))["Content-Security-Policy"].startswith("sandbox;")
    assert ContentOriginMiddleware(lambda request: None).content_host == ""  # type: ignore[arg-type, return-value]


def test_pages_with_a_session_are_framed_by_nobody_and_run_no_foreign_script(site):
    client = Client()
    client.force_login(site.walk.world.ana)
    for address in (reverse("courses:my_journey"), site.walk.activities[0].get_url(), site.page.get_url()):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "script-src" not in policy or "unsafe" not in policy
        assert "default-src 'self'" in policy and "object-src 'none'" in policy
        assert response["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
        assert response["X-Content-Type-Options"] == "nosniff"

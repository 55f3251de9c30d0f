"""One shelf for each test, and one server with one browser for all tests that look at the screen."""

import copy
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer


@pytest.fixture(autouse=True)
def shelf_of_its_own(request, settings, tmp_path) -> None:
    cache.clear()
    if "screen" not in request.fixturenames:
        settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def packages(shared) -> Path:
    return shared / "fixtures" / "h5p"


@dataclass
class Screen:
    """A running server with its own origin for contents, and a browser that may reach nobody else."""

    origin: str
    browser: Any

    def open(self, address: str) -> Any:
        page = self.blank()
        page.goto(self.origin + address)
        return page

    def blank(self) -> Any:
        """A page of a fresh visitor, who reaches this machine alone."""
        page = self.browser.new_context(viewport={"width": 800, "height": 900}).new_page()
        page.outside = []
        page.add_init_script("window.said = []; addEventListener('message', (event) => window.said.push(event.data))")
        page.route("**/*", lambda route: self._only_here(page, route))
        return page

    def _only_here(self, page: Any, route: Any) -> None:
        host = route.request.url.split("/")[2].split(":")[0]
        if host in ("localhost", "127.0.0.1"):
            route.continue_()
        else:
            page.outside.append(route.request.url)
            route.abort()


@pytest.fixture(scope="module")
def screen(chromium, tmp_path_factory) -> Iterator[Screen]:
    port = _free_port()
    origins = {"SITE_ORIGIN": f"http://localhost:{port}", "CONTENT_ORIGIN": f"http://127.0.0.1:{port}"}
    policy = copy.deepcopy(django_settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["frame-src"] = ["'self'", origins["CONTENT_ORIGIN"]]
    ours = {"CSRF_TRUSTED_ORIGINS": [origins["SITE_ORIGIN"]], "CONTENT_SECURITY_POLICY": policy, **origins}
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("shelf") / "media", **ours):
        server = LiveServer(f"0.0.0.0:{port}")
        try:
            yield Screen(origins["SITE_ORIGIN"], chromium)
        finally:
            server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

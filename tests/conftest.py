"""Where the shared sample files are, and the one browser of all tests that look at a screen."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from asgiref.local import Local
from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import override, trans_real
from hypothesis import settings as hypothesis

from tests.migrated import lent_database

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A busy machine is no failure of the code.
hypothesis.register_profile("cordee", deadline=None)
hypothesis.load_profile("cordee")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database is tested once: the run on a second database says so and leaves it out."""
    if os.environ.get("CORDEE_SECOND_DATABASE") != "1":
        return
    asking = [item for item in items if asks_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
    items[:] = asking


def asks_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker) -> Iterator[bool]:
    """pytest-django finds a database that is migrated already: a copy of the template of tests/migrated.py."""
    with django_db_blocker.unblock(), lent_database():
        yield True


# Catalogues read without ours, kept for the whole process: reading them takes as long as a test.
_source_catalogues: dict[str, object] = {}


@pytest.fixture(scope="session")
def known_addresses() -> None:
    """Django keeps the addresses of each language for the whole process: they are read with the catalogues there."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            get_resolver()._populate()


@pytest.fixture
def source_words(monkeypatch, known_addresses) -> None:
    """Our own words as they stand in the code, also on French pages and with the catalogue compiled."""
    monkeypatch.setattr(settings, "LOCALE_PATHS", [])
    monkeypatch.setattr(trans_real, "_translations", _source_catalogues)
    monkeypatch.setattr(trans_real, "_default", None)
    monkeypatch.setattr(trans_real, "_active", Local())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample files beside the project; tests that need it skip where it is absent."""
    if not (SHARED / "fixtures").is_dir():
        pytest.skip("the shared sample files are not here")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One Chromium for all: Playwright starts once in a process."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip(f"no Chromium at {path}")
    # Playwright's own loop runs in this thread; the tests' few database calls wait for nobody.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()

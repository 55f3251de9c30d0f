"""A real browser before a live server: a fresh signed-in context for each person."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from lms.people.models import Person
from tests.courses.walk import Walk, make_walk
from tests.factories import PASSWORD

PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
expect.set_options(timeout=10_000)


@pytest.fixture
def walk(live_server, settings, tmp_path) -> Walk:
    """Ana, her team, and a journey of real pages, served."""
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_ORIGIN = settings.WAGTAILADMIN_BASE_URL = live_server.url
    return make_walk()


@pytest.fixture
def open_as(chromium, live_server, walk) -> Iterator[Callable[..., Page]]:
    """open_as(person, viewport=..., javascript=...) -> a page of somebody signed in; of a visitor without a person."""
    contexts: list[BrowserContext] = []

    def open_page(person: Person | None = None, viewport: dict = PHONE, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport=viewport, java_script_enabled=javascript, locale="fr-FR"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if person is not None:
            sign_in(page, person)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, person: Person) -> None:
    """By e-mail and password, through the site's own door."""
    if "/account/login" not in page.url:
        page.goto("/account/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form:has(input[name=password]) button[type=submit]")
    page.wait_for_url(lambda url: "/account/login" not in url)


def follow(link: Locator) -> None:
    """Click what leads elsewhere, and be there: a click alone returns while the old page may still stand."""
    with link.page.expect_navigation():
        link.click()


def faults_of(page: Page) -> str:
    """What axe finds wrong on this page, in words; empty when nothing is."""
    results = Axe().run(page)
    return "" if results.violations_count == 0 else f"{page.url}\n{results.generate_report()}"


def overflow_of(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

"""Ana walks her journey on a small telephone, without JavaScript; a visitor looks around; Otto sees nothing."""

import pytest
from playwright.sync_api import expect

from lms.progress.models import Completion, Evidence
from tests.browser.conftest import LAPTOP, PHONE, faults_of, overflow_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_ana_walks_from_her_next_step_to_her_progress_without_javascript(walk, open_as):
    page = open_as(viewport=PHONE, javascript=False)
    page.goto(walk.activities[0].get_url())
    sign_in(page, walk.world.ana)
    expect(page.locator("h1")).to_have_text(walk.activities[0].title)  # she comes back to where she wanted to go

    page.goto("/fr/")
    page.locator("details.menu summary").click()
    page.locator("details.menu nav a").first.click()
    now = page.locator(".card-now")
    expect(now.locator("h2")).to_have_text(walk.activities[0].title)
    now.locator("a.btn").click()
    expect(page.locator("h1")).to_have_text(walk.activities[0].title)

    page.locator("form[action*='/done/'] button").click()
    expect(page.locator(".message-success")).to_contain_text(walk.activities[0].title)
    expect(page.locator("h1")).to_have_text(walk.activities[1].title)
    page.locator("form[action*='/done/'] button").click()

    # The last one of its sequence leads home, where the sequence that waited is open now.
    expect(page.locator(".card-now h2")).to_have_text(walk.activities[2].title)
    page.locator("a[href*='progress'], a[href*='progression']").last.click()
    why = page.locator("details.why").first
    why.locator("summary").click()
    expect(why).to_have_attribute("open", "")
    assert Completion.objects.filter(state="done").count() == 2


def test_a_closed_sequence_tells_ana_what_opens_it(walk, open_as):
    page = open_as(walk.world.ana, javascript=False)
    page.goto(walk.sequences[1].get_url())
    page.locator("main a.btn").click()
    expect(page.locator("h1")).to_have_text(walk.sequences[0].title)


def test_a_visitor_finds_a_journey_and_the_way_in(walk, open_as):
    page = open_as(viewport=PHONE, javascript=False)
    page.goto("/")
    page.locator(".journey-cards a, .card-link a").first.click()
    expect(page.locator("h1")).to_have_text(walk.page.title)
    page.locator("header.head summary").click()
    page.locator("header.head a[href*='/account/login/']").click()
    expect(page.locator("input[name=login]")).to_be_visible()


def test_otto_sees_nothing_of_another_organisation(walk, open_as):
    page = open_as(walk.world.otto, javascript=False)
    for inside in (walk.blocks[0], walk.sequences[0], walk.activities[0]):
        assert page.goto(inside.get_url()).status == 404
        assert inside.title not in page.content()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_every_screen_of_a_learner_is_accessible_and_fits(walk, open_as, viewport):
    page = open_as(walk.world.ana, viewport=viewport)
    faults = []
    for address in (
        "/fr/",
        walk.page.get_parent().get_url(),
        walk.page.get_url(),
        walk.blocks[0].get_url(),
        walk.sequences[0].get_url(),
        walk.sequences[1].get_url(),
        walk.activities[0].get_url(),
        "/my-journey",
        "/my-progress",
    ):
        page.goto(_address(address))
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        if fault := faults_of(page):
            faults.append(fault)
        assert overflow_of(page) <= 0, page.url
    assert faults == []


def _address(name: str) -> str:
    from django.urls import reverse
    from django.utils import translation

    names = {"/my-journey": "courses:my_journey", "/my-progress": "courses:my_progress"}
    with translation.override("fr"):
        return reverse(names[name]) if name in names else name

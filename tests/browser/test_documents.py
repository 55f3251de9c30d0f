"""Hours and documents in a real browser: Eva reads hours, Dora issues, Ana keeps, anybody verifies."""

import os

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from lms.agenda.documents.issue import issue
from lms.agenda.models import AgendaRules, EndDocument
from lms.enrolment import enrol as enrolling
from lms.people.models import Membership
from lms.progress import intake, tally
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.courses.walk import Walk
from tests.factories import enrol_learner, make_person
from tests.lms.agenda.hours.rows import hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])


@pytest.fixture
def done(walk) -> Walk:
    """Ana has read two texts and met Chloé; an hour is justified, and the organisation knows who signs."""
    cache.clear()
    world = walk.world
    AgendaRules.objects.create(
        organisation=world.organisation, signatory="Hélène Marchand", signatory_capacity="directrice", city="Tulle"
    )
    for number in range(5):
        person = make_person(f"Voisin{number} Nom", world.organisation, email=f"voisin{number}@example.org")
        enrol_learner(world, person)
    for number in (1, 2):
        intake.receive(walk.enrolment, world.activity("S11", number), {"verb": "completed"}, key=str(number))
    hold(world, walk.enrolment, 45, sequence=None)
    tally.move_all()
    return walk


def check(page: Page, name: str = "") -> None:
    folder = os.environ.get("SHOTS")
    if folder and name and page.viewport_size:
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)
    assert faults_of(page) == ""
    assert overflow_of(page) <= 0


@SIZES
def test_eva_reads_hours_down_to_their_proofs(done, open_as, viewport):
    Membership.objects.filter(person=done.world.eva).update(may_see_names=True)
    page = open_as(done.world.eva, viewport=viewport)
    page.goto(reverse("reports:matrix", args=[done.world.journey.key]))
    follow(page.locator("main a[href$='/hours/']").first)
    expect(page.get_by_role("row", name="Ana Ferreira")).to_contain_text("1 h")
    check(page, "hours")
    page.select_option("select[name=by]", "sequence")
    follow(page.locator("form.filters button[type=submit]"))
    check(page, "hours-by-sequence")
    follow(page.get_by_role("row", name="Ana Ferreira").locator("th a"))
    check(page, "hours-of")
    expect(page.locator("main")).to_contain_text("Lire 1.1.1")
    page.locator(".figure details summary").nth(1).click()
    check(page)


@SIZES
def test_dora_issues_and_ana_keeps_it(done, open_as, viewport):
    page = open_as(done.world.dora, viewport=viewport)
    page.goto(reverse("agenda:issue", args=[done.enrolment.public_id]))
    check(page, "issue")
    follow(page.locator("form.filters button[type=submit]"))
    expect(page.locator("article")).to_contain_text("Ana Ferreira")
    check(page, "issue-preview")
    follow(page.locator("form[method=post] button[type=submit]").last)
    check(page, "issue-done")
    number = EndDocument.objects.get().full_number
    expect(page.locator("main")).to_contain_text(number)
    page = open_as(done.world.ana, viewport=viewport)
    page.goto(reverse("agenda:documents"))
    expect(page.locator("main")).to_contain_text(number)
    check(page, "documents")


@SIZES
def test_dora_issues_for_those_who_left(done, open_as, viewport):
    enrolling.end(done.enrolment)
    page = open_as(done.world.dora, viewport=viewport, javascript=False)
    page.goto(reverse("agenda:issue_many", args=[done.world.journey.key]))
    expect(page.locator("main")).to_contain_text("Ana Ferreira")
    follow(page.locator("form[method=post] button[type=submit]").last)
    assert EndDocument.objects.count() == 1
    expect(page.locator(".empty")).to_be_visible()


@SIZES
def test_anybody_verifies_without_an_account(done, open_as, viewport):
    document = issue(done.enrolment, EndDocument.Sort.CERTIFICATE, author=None).document
    page = open_as(viewport=viewport)
    page.goto(reverse("agenda:verify"))
    check(page, "verify")
    page.get_by_role("textbox").fill(document.code.lower())
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("main")).to_contain_text(document.full_number)
    expect(page.locator("body")).not_to_contain_text("Ana")
    check(page, "verify-genuine")
    page.get_by_role("textbox").fill("7777-7777-7777")
    follow(page.locator("main form button[type=submit]"))
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, "verify-wrong")


def test_dora_sees_those_who_left(done, open_as):
    """On a telephone, with a script, as she does from the bus."""
    enrolling.end(done.enrolment)
    page = open_as(done.world.dora, viewport=PHONE)
    page.goto(reverse("agenda:issue_many", args=[done.world.journey.key]))
    check(page, "issue-many")

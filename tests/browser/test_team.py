"""The team's walks: Chloé judges, Bo writes a text and Ana reads it, Eva opens a figure down to its evidence."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.publish import publish_journey
from lms.catalogue.models import Indicator
from lms.people.models import Membership
from lms.progress import intake
from lms.progress.models import Measure
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_chloe_judges_what_she_saw_and_ana_reads_it(walk, open_as):
    Indicator.objects.filter(code="I1.1a").update(assessor="coach")
    publish_journey(walk.page.translation_key)
    page = open_as(walk.world.chloe, viewport=PHONE)
    page.goto(reverse("courses:learners"))
    assert faults_of(page) == ""
    follow(page.get_by_role("link", name="Ana Ferreira"))
    page.locator(".indicator details.why summary").first.click()
    assert faults_of(page) == "" and overflow_of(page) <= 0
    follow(page.locator("a[href*='/judge/'], a[href*='/apprecier/']").first)
    assert faults_of(page) == ""
    page.fill("input[name=value]", "72")
    page.fill("textarea[name=comment]", "Elle explique son idée clairement.")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".message-success")).to_be_visible()
    measure = Measure.objects.get()
    assert (measure.value, measure.evidence.author) == (Decimal(72), walk.world.chloe)

    ana = open_as(walk.world.ana, javascript=False)
    ana.goto(reverse("courses:my_progress"))
    ana.locator(".indicator details.why summary").first.click()
    expect(ana.locator(".measure").first).to_contain_text("Elle explique son idée clairement.")
    expect(ana.locator(".measure").first).to_contain_text("Chloé Costa")


def test_bo_writes_a_text_and_ana_reads_it(walk, open_as):
    page = open_as(walk.world.bo, viewport=LAPTOP)
    page.goto(f"/admin/pages/add/text/textpage/{walk.sequences[0].pk}/")
    page.locator("[name=title]").press_sequentially("Une lettre de Bo")
    page.keyboard.press("Tab")  # Wagtail makes the address from the title now
    expect(page.locator("[name=slug]")).to_have_value("une-lettre-de-bo")
    page.locator("nav.footer__container .w-dropdown__toggle").click()
    page.locator("button[name=action-publish]").click()
    page.wait_for_url(lambda url: "/add/" not in url)

    ana = open_as(walk.world.ana, javascript=False)
    ana.goto(walk.sequences[0].get_url())
    follow(ana.get_by_role("link", name="Une lettre de Bo"))
    expect(ana.locator("h1")).to_have_text("Une lettre de Bo")


def test_eva_opens_a_figure_down_to_its_evidence(walk, open_as):
    indicator = walk.world.indicator("I1.1a")
    intake.judge(walk.enrolment, indicator, Decimal(72), author=walk.world.bo, comment="Bien vu", key="j1")
    Membership.objects.filter(person=walk.world.eva).update(may_see_names=True)
    page = open_as(walk.world.eva, viewport=LAPTOP)
    page.goto(reverse("reports:index"))
    follow(page.get_by_role("link", name=walk.page.title, exact=True))
    assert faults_of(page) == ""
    follow(page.locator("main table tbody td.cell a").first)
    follow(page.locator("main .measure a").first)
    expect(page.locator("main")).to_contain_text("72")
    assert faults_of(page) == ""

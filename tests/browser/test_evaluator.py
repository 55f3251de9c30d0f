"""Eva in a real browser: the matrix on telephone and laptop, filters without a script, down to the evidence."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from lms.people.models import Membership
from lms.progress import intake, tally
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.factories import enrol_learner, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def group(walk):
    """Ana and six others; Ana was measured twice by Bo."""
    cache.clear()
    for number in range(6):
        person = make_person(f"Voisin{number} Nom", walk.world.organisation, email=f"voisin{number}@example.org")
        enrol_learner(walk.world, person)
    for value, comment in ((Decimal(55), "Encore un effort."), (Decimal(72), "Bien vu.")):
        indicator = walk.world.indicator("I1.1a")
        intake.judge(walk.enrolment, indicator, value, author=walk.world.bo, comment=comment)
    tally.move_all()
    return walk


def check(page: Page) -> None:
    assert faults_of(page) == ""
    assert overflow_of(page) <= 0


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_eva_goes_from_the_matrix_to_the_evidence(group, open_as, viewport):
    Membership.objects.filter(person=group.world.eva).update(may_see_names=True)
    page = open_as(group.world.eva, viewport=viewport)
    page.goto(reverse("reports:index"))
    check(page)
    follow(page.get_by_role("link", name=group.page.title, exact=True))
    check(page)
    expect(page.get_by_role("row", name="Ana Ferreira")).to_be_visible()
    page.locator("section .figure details summary").nth(1).click()
    check(page)
    follow(page.get_by_role("row", name="Ana Ferreira").locator("td.cell a").first)
    check(page)
    measures = page.locator(".measure")
    expect(measures).to_have_count(2)
    expect(measures.first).to_contain_text("72")
    follow(measures.first.get_by_role("link"))
    check(page)
    expect(page.locator("main")).to_contain_text("Bien vu.")
    expect(page.locator("main")).to_contain_text("Bo Berger")


def test_filters_and_order_need_no_script(group, open_as):
    Membership.objects.filter(person=group.world.eva).update(may_see_names=True)
    page = open_as(group.world.eva, viewport=LAPTOP, javascript=False)
    page.goto(reverse("reports:matrix", args=[group.world.journey.key]))
    page.select_option("select[name=sort]", "name")
    follow(page.locator("form.filters button[type=submit]"))
    expect(page.locator("tbody th").first).to_contain_text("Ana Ferreira")
    page.select_option("select[name=state]", "ended")
    follow(page.locator("form.filters button[type=submit]"))
    expect(page.locator("tbody tr")).to_have_count(0)
    expect(page.locator(".empty")).to_be_visible()


def test_without_names_the_same_walk_names_nobody(group, open_as):
    page = open_as(group.world.eva, viewport=LAPTOP)
    page.goto(reverse("reports:matrix", args=[group.world.journey.key]))
    check(page)
    expect(page.locator("tbody tr")).to_have_count(7)
    expect(page.locator("body")).not_to_contain_text("Ana Ferreira")
    follow(page.locator("tbody tr").first.locator("td.cell a").first)
    check(page)
    follow(page.locator(".measure a").first)
    check(page)
    expect(page.locator("main")).not_to_contain_text("Bo Berger")
    expect(page.locator("main")).not_to_contain_text("Bien vu.")


def test_on_a_telephone_names_are_read_whole(group, open_as):
    """In the matrix a long name goes on below, and is not cut; a person's e-mail stands under their name."""
    ana = group.world.ana
    ana.name = "Anastasie Bartholomé de Montferrand"
    ana.save()
    page = open_as(group.world.dora, viewport=PHONE)
    page.goto(reverse("reports:matrix", args=[group.world.journey.key]))
    cell = page.locator(".who-cell", has_text=ana.name)
    assert cell.evaluate("cell => cell.scrollWidth - cell.clientWidth") <= 1
    check(page)
    page.goto(reverse("people:members", args=[group.world.organisation.code]))
    box = page.locator(".table-box")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 1
    check(page)


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_learner_s_menu_fits(group, open_as, viewport):
    page = open_as(group.world.ana, viewport=viewport)
    page.goto(reverse("courses:my_journey"))
    check(page)

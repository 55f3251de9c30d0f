"""Getting in as people do: by a code on a telephone, with a second key, and to the authors' admin by the same door."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from lms.people.models import ErasureRequest, Person
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_memory_of_other_tests():
    cache.clear()


def is_fit(page: Page) -> None:
    assert faults_of(page) == ""
    assert overflow_of(page) <= 0, page.url


def test_ana_who_lost_her_password_comes_in_by_a_code_without_javascript(walk, open_as):
    page = open_as(viewport=PHONE, javascript=False)
    page.goto("/account/login/")
    follow(page.get_by_role("link", name=re.compile("code")))
    page.fill("input[name=email]", walk.world.ana.email)
    follow(page.locator("main form button[type=submit]").first)
    code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body).group()
    page.fill("input[name=code]", code)
    follow(page.locator("main form button[type=submit]").first)
    page.wait_for_url(lambda url: "/account/" not in url)
    expect(page.locator("h1")).to_contain_text("Ana")


def test_bo_sets_up_a_second_key_and_uses_it(walk, open_as):
    page = open_as(walk.world.bo, viewport=PHONE)
    page.goto(reverse("people:account"))
    is_fit(page)
    follow(page.locator("a[href='/account/2fa/']"))
    is_fit(page)
    follow(page.locator("a[href='/account/2fa/totp/activate/']"))
    page.fill("input[name=password]", PASSWORD)
    follow(page.locator("main form button[type=submit]").first)
    expect(page.locator("img[src^='data:image/svg']")).to_be_visible()
    is_fit(page)
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.content()).group()
    page.fill("input[name=code]", current_code(secret))
    follow(page.locator("main form button[type=submit]").first)
    page.wait_for_url("**/recovery-codes/")
    is_fit(page)
    page.context.clear_cookies()
    cache.clear()
    page.goto("/account/login/")
    page.fill("input[name=login]", walk.world.bo.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form:has(input[name=password]) button[type=submit]")
    page.wait_for_url("**/2fa/authenticate/")
    is_fit(page)
    page.fill("input[name=code]", current_code(secret))
    follow(page.locator("main form button[type=submit]").first)
    page.wait_for_url("**/reports/")


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_bo_enters_the_admin_by_the_same_door(walk, open_as):
    page = open_as(viewport=LAPTOP)
    page.goto("/admin/")
    expect(page).to_have_url(re.compile(r"/account/login/\?next=%2Fadmin%2F"))
    page.fill("input[name=login]", walk.world.bo.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form:has(input[name=password]) button[type=submit]")
    page.wait_for_url("**/admin/")


def test_ana_reads_why_the_admin_is_closed_to_her(walk, open_as):
    page = open_as(walk.world.ana, viewport=PHONE)
    assert page.goto("/admin/").status == 403
    expect(page.locator("h1")).to_be_visible()
    is_fit(page)


def test_ana_takes_a_copy_of_her_data_and_asks_to_be_erased(walk, open_as):
    page = open_as(walk.world.ana, viewport=PHONE)
    page.goto(reverse("people:data"))
    is_fit(page)
    with page.expect_download() as download:
        page.locator("a[download]").click()
    assert download.value.suggested_filename.startswith("cordee-")
    follow(page.locator(f"form[action='{reverse('people:ask_erasure')}'] button"))
    expect(page.locator(".message-success")).to_be_visible()
    assert ErasureRequest.objects.get().person == walk.world.ana


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_administrator_invites_and_answers(walk, open_as, viewport):
    ana = walk.world.ana
    ErasureRequest.objects.create(person=ana, person_key=ana.public_id)
    page = open_as(walk.world.admin, viewport=viewport)
    page.goto(reverse("people:organisations"))
    is_fit(page)
    follow(page.locator("a[href$='/invite/']"))
    is_fit(page)
    page.fill("input[name=email]", "nora@example.org")
    page.fill("input[name=name]", "Nora N")
    page.check("input[name=roles][value=learner]")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".message-success")).to_be_visible()
    assert Person.objects.filter(email="nora@example.org").exists()
    follow(page.locator("a[href$='/erase/']"))
    is_fit(page)
    page.check("input[name=decision][value=erase]")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".message-success")).to_be_visible()
    assert not Person.objects.filter(pk=ana.pk).exists()

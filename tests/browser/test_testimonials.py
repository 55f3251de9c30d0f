"""Walks about testimonials: a visitor looks for one, a learner watches, an editor sees four gates."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.content.testimonial.making import make_page, make_testimonial, withdraw

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looks_right(page) -> None:
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        assert faults_of(page) == "" and overflow_of(page) <= 0


def test_a_word_leads_to_the_second_and_a_withdrawn_one_leaves_words_in_its_place(walk, open_as):
    organisation = walk.world.organisation
    row = make_testimonial(organisation, "Ouvrir un salon", theme="vendre", territory="zones rurales", people="Josette")
    other = make_testimonial(organisation, "Arrêter à temps", public=False, theme="renoncer")
    activity = make_page(walk.sequences[0], row, other)
    page = open_as(walk.world.ana)
    page.goto(reverse("testimonial:list"))
    looks_right(page)
    page.fill("#t-q", "boulangerie")
    follow(page.locator(".filters button"))
    expect(page.locator(".found").first).to_contain_text("0:31")
    follow(page.locator(".testimonial h2 a").last)
    looks_right(page)
    page.goto(activity.get_url())
    expect(page.locator("#video h2")).to_have_text("Ouvrir un salon")
    looks_right(page)
    withdraw(row)
    page.goto(f"{activity.get_url()}?v=1")
    expect(page.locator("#video")).not_to_contain_text("Ouvrir un salon")
    looks_right(page)

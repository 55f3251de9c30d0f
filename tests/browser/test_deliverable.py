"""Walks about work handed in: Ana sends a photo and a text from her phone, Bo marks it by the grid, Ana reads it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from content.deliverable.models import DeliverablePage, HandedFile, Mark, Version, Work
from lms.progress.models import IndicatorStanding
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.content.deliverable.setting import picture
from tests.lms.assessment.making import make_grid

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def carte(walk):
    make_grid(walk.world, "CARTE")
    page = DeliverablePage(
        title="Ma carte de savoir-faire", minutes=60, body="<p>Six savoir-faire.</p>", grid_code="CARTE"
    )
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return page


def photo(large: bool = False) -> dict:
    sent = picture(size=(1600, 1200) if large else (60, 20), turned=True)
    # After its end a JPEG may hold anything: large enough to come in three pieces.
    content = sent.read() + b"\0" * (2_300_000 if large else 0)
    return {"name": "carte.jpg", "mimeType": "image/jpeg", "buffer": content}


def looks_right(page) -> None:
    assert faults_of(page) == "" and overflow_of(page) <= 0


def mark_it(page, work) -> None:
    """Bo's answer on the screen of one piece of work."""
    for group in page.locator("fieldset").all():
        group.get_by_label(re.compile("Tout à fait")).check()
    page.fill("textarea[name=comment]", "Des exemples précis, bravo.")
    looks_right(page)
    follow(page.get_by_role("button", name="Enregistrer la note"))


def test_ana_sends_a_photo_and_a_text_bo_marks_by_the_grid_and_ana_reads_it(walk, carte, open_as):
    page = open_as(walk.world.ana, viewport=PHONE)
    page.goto(carte.get_url())
    looks_right(page)
    page.fill("#d-text", "Je sais cuisiner pour cent personnes.")
    expect(page.locator("[data-said]")).to_have_text("Brouillon gardé")
    page.set_input_files("#d-photo", photo(large=True))
    expect(page.locator("[data-said]")).to_have_text(re.compile("100 %"))
    expect(page.locator("[data-files] li")).to_have_count(1)
    follow(page.get_by_role("button", name="Remettre mon travail"))
    expect(page.locator(".message-success")).to_be_visible()
    looks_right(page)
    assert HandedFile.objects.get().size == len(photo(large=True)["buffer"])
    assert Version.objects.get().text == "Je sais cuisiner pour cent personnes."

    bo = open_as(walk.world.bo, viewport=LAPTOP)
    bo.goto(reverse("assessment:to_mark"))
    looks_right(bo)
    follow(bo.get_by_role("button", name="Corriger le suivant"))
    expect(bo.locator("h1")).to_have_text("Ana Ferreira")
    mark_it(bo, Work.objects.get())
    standing = IndicatorStanding.objects.get(enrolment=walk.enrolment)
    assert standing.is_met and Mark.objects.get().score == 1
    for width in (PHONE, LAPTOP):
        bo.set_viewport_size(width)
        bo.goto(reverse("assessment:to_mark"))
        looks_right(bo)

    page.reload()
    expect(page.locator(".deliverable-score")).to_contain_text("20 / 20")
    expect(page.get_by_text("Des exemples précis, bravo.")).to_be_visible()
    looks_right(page)


def test_the_same_without_javascript(walk, carte, open_as):
    page = open_as(walk.world.ana, viewport=PHONE, javascript=False)
    page.goto(carte.get_url())
    page.fill("#d-text", "Je sais coudre.")
    page.set_input_files("#d-photo", photo())
    follow(page.get_by_role("button", name="Garder en brouillon"))
    follow(page.get_by_role("button", name="Remettre mon travail"))
    assert Version.objects.get().text == "Je sais coudre." and HandedFile.objects.get().is_in(1)
    follow(page.get_by_role("button", name="Reprendre mon travail"))
    follow(page.get_by_role("button", name="Remettre mon travail"))
    bo = open_as(walk.world.bo, viewport=LAPTOP, javascript=False)
    bo.goto(reverse("assessment:to_mark"))
    follow(bo.get_by_role("button", name="Corriger le suivant"))
    bo.fill("textarea[name=comment]", "Ajoutez deux exemples.")
    follow(bo.get_by_role("button", name="Renvoyer avec des commentaires"))
    page.reload()
    expect(page.get_by_text("Ajoutez deux exemples.")).to_be_visible()
    follow(page.get_by_role("button", name="Remettre de nouveau"))
    assert Version.objects.count() == 3


def test_a_grid_is_written_and_who_handed_in_is_read_on_any_screen(walk, carte, open_as):
    page = open_as(walk.world.bo, viewport=PHONE)
    page.goto(reverse("assessment:grids"))
    looks_right(page)
    follow(page.get_by_role("link", name="Carte de savoir-faire"))
    looks_right(page)
    follow(page.get_by_role("button", name="Un critère de plus"))
    page.set_viewport_size(LAPTOP)
    looks_right(page)
    key = str(carte.translation_key)
    page.goto(reverse("deliverable:follow", args=[key]))
    looks_right(page)
    page.set_viewport_size(PHONE)
    looks_right(page)
    page.goto(carte.get_url())
    looks_right(page)

"""Ana writes to Chloé from her phone, Chloé answers from her list, Eva reads how fast. With and without JavaScript."""

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from lms.conversations.models import Attachment, Exchange, Message
from lms.notices.models import Rhythm
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.lms.conversations.writing import PNG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def french(name: str, *values: object) -> str:
    with translation.override("fr"):
        return reverse(name, args=values)


def looks_right(page) -> None:
    """Nothing axe objects to, and nothing wider than the screen, on a phone and on a laptop."""
    for size in (LAPTOP, PHONE):
        page.set_viewport_size(size)
        assert faults_of(page) == "" and overflow_of(page) <= 0


@pytest.mark.parametrize("javascript", [True, False])
def test_ana_writes_and_chloe_answers(walk, open_as, javascript):
    page = open_as(walk.world.ana, javascript=javascript)
    page.goto(french("courses:my_journey"))
    follow(page.get_by_role("link", name="Écrire à Chloé"))
    expect(page.locator("main")).to_contain_text("Chloé répond sous 2 jours ouvrés.")
    page.fill("#text", "x" * 80 + " https://exemple.fr/" + "y" * 80)
    page.set_input_files("#files", {"name": "photo.png", "mimeType": "image/png", "buffer": PNG})
    follow(page.get_by_role("button", name="Envoyer"))
    expect(page.locator(".talk-mine")).to_contain_text("Pas encore vu")
    assert Message.objects.count() == Attachment.objects.count() == 1
    if javascript:
        looks_right(page)

    chloe = open_as(walk.world.chloe, viewport=LAPTOP, javascript=javascript)
    chloe.goto(french("conversations:home"))
    if javascript:
        looks_right(chloe)
    follow(chloe.get_by_role("link", name="Ana Ferreira"))
    chloe.fill("#text", "C'est très bien, continuez.")
    if javascript:
        looks_right(chloe)
    follow(chloe.get_by_role("button", name="Envoyer"))
    assert Exchange.objects.get().answered_by == walk.world.chloe

    page.reload()
    expect(page.locator(".talk")).to_contain_text("Vu par Chloé Costa")
    expect(page.locator(".talk")).to_contain_text("continuez")


def test_a_file_that_cannot_be_taken_keeps_the_text(walk, open_as):
    page = open_as(walk.world.ana)
    page.goto(french("conversations:read", walk.enrolment.public_id))
    looks_right(page)
    page.fill("#text", "Ma longue question")
    page.set_input_files("#files", {"name": "a.exe", "mimeType": "application/x-dosexec", "buffer": b"MZ" * 90})
    follow(page.get_by_role("button", name="Envoyer"))
    expect(page.locator("[role=alert]")).to_contain_text("Ce que vous avez écrit est toujours là")
    expect(page.locator("#text")).to_have_value("Ma longue question")
    looks_right(page)


def test_eva_reads_the_figures_and_ana_sets_her_hours(walk, open_as):
    page = open_as(walk.world.eva)
    page.goto(french("conversations:figures"))
    looks_right(page)
    ana = open_as(walk.world.ana)
    ana.goto(french("notices:preferences"))
    ana.fill("#id_quiet_from", "20:00")
    ana.fill("#id_quiet_to", "20:00")
    follow(ana.locator("main form button[type=submit]"))
    expect(ana.locator(".field-error")).to_have_count(1)
    looks_right(ana)
    ana.fill("#id_quiet_to", "08:00")
    follow(ana.locator("main form button[type=submit]"))
    expect(ana.locator(".message-success")).to_be_visible()
    assert Rhythm.objects.get().quiet_to.hour == 8

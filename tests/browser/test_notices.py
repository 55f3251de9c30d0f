"""Ana reads her notices and goes to her class; Aude sets how time is counted. On a phone and on a laptop."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import expect

from lms.agenda.models import Online
from lms.agenda.rules import rules_of
from lms.notices.models import Notice, Preference, Topic, Way
from lms.notices.tell import tell
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.lms.agenda.classes.making import make_class

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def french(name: str, *values: object) -> str:
    with translation.override("fr"):
        return reverse(name, args=values)


def check(page: object) -> None:
    """Nothing axe objects to, and nothing wider than the screen, on a phone and on a laptop."""
    for size in (LAPTOP, PHONE):
        page.set_viewport_size(size)
        assert faults_of(page) == "" and overflow_of(page) <= 0


def test_ana_reads_what_she_was_told_and_chooses_how(walk, open_as):
    world = walk.world
    class_address = french(
        "agenda:join", make_class(world, Online.LINK, began=-10 * 60, link="https://x.example/").public_id
    )
    page = open_as(world.ana)
    page.goto(french("notices:centre"))
    check(page)
    for number, address in enumerate(("", class_address)):
        tell(
            world.ana,
            world.organisation,
            Topic.REMINDER,
            f"k{number}",
            f"Avis numéro {number}",
            "Mardi à 10:00",
            address,
        )
    page.goto(french("notices:centre"))
    expect(page.locator(".notice-new")).to_have_count(2)
    check(page)
    follow(page.get_by_role("link", name="Avis numéro 1"))
    expect(page.locator("h1")).to_have_text("Séquence 1.1")
    check(page)
    page.goto(french("notices:centre"))
    expect(page.locator(".notice-new")).to_have_count(1)
    follow(page.get_by_role("button", name="J’ai tout lu"))
    expect(page.locator(".notice-new")).to_have_count(0)
    assert not Notice.objects.filter(read_at=None).exists()
    follow(page.get_by_role("link", name="Choisir comment être prévenu"))
    check(page)
    page.select_option("select[name=reminder]", Way.DIGEST)
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".message-success")).to_be_visible()
    assert Preference.objects.get(topic=Topic.REMINDER).way == Way.DIGEST


def test_ana_waits_before_the_door_and_is_in_when_it_opens(walk, open_as, live_server):
    """Without JavaScript too."""
    world = walk.world
    inside = f"{live_server.url}{french('accessibility')}"
    session = make_class(world, Online.LINK, link=inside)
    for part in (session, session.half_days.get(part=1)):
        part.starts_at = timezone.now() + timedelta(minutes=15, seconds=4)
        part.ends_at = part.starts_at + timedelta(hours=1)
        part.save()
    session.half_days.exclude(part=1).delete()
    page = open_as(world.ana, javascript=False)
    page.goto(french("agenda:join", session.public_id))
    expect(page.locator("main")).to_contain_text("La porte ouvre")
    page.wait_for_url(inside, timeout=20_000)


def test_a_class_that_cannot_be_entered_says_whom_to_call(walk, open_as):
    session = make_class(walk.world, Online.BIGBLUEBUTTON)
    page = open_as(walk.world.ana)
    page.goto(french("agenda:join", session.public_id))
    expect(page.locator("main")).to_contain_text("Vous n’y êtes pour rien")
    expect(page.locator("main")).to_contain_text("Chloé")
    check(page)


def test_aude_sets_how_time_is_counted(walk, open_as):
    page = open_as(walk.world.admin)
    page.goto(french("agenda:rules"))
    check(page)
    page.fill("input[name=late_after]", "-3")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".field-error")).to_have_count(1)
    check(page)
    page.fill("input[name=late_after]", "20")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".message-success")).to_be_visible()
    assert rules_of(walk.world.organisation).late_after == 20

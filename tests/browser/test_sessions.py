"""Sessions in a browser: Dora plans a series, Ana takes and gives back a seat, Bo sees who comes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from content.session.models import SessionPage
from lms.agenda.models import Booking, Session
from lms.catalogue.models import Sequence
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.lms.agenda.factories import make_room, make_session, make_venue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page) -> None:
    """Axe finds nothing, and nothing is wider than the screen, on a phone and on a laptop."""
    for size in (LAPTOP, PHONE):
        page.set_viewport_size(size)
        assert faults_of(page) == "" and overflow_of(page) <= 0, page.url


def test_dora_plans_a_series_on_her_phone_and_bo_sees_it(walk, open_as):
    make_room(make_venue(walk.world))
    page = open_as(walk.world.dora, viewport=PHONE, javascript=False)
    page.goto(reverse("agenda:sessions"))
    follow(page.locator("main header a.btn"))
    sequence = Sequence.objects.get(key=walk.sequences[0].translation_key)
    page.select_option("[name=sequence]", value=str(sequence.pk))
    page.select_option("[name=room]", index=1)
    page.select_option("[name=trainer]", label=str(walk.world.bo))
    first = timezone.localdate() + timedelta(days=7)
    page.fill("[name=first_on]", first.isoformat())
    page.fill("[name=starts]", "09:00")
    page.fill("[name=ends]", "17:00")
    page.fill("[name=every_weeks]", "2")
    page.fill("[name=until]", (first + timedelta(weeks=4)).isoformat())
    follow(page.locator("button[name=preview]"))
    expect(page.locator("input[name=skip]")).to_have_count(3)
    page.locator("input[name=skip]").nth(1).check()
    follow(page.locator("button[name=preview]"))
    follow(page.locator("button[name=save]"))
    expect(page.locator(".message-success")).to_be_visible()
    assert Session.objects.count() == 2

    bo = open_as(walk.world.bo, viewport=PHONE)
    bo.goto(reverse("agenda:my_sessions"))
    sound(bo)
    follow(bo.locator("main .lines a").first)
    sound(bo)
    bo.fill("#q", "Ana")
    follow(bo.locator("main form[role=search] button"))
    follow(bo.locator("form[action$='/add/'] button"))
    expect(bo.locator(".message-success")).to_be_visible()
    assert Booking.objects.get().state == "booked"


@pytest.mark.parametrize("name", ["sessions", "new_session", "venues", "new_venue"])
def test_dora_s_screens_are_sound(walk, open_as, name):
    venue = make_venue(walk.world, is_access_point=True, seats=3)
    make_session(walk.world, venue=venue, capacity_min=4)
    page = open_as(walk.world.dora)
    page.goto(reverse(f"agenda:{name}"))
    sound(page)
    if name == "sessions":
        session = Session.objects.get()
        for one in ("session", "change_session", "cancel_session"):
            page.goto(reverse(f"agenda:{one}", args=[session.public_id]))
            sound(page)


def test_ana_books_from_the_activity_s_page_and_gives_her_seat_back(walk, open_as):
    activity = SessionPage(title="Parler de son projet", minutes=210, bring="De quoi écrire")
    walk.sequences[0].add_child(instance=activity)
    activity.save_revision().publish()
    venue = make_venue(walk.world)
    sequence = Sequence.objects.get(key=walk.sequences[0].translation_key)
    make_session(walk.world, timezone.now() + timedelta(days=4), sequence=sequence.code, venue=venue)
    page = open_as(walk.world.ana, viewport=PHONE)
    page.goto(activity.get_url())
    sound(page)
    follow(page.locator("form[action$='/take/'] button"))
    expect(page.locator(".message-success")).to_be_visible()
    sound(page)
    page.goto(activity.get_url())
    sound(page)
    follow(page.locator("a[href*='/rendre/'], a[href*='/give-back/']"))
    sound(page)
    follow(page.locator("main form .btn").first)
    assert Booking.objects.get().state == "cancelled"


def test_ana_s_device_tells_distances_and_sends_nothing(walk, open_as):
    for code, latitude in (("LOIN", 48.85), ("PRES", 45.2)):
        venue = make_venue(walk.world, code, latitude=latitude, longitude=1.77, is_access_point=True, seats=2)
        make_session(walk.world, timezone.now() + timedelta(days=2), sequence=None, venue=venue, trainer=None)
    page = open_as(walk.world.ana, viewport=PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 45.27, "longitude": 1.77})
    page.goto(reverse("agenda:access_points"))
    sound(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("[data-near]").click()
    expect(page.locator("[data-places] > li").first).to_contain_text("8 km")
    expect(page.locator("[data-places] > li h2").first).to_have_text("Maison PRES")
    assert sent == []
    page.context.set_geolocation({"latitude": 43.3, "longitude": 5.4})
    page.locator("[data-near]").click()
    expect(page.locator("[data-near-said]")).to_contain_text("30 km")

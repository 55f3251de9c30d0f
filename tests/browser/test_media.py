"""Walks about videos: Émile brings a film and its captions; the player follows; nobody outside is called."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.media.models import CaptionTrack, Video
from courses.media.work.run import sweep
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.courses.media.conftest import sample_film  # noqa: F401
from tests.courses.media.films import make_consent, make_track, make_video
from tests.courses.media.test_desk import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour Inter made\n\n00:01.000 --> 00:03.000\nEt merci\n"


def looks_right(page) -> None:
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        assert faults_of(page) == "" and overflow_of(page) <= 0


def test_emile_brings_a_film_with_captions_and_reads_them_over(walk, open_as, sample_film):  # noqa: F811
    page = open_as(walk.world.emile, viewport=LAPTOP)
    page.goto(reverse("media:desk"))
    looks_right(page)
    follow(page.locator(".empty a.btn"))
    looks_right(page)
    page.fill("#id_title", "Ouvrir une épicerie")
    page.set_input_files("#id_file", sample_film)
    follow(page.locator("main form button[type=submit]"))
    sweep()
    video = Video.objects.get()
    assert (video.work, video.renditions.count()) == ("done", 3)
    page.reload()
    expect(page.locator("[data-version]")).to_have_count(4)
    follow(page.locator("header a.btn"))
    page.set_input_files("#id_file", {"name": "a.vtt", "mimeType": "text/vtt", "buffer": VTT.encode()})
    looks_right(page)
    follow(page.locator("main form button[type=submit]"))
    page.locator("textarea").first.fill("Bonjour Inter-made")
    looks_right(page)
    follow(page.locator(".row > button[value=save]"))
    expect(page.locator("textarea").first).to_have_value("Bonjour Inter-made")
    follow(page.locator("form[action*=review] button"))
    assert CaptionTrack.objects.get().is_reviewed
    looks_right(page)


def test_the_player_follows_jumps_and_tells_what_was_played(walk, open_as, sample_film):  # noqa: F811
    video = make_video(walk.world.organisation, content=sample_film.read_bytes())
    make_track(video, ("Un.", "Deux."))
    page = open_as(walk.world.emile)
    called: list[str] = []
    page.on("request", lambda request: called.append(request.url))
    page.goto(reverse("media:watch", args=[video.key]))
    looks_right(page)
    assert not any("/file/source" in url for url in called)  # nothing is loaded before it is asked for
    page.locator(".player-text summary").click()
    page.locator("[data-at]").nth(1).click()
    expect(page.locator(".player-lines li").nth(1)).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.querySelector('video').currentTime") >= 2
    page.locator("[data-speed] select").select_option("1.5")
    assert page.evaluate("document.querySelector('video').playbackRate") == 1.5
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "showing"


def test_a_film_elsewhere_calls_nobody_before_a_click(walk, open_as, live_server):
    video = make_video(walk.world.organisation, external_url="https://youtu.be/dQw4w9WgXcQ")
    video.poster.save("p.png", picture((320, 180)))
    make_track(video)
    page = open_as(walk.world.emile)
    called: list[str] = []
    page.on("request", lambda request: called.append(request.url))
    page.context.route(re.compile("youtube"), lambda route: route.fulfill(body="<p>film</p>", content_type="text/html"))
    page.goto(reverse("media:watch", args=[video.key]))
    looks_right(page)
    assert [url for url in called if not url.startswith((live_server.url, "data:"))] == []
    page.locator("[data-choose=no]").click()
    expect(page.locator("[data-refused]")).to_be_visible()
    page.reload()
    page.locator("[data-choose=always]").click()
    expect(page.locator("iframe")).to_be_visible()
    outside = [url for url in called if not url.startswith((live_server.url, "data:"))]
    assert outside and all(url.startswith("https://www.youtube-nocookie.com/embed/") for url in outside)


def test_without_a_script_the_film_and_its_words_are_there(walk, open_as):
    video = make_video(walk.world.organisation)
    make_track(video)
    page = open_as(walk.world.emile, javascript=False)
    page.goto(reverse("media:watch", args=[video.key]) + "?t=2")
    assert page.locator("video[controls][preload=none]:not([autoplay])").count() == 1
    assert page.locator("source").get_attribute("src").endswith("#t=2")
    page.locator(".player-text summary").click()
    expect(page.get_by_text("Nous parlons d'échéances.")).to_be_visible()
    page.goto(reverse("media:search") + "?q=merci")
    follow(page.locator(".found a").first)
    expect(page.locator("video")).to_be_visible()


def test_the_person_takes_their_consent_back_on_a_phone(walk, open_as):
    from courses.media.consents.letters import link_of

    video = make_video(walk.world.organisation)
    page = open_as()
    page.goto(re.sub(r"^https?://[^/]+", "", link_of(make_consent(video))))
    looks_right(page)
    follow(page.locator("main form button.btn[type=submit]").first)
    expect(page.locator(".message-success")).to_be_visible()
    looks_right(page)

"""Walks about testimonials: a visitor looks for one, a learner watches, an editor sees four gates."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from content.video.models import VideoLine, VideoPage
from courses.media.models import Video
from lms.progress.models import Completion
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.content.testimonial.making import make_page, make_testimonial, withdraw
from tests.courses.media.conftest import sample_film  # noqa: F401
from tests.courses.media.films import make_video

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


def play_from(page, seconds: float) -> bool:
    """Play to the end from there; what the site answered to what the player told it."""
    film = page.locator("#video video")
    with page.expect_response(lambda answer: "/video/watch/" in answer.url) as told:
        film.evaluate("(film, at) => { film.muted = true; film.currentTime = at; return film.play(); }", seconds)
        expect(film).to_have_js_property("ended", True)
    assert told.value.status == 200
    return bool(told.value.json()["done"])


def test_an_activity_is_done_once_the_film_was_really_played_not_when_its_end_was_sought(
    walk,
    open_as,
    sample_film,  # noqa: F811
):
    video = make_video(walk.world.organisation, content=sample_film.read_bytes())
    Video.objects.update(duration_ms=3000)
    activity = VideoPage(title="Un film", minutes=10, lines=[VideoLine(video=video)])
    walk.sequences[0].add_child(instance=activity)
    activity.save_revision().publish()
    page = open_as(walk.world.ana, viewport=LAPTOP)
    page.goto(activity.get_url())
    assert play_from(page, 2.2) is False
    row = Completion.objects.get(activity__key=activity.translation_key)
    assert row.state == Completion.State.DOING
    assert play_from(page, 0) is True
    row.refresh_from_db()
    assert row.state == Completion.State.DONE
    page.reload()
    expect(page.locator("#video")).to_contain_text("Regardée")
    looks_right(page)

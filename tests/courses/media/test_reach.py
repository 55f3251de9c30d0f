"""A search across all videos finds what a person may see, wherever it is shown to them, and nothing else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from content.video.models import TutorialPage, TutorialStep, VideoLine, VideoPage
from courses.media.models import Consent, Video
from tests.content.testimonial.making import make_testimonial, withdraw
from tests.courses.media.films import make_consent, make_track, make_video
from tests.courses.walk import make_walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_walk(blocks=1)


def titles(client, person, asked: str = "merci") -> list[str]:
    client.force_login(person)
    page = client.get(reverse("media:search"), {"q": asked})
    return sorted({one.video.title for one in page.context["found"]})


def watches(client, person, video: Video) -> bool:
    client.force_login(person)
    page = client.get(reverse("media:watch", args=[video.key]))
    return page.status_code == 200 and page.context["player"].is_shown


def put_on_a_page(walk, *videos: Video) -> VideoPage:
    page = VideoPage(title="Deux films", minutes=10)
    page.lines = [VideoLine(video=video) for video in videos]
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return page


def film(walk, title: str) -> Video:
    video = make_video(walk.world.organisation, title)
    make_track(video)
    return video


def test_a_learner_finds_the_film_of_an_activity_until_it_is_taken_down(walk, client):
    shown, _unused = film(walk, "Du parcours"), film(walk, "D'aucun parcours")
    page = put_on_a_page(walk, shown)
    ana, gaelle, otto = walk.world.ana, walk.world.gaelle, walk.world.otto
    assert titles(client, ana) == ["Du parcours"] and watches(client, ana, shown)
    assert titles(client, gaelle) == titles(client, otto) == []
    assert not watches(client, otto, shown)
    make_consent(shown, withdrawn_at=timezone.now())
    assert titles(client, ana) == []
    Consent.objects.all().delete()
    page.unpublish()
    assert titles(client, ana) == [] and not watches(client, ana, shown)


def test_what_is_only_a_draft_on_a_live_page_is_not_found(walk, client):
    page = put_on_a_page(walk, film(walk, "Publié"))
    page.lines.add(VideoLine(video=film(walk, "Ajouté en brouillon")))
    page.save_revision()
    assert titles(client, walk.world.ana) == ["Publié"]


def test_published_testimonials_are_found_the_public_ones_by_everybody(walk, client):
    organisation = walk.world.organisation
    public = make_testimonial(organisation, "Pour tous", said="Merci")
    inside = make_testimonial(organisation, "Entre nous", said="Merci", public=False)
    make_testimonial(organisation, "En brouillon", said="Merci", live=False)
    ana, otto = walk.world.ana, walk.world.otto
    assert titles(client, ana) == ["Entre nous", "Pour tous"] and titles(client, otto) == ["Pour tous"]
    assert watches(client, ana, inside.video) and watches(client, otto, public.video)
    assert not watches(client, otto, inside.video)
    withdraw(public)
    assert titles(client, ana) == ["Entre nous"] and titles(client, otto) == []
    assert not watches(client, ana, public.video) and not watches(client, otto, public.video)


def test_what_is_agreed_for_the_public_site_alone_plays_for_members_too(walk, client):
    row = make_testimonial(walk.world.organisation, "Pour le site", said="Merci")
    Consent.objects.update(platform=False)
    assert titles(client, walk.world.ana) == ["Pour le site"] and watches(client, walk.world.ana, row.video)


def test_the_films_of_a_tutorial_are_found_by_everybody_once_agreed_for_the_public(walk, client):
    video = film(walk, "Pas à pas")
    video.is_testimonial = True
    video.save()
    consent = make_consent(video, public_site=False)
    page = TutorialPage(title="Publier une annonce", presentation="<p>Apprendre</p>", live=False)
    page.steps = [TutorialStep(title="Un", video=video, article="<p>À retenir</p>")]
    walk.page.get_parent().add_child(instance=page)
    ana, otto = walk.world.ana, walk.world.otto
    assert titles(client, ana) == titles(client, otto) == []
    TutorialPage.objects.update(live=True)
    assert titles(client, ana) == ["Pas à pas"] and titles(client, otto) == []
    Consent.objects.filter(pk=consent.pk).update(public_site=True)
    assert titles(client, otto) == ["Pas à pas"] and watches(client, otto, video)


def test_a_search_asks_as_many_queries_however_much_there_is(walk, client, django_assert_max_num_queries):
    put_on_a_page(walk, *(film(walk, f"Film {number}") for number in range(15)))
    for number in range(15):
        make_testimonial(walk.world.organisation, f"Récit {number}", said="Merci")
    client.force_login(walk.world.ana)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("media:search"), {"q": "merci"})
    assert len(page.context["found"]) == 20 and page.context["more"]

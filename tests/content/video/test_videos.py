"""Videos of an activity, and tutorials that anybody follows: who meets them, and what must be there first."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.video.models import TutorialPage, TutorialStep, Unfinished, VideoLine, VideoPage
from courses.media.models import CaptionTrack, Consent, Rendition, Video
from lms.progress.models import Completion
from tests.courses.media.films import make_consent, make_track, make_video
from tests.courses.walk import make_walk

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
READ_OVER = CaptionTrack.State.REVIEWED


@pytest.fixture
def walk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_walk(blocks=1)


def film(walk, title: str, **fields) -> Video:
    video = make_video(walk.world.organisation, title, **fields)
    make_track(video, state=READ_OVER)
    return video


def activity(walk, *videos: Video) -> VideoPage:
    page = VideoPage(title="Des films", minutes=10)
    page.lines = [VideoLine(video=video, words=HOSTILE) for video in videos]
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return page


def tutorial(walk, *steps: tuple[Video | None, str]) -> TutorialPage:
    """A draft, not published yet."""
    page = TutorialPage(title="Publier une annonce", presentation="<p>En trois minutes</p>", live=False)
    page.steps = [
        TutorialStep(title=f"Étape {n}", video=video, article=article) for n, (video, article) in enumerate(steps, 1)
    ]
    walk.page.get_parent().add_child(instance=page)
    return page


def test_an_activity_opens_for_ana_and_is_refused_to_otto(walk, client):
    page = activity(walk, film(walk, "Un film"))
    client.force_login(walk.world.ana)
    shown = client.get(page.get_url())
    assert shown.status_code == 200 and shown.context["player"].is_shown
    assert "Nous parlons d&#x27;échéances." in shown.content.decode() and HOSTILE not in shown.content.decode()
    client.force_login(walk.world.otto)
    assert client.get(page.get_url()).status_code == 404


def test_an_activity_asks_ten_queries_however_many_films_with_lighter_versions(
    walk, client, django_assert_max_num_queries
):
    videos = [film(walk, f"Film {number}") for number in range(12)]
    for video in videos:
        for quality in ("240p", "360p", "audio"):
            Rendition.objects.create(video=video, quality=quality, file="videos/light.mp4", bytes=2048)
    page = activity(walk, *videos)
    client.force_login(walk.world.ana)
    client.get(page.get_url())
    with django_assert_max_num_queries(10):
        shown = client.get(page.get_url())
    assert [one.name for one in shown.context["player"].sources] == ["360p", "240p", "source", "audio"]


def test_watching_enough_of_each_completes_and_the_end_alone_does_not(walk, client):
    video = film(walk, "Un film")
    page = activity(walk, video)
    client.force_login(walk.world.ana)
    client.get(page.get_url())
    token = client.get(page.get_url()).context["player"].watch.token
    row = Completion.objects.get()
    began = (timezone.now() - timedelta(minutes=5)).isoformat()
    Completion.objects.filter(pk=row.pk).update(facts={**row.facts, "first_at": began})

    def send(*segments):
        told = {"token": token, "video": video.key.hex, "segments": list(segments)}
        return client.post(reverse("video:watch"), json.dumps(told), content_type="application/json").json()

    assert send([58_000, 60_000]) == {"done": False}
    assert send([0, 30_000]) == {"done": False}
    assert send([28_000, 56_000]) == {"done": True}


@pytest.mark.parametrize("lacks", ["its text", "captions", "a transcript", "its video"])
def test_a_tutorial_that_lacks_something_is_not_published_and_says_what(walk, client, lacks):
    video = film(walk, "Pas à pas")
    if lacks == "captions":
        CaptionTrack.objects.filter(video=video).update(state=CaptionTrack.State.DRAFT)
    if lacks == "a transcript":
        CaptionTrack.objects.filter(video=video).delete()
    missing = (None if lacks == "its video" else video, " " if lacks == "its text" else "<p>À retenir</p>")
    page = tutorial(walk, (film(walk, "Entier"), "<p>Bien</p>"), missing)
    with pytest.raises(Unfinished) as refusal:
        page.save_revision().publish()
    assert all("2" in sentence and "Étape 2" in sentence for sentence in refusal.value.messages)
    words = {
        "its text": "texte",
        "captions": "sous-titres",
        "a transcript": "transcription",
        "its video": "vidéo",
    }
    assert any(words[lacks] in sentence or lacks in sentence for sentence in refusal.value.messages)
    assert not TutorialPage.objects.get().live
    assert client.get(page.get_url()).status_code == 404


def test_a_public_tutorial_opens_for_a_visitor_and_only_with_consents_for_the_public_site(walk, client):
    agreed, inside = film(walk, "Agréé"), film(walk, "Entre nous")
    make_consent(agreed)
    make_consent(inside, public_site=False)
    page = tutorial(walk, (agreed, "<p>Premier article</p>"), (inside, "<p>Second article</p>"))
    page.save_revision().publish()
    address = page.get_url()
    assert "Publier une annonce" in client.get(reverse("video:tutorials")).content.decode()
    assert client.get(address).status_code == 200
    first, second = client.get(f"{address}?step=1"), client.get(f"{address}?step=2")
    assert first.context["player"].is_shown and second.context["player"] is None
    assert "Second article" in second.content.decode() and "/file/" not in second.content.decode()
    client.force_login(walk.world.otto)
    assert client.get(f"{address}?step=2").context["player"] is None
    client.force_login(walk.world.ana)
    assert client.get(f"{address}?step=2").context["player"].is_shown


def test_a_step_whose_consent_was_withdrawn_keeps_its_article_with_words_in_place_of_the_film(walk, client):
    video = film(walk, "Agréé")
    make_consent(video)
    page = tutorial(walk, (video, "<p>Premier article</p>"))
    page.save_revision().publish()
    address = f"{page.get_url()}?step=1"
    before = client.get(address)
    link = before.context["player"].first.url
    assert client.get(link).status_code == 200
    Consent.objects.update(withdrawn_at=timezone.now())
    for person in (None, walk.world.ana):
        if person:
            client.force_login(person)
        after = client.get(address)
        assert after.status_code == 200 and after.context["player"] is None
        shown = after.content.decode()
        assert "Premier article" in shown and "message-info" in shown and "<video" not in shown
        assert client.get(link, follow=True).status_code == 404

"""What is said is found down to the second, by those who may see it, in either database."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.media.models import Video
from courses.media.search.words import search
from tests.courses.media.films import make_consent, make_track, make_video


def texts(asked: str, videos=None) -> list[str]:
    found, _more = search(asked, Video.objects.all() if videos is None else videos)
    return [one.line.text for one in found]


def test_accents_capitals_and_endings_do_not_matter(library):
    make_track(library.video)
    for asked in ("echeances", "ÉCHÉANCES", "échéa", "parlons d'échéances", "  nous   parl"):
        assert texts(asked) == ["Nous parlons d'échéances."]
    assert texts("merci parlons") == [] and texts("cheances") == []


@pytest.mark.parametrize("asked", ['"', "' OR 1=1", "* NEAR(", "a:b & !c | d", "-", "é" * 300, "AND", "\\", "x" * 5000])
def test_no_sign_breaks_a_search(library, asked):
    make_track(library.video)
    assert texts(asked) == []


def test_a_line_that_was_changed_is_found_by_its_new_words(library):
    track = make_track(library.video)
    cue = track.cues.first()
    cue.text = "Autre chose"
    cue.save()
    assert texts("autre") == ["Autre chose"] and texts("bonjour") == []
    track.delete()
    assert texts("autre") == []


def test_the_words_found_stand_out_and_nothing_else_is_html(library):
    make_track(library.video, ("<script> Échéance !",))
    found, _more = search("echeance", Video.objects.all())
    assert found[0].marked == "&lt;script&gt; <mark>Échéance</mark> !"


def test_who_keeps_the_library_finds_and_watches_from_that_second(library, django_assert_max_num_queries):
    for n in range(30):
        make_track(make_video(library.world.organisation, f"film {n}", content=b""), ("a", "b", "même mot"))
    emile = library.client("emile")
    with django_assert_max_num_queries(10):
        page = emile.get(reverse("media:search"), {"q": "mot"})
    assert len(page.context["found"]) == 20 and page.context["more"]
    rest = emile.get(reverse("media:search") + "?" + page.context["more"])
    assert len(rest.context["found"]) == 10 and not rest.context["more"]
    key = page.context["found"][0].video.key
    assert f"/videos/watch/{key}/?t=4" in page.content.decode()
    assert emile.get(reverse("media:watch", args=[key]) + "?t=4").context["player"].start == 4


def test_what_is_hidden_is_not_found(library):
    make_track(library.video)
    make_consent(library.video, withdrawn_at=timezone.now())
    page = library.client("emile").get(reverse("media:search"), {"q": "merci"})
    assert page.context["found"] == []
    watch = reverse("media:watch", args=[library.video.key])
    assert library.client("emile").get(watch, follow=True).status_code == 404


def test_another_organisation_and_a_learner_without_the_page_find_nothing(library, django_assert_max_num_queries):
    make_track(library.video)
    for who in ("otto", "ana"):
        client = library.client(who)
        with django_assert_max_num_queries(10):
            page = client.get(reverse("media:search"), {"q": "merci"})
        assert page.status_code == 200 and page.context["found"] == []
    assert len(library.client("chloe").get(reverse("media:search"), {"q": "merci"}).context["found"]) == 1

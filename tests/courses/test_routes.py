"""A page is found by its whole path, whatever its depth, and shown to those who may see it."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale, Page

from courses.routes import find_page, language_roots
from tests.courses.walk import Walk, make_walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(settings, tmp_path) -> Walk:
    settings.MEDIA_ROOT = tmp_path
    return make_walk()


def test_a_page_is_found_at_any_depth_in_two_queries(walk, rf, django_assert_num_queries):
    request = rf.get("/")
    language_roots(request)  # Wagtail's cache of roots
    deep = walk.activities[0]
    for page in (walk.page, deep):
        path = page.get_url().removeprefix("/fr/")
        with django_assert_num_queries(2):
            found = find_page(request, path)
        assert found == page.specific and type(found) is type(page)


def test_the_first_page_of_the_site_has_an_empty_path(walk, client):
    assert client.get("/fr/").status_code == 200


def test_a_slash_forgotten_at_the_end_is_put_back(walk, client):
    response = client.get(walk.page.get_url().rstrip("/"))
    assert response.status_code == 301 and response["Location"] == walk.page.get_url()


@pytest.mark.parametrize("path", ["/fr/rien/", "/fr/club/rien/du/tout/", "/fr/club/entreprendre/b1/s1/a9/"])
def test_an_unknown_path_is_not_found(walk, client, path):
    assert client.get(path).status_code == 404


def test_two_pages_with_the_same_slug_are_told_apart(walk, rf):
    first, second = walk.activities[0], walk.activities[2]
    assert first.slug == second.slug
    assert find_page(rf.get("/"), second.get_url().removeprefix("/fr/")).pk == second.pk


def test_another_language_without_its_own_tree_shows_the_same_pages(walk, client):
    response = client.get(walk.page.get_url().replace("/fr/", "/en/"))
    assert response.status_code == 200
    assert '<html lang="en"' in response.content.decode()


def test_a_translated_tree_answers_in_its_language(walk, client):
    english = Locale.objects.get_or_create(language_code="en")[0]
    home = Page.objects.get(depth=2).specific
    home.copy_for_translation(english).save_revision().publish()
    catalogue = walk.page.get_parent().specific.copy_for_translation(english)
    catalogue.title = "Journeys of the club"
    catalogue.save_revision().publish()
    assert "Journeys of the club" in client.get(catalogue.get_url()).content.decode()
    assert catalogue.get_url().startswith("/en/")


def test_whoever_switches_language_keeps_their_place(walk, client):
    """English knows the catalogue alone: its address in English; everything below it still shows, in French."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    home = Page.objects.get(depth=2).specific
    home.copy_for_translation(english).save_revision().publish()
    catalogue = walk.page.get_parent().specific.copy_for_translation(english)
    catalogue.slug = "journeys"
    catalogue.save_revision().publish()
    client.force_login(walk.world.ana)
    switched = client.get(walk.page.get_parent().get_url().replace("/fr/", "/en/"))
    assert switched["Location"] == "/en/journeys/"
    response = client.get(walk.activities[0].get_url().replace("/fr/", "/en/"))
    assert response.status_code == 200
    text = response.content.decode()
    assert '<html lang="en"' in text and f'<h1 lang="fr">{walk.activities[0].title}' in text


def test_a_draft_in_one_language_does_not_hide_the_page_of_another(walk, client):
    english = Locale.objects.get_or_create(language_code="en")[0]
    home = Page.objects.get(depth=2).specific
    home.copy_for_translation(english).save_revision().publish()
    walk.page.get_parent().specific.copy_for_translation(english)  # stays a draft, at the same path
    assert client.get(walk.page.get_parent().get_url().replace("/fr/", "/en/")).status_code == 200


def test_wagtail_still_finds_its_own_names():
    with translation.override("fr"):
        assert reverse("wagtail_serve", args=["club/"]) == "/fr/club/"


def test_an_author_s_preview_is_untouched(walk, rf):
    request = rf.get("/")
    for page in (walk.page, walk.blocks[0], walk.sequences[0], walk.activities[0]):
        page = page.specific
        response = page.make_preview_request(request, page.default_preview_mode)
        assert response.status_code == 200 and page.title in response.content.decode()


def test_a_draft_is_not_found_by_strangers(walk, client):
    walk.page.unpublish()
    assert client.get(walk.page.get_url()).status_code == 404

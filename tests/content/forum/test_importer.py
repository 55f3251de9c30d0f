"""Forums come with a journey file and go back into it; export and erasure of a person reach what they wrote."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from content.forum.importer import build_page, export_file, export_page, finish
from content.forum.models import Forum, Post, Thread
from content.forum.periodic import forget_authors
from lms.enrolment.enrol import end
from lms.people import privacy
from tests.content.deliverable.setting import picture
from tests.content.forum.setting import add_page, make_place

pytestmark = pytest.mark.django_db
FILE = {
    "forums": [
        {"code": "F01", "titre": "Entre nous", "acces": ["apprenants", "formateurs"], "anonymisable": True},
        {
            "code": "F02",
            "titre": "Avec les chefs d'entreprise",
            "acces": ["apprenants", "formateurs", "chefs_entreprise"],
            "delai_reponse_jours_ouvres": 2,
            "groupes_separes": True,
            "anonymisable": False,
        },
    ]
}


def test_a_page_says_its_forum_and_how_many():
    page = build_page({"titre": "t", "type": "forum", "forum": "F02", "fois": 2})
    assert (page.forum_code, page.times) == ("F02", 2) and export_page(page) == {"forum": "F02", "fois": 2}
    for rubbish in ("2", 0, True, 51):
        with pytest.raises(ValueError, match="fois"):
            build_page({"fois": rubbish})


def test_places_come_in_twice_once_keep_their_threads_and_go_out_as_they_are():
    place = make_place()
    thread, world = place.thread("ana"), place.walk.world
    add_page(place)
    for _each in range(2):
        finish(FILE, world.organisation, world.journey)
    assert Forum.objects.count() == 2 and Thread.objects.get() == thread
    row = Forum.objects.get(code="F02")
    assert (row.title, row.for_guests, row.reply_days) == ("Avec les chefs d'entreprise", True, 2)
    assert row.groups_apart and not row.takes_aliases
    assert export_file({}, world.organisation, world.journey) == FILE


@pytest.mark.parametrize("days", ["deux", -1, True, 1000])
def test_a_delay_that_is_none_is_refused(days):
    place = make_place()
    told = {"forums": [{"code": "F09", "titre": "x", "delai_reponse_jours_ouvres": days}]}
    with pytest.raises(ValueError, match="delai"):
        finish(told, place.walk.world.organisation, place.walk.world.journey)


def test_a_person_gets_what_they_wrote(own_shelf):
    place = make_place()
    place.thread("ana", text="Mes mots à moi", files=[picture()])
    told = json.dumps(privacy.export(place.people["ana"]), default=str, ensure_ascii=False)
    assert "Mes mots à moi" in told and "photo.jpg" in told
    assert "Mes mots" not in json.dumps(privacy.export(place.people["ali"]), default=str, ensure_ascii=False)


def test_erasing_leaves_the_talk_without_the_person(own_shelf, django_capture_on_commit_callbacks):
    place = make_place()
    thread = place.thread("ana", text="Mes mots à moi", files=[picture()])
    place.post("ali", thread, text="Merci @Ana Ferreira !")
    secret = place.post(
        "ana", thread, text="En privé", reply_to=Post.objects.get(author=place.people["ali"]), is_private=True
    )
    pk = place.people["ana"].pk
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(place.people["ana"])
    rows = {row.pk: row for row in Post.objects.all()}
    assert all(row.author_id != pk for row in rows.values()) and rows[secret.pk].text == ""
    assert rows[secret.pk].is_private, "what was private does not become public"
    assert not any("Ana Ferreira" in row.text + row.html + row.folded for row in rows.values())
    assert "Mes mots" in min(rows.values(), key=lambda row: row.pk).text
    assert not [path for path in own_shelf.rglob("*") if path.is_file()]
    page = place.client("ali").get(f"/content/forum/thread/{thread.public_id}/")
    assert "Somebody who has left" in page.content.decode()


def test_authors_are_forgotten_some_time_after_the_journey():
    place = make_place()
    place.thread("ana")
    place.thread("bo")
    end(place.enrolment(), on=timezone.localdate() - timedelta(days=1))
    forget_authors()
    assert Post.objects.filter(author=None).count() == 0
    place.walk.world.organisation.enrolments.filter(person=place.people["ana"]).update(
        ends_on=timezone.localdate() - timedelta(days=120)
    )
    forget_authors()
    assert list(Post.objects.values_list("author", flat=True).order_by("pk")) == [None, place.people["bo"].pk]

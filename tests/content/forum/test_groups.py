"""Groups that are apart see nothing of each other: by list, by address, by search, by notice, by quote."""

import pytest

from content.forum.access import groups_to_write_in, pass_to, refusal, threads_for
from content.forum.models import Forum, Post, Thread
from content.forum.moderating import move
from content.forum.searching import search
from lms.catalogue.models import Journey
from lms.notices.models import Notice
from lms.people.models import Person
from lms.plugins.kind import Refused
from tests.content.forum.setting import make_place, said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    made = make_place()
    made.set(groups_apart=True, follow=Forum.Follow.EVERYBODY)
    return made


@pytest.fixture
def own(place) -> Thread:
    return place.thread("ana", "Le secret du groupe A", text="Une phrase introuvable.", group=place.groups["A"])


def test_the_other_group_finds_it_nowhere(place, own):
    bea = place.client("bea")
    post = Post.objects.get()
    assert "secret" not in said(bea.get(url("forum", place.forum)))
    for address in (url("thread", own), url("post", post), url("change", post), url("report", post)):
        assert bea.get(address, follow=True).status_code == 404
    assert "introuvable" not in said(bea.get("/content/forum/search/", {"q": "phrase"}))
    assert list(search([place.held("bea")], "introuvable")) == []
    assert Notice.objects.filter(person=place.people["bea"]).count() == 0
    assert Notice.objects.filter(person=place.people["ali"]).count() == 1


def test_nobody_posts_to_another_group_by_address(place, own):
    answer = place.client("bea").post(url("write", own), {"text": "coucou", "key": "a-key-of-mine"}, follow=True)
    assert answer.status_code == 404 and Post.objects.count() == 1
    sent = {"text": "coucou", "title": "t", "key": "a-key-of-mine", "group": str(place.groups["A"].pk)}
    place.client("bea").post(url("new_thread", place.forum), sent)
    assert Thread.objects.count() == 1


def test_quoting_or_answering_another_group_s_post_gives_nothing(place, own):
    mine = place.thread("bea", "À nous", group=place.groups["B"])
    page = place.client("bea").get(url("thread", mine), {"to": Post.objects.get(thread=own).pk, "quote": "1"})
    assert page.status_code == 200 and "introuvable" not in said(page)
    sent = {"text": "x", "key": "a-key-of-mine", "to": Post.objects.get(thread=own).pk}
    place.client("bea").post(url("write", mine), sent)
    assert Post.objects.filter(thread=mine).count() == 1


def test_naming_somebody_of_another_group_tells_them_nothing(place, own):
    place.post("ana", own, text="Et toi @Bea Bost ?")
    assert not Notice.objects.filter(person=place.people["bea"]).exists()
    assert "<strong>" not in Post.objects.latest("pk").html


def test_a_learner_without_a_group_reads_what_is_for_all_and_is_told_why_they_may_not_post(place, own):
    place.thread("dora", "Bienvenue à tous")
    nino = place.client("nino")
    page = said(nino.get(url("forum", place.forum)))
    assert "Bienvenue" in page and "secret" not in page and "You are in no group yet" in page
    answer = nino.post(
        url("new_thread", place.forum), {"title": "t", "text": "Ma longue phrase", "key": "a-key-of-mine"}
    )
    assert "You are in no group yet" in said(answer) and "Ma longue phrase" in said(answer)
    assert Thread.objects.count() == 2


def test_a_trainer_of_one_group_is_refused_at_the_other(place, own):
    assert place.client("theo").get(url("thread", own), follow=True).status_code == 403
    assert place.client("bo").get(url("thread", own), follow=True).status_code == 200
    assert place.client("dora").get(url("thread", own), follow=True).status_code == 200


def test_the_team_chooses_a_group_or_everybody(place):
    assert groups_to_write_in(place.held("dora")) == [None, place.groups["A"], place.groups["B"]]
    assert groups_to_write_in(place.held("theo")) == [None, place.groups["B"]]
    assert groups_to_write_in(place.held("ana")) == [place.groups["A"]]


def test_a_guest_reads_what_is_for_everybody(place, own):
    place.thread("bo", "Une question à nos invités")
    assert [one.title for one in threads_for(place.held("gaelle"))] == ["Une question à nos invités"]
    assert refusal(place.held("gaelle")) == ""


def test_a_thread_of_a_group_stays_its_own_when_groups_are_no_longer_apart(place, own):
    place.set(groups_apart=False)
    assert place.client("bea").get(url("thread", own), follow=True).status_code == 404


def test_moving_a_thread_never_shows_it_to_others(place, own):
    world = place.walk.world
    wide = Forum.objects.create(organisation=world.organisation, code="ALL", title="Tous")
    for_all = place.thread("dora", "Pour ce parcours")
    with pytest.raises(Refused):
        move(place.held("dora"), for_all, wide, place.held("dora", wide))
    move(place.held("dora"), own, wide, place.held("dora", wide))
    assert place.client("ali").get(url("thread", own), follow=True).status_code == 200
    assert place.client("bea").get(url("thread", own), follow=True).status_code == 404


def test_otto_and_those_who_are_not_invited_find_no_forum(place, own):
    for name in ("otto", "eva", "emile"):
        assert place.client(name).get(url("forum", place.forum), follow=True).status_code == 404
        assert place.client(name).get(url("thread", own), follow=True).status_code == 404
    place.forum.guests.clear()
    assert pass_to(Person.objects.get(pk=place.people["gaelle"].pk), place.forum) is None
    assert place.client("gaelle").get(url("forum", place.forum), follow=True).status_code == 404


def test_a_learner_of_another_journey_does_not_come(place):
    assert pass_to(place.people["ana"], place.forum) is not None
    other = Journey.objects.create(organisation=place.walk.world.organisation, code="X", key=place.forum.public_id)
    place.set(journey=other)
    assert place.client("ana").get(url("forum", place.forum), follow=True).status_code == 404

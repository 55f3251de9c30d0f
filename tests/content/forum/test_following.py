"""Who is told of what: once a thread until it is read, however much is posted; and what is new at a glance."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from content.forum.following import follows
from content.forum.models import Following, Forum, Post, ReadMark, Thread
from content.forum.reading import PAGE, news_of, page_of
from content.forum.team import ForumForm
from lms.enrolment.models import Enrolment
from lms.notices.models import Notice
from tests.content.forum.setting import make_place, said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place()


def notices(place, name):
    return Notice.objects.filter(person=place.people[name], topic="forum")


def test_a_busy_thread_is_no_storm_and_tells_again_once_it_was_read(place):
    thread = place.thread("ana")
    for n in range(9):
        place.post("ali", thread, text=f"Message {n}")
    for n in range(9):
        place.post("bea", thread, text=f"Autre {n}")
    assert notices(place, "ana").count() == 1 and notices(place, "ali").count() == 1
    assert not notices(place, "bea").exists(), "nobody is told of their own"
    place.client("ana").get(url("thread", thread))
    place.post("bo", thread, text="Encore un")
    place.post("bo", thread, text="Et un autre")
    assert notices(place, "ana").count() == 2


def test_who_is_named_or_answered_is_told_and_follows(place):
    thread = place.thread("ana", text="Et toi, @Bea Bost ?")
    notice = notices(place, "bea").get()
    assert "named" in notice.subject and notice.address == url("post", Post.objects.get())
    assert Following.objects.filter(person=place.people["bea"], thread=thread).exists()
    place.post("ali", thread, text="Moi aussi")
    assert notices(place, "bea").count() == 2 and not notices(place, "nino").exists()


def test_who_said_no_stays_untold_even_when_they_write_again(place):
    thread = place.thread("ana")
    place.client("ana").post(url("follow_thread", thread), {"is_on": "0"})
    place.post("ana", thread)
    place.post("ali", thread)
    assert not notices(place, "ana").exists()


def test_changing_how_a_forum_is_followed_keeps_people_following(place):
    place.set(follow=Forum.Follow.EVERYBODY)
    place.client("bea").post(url("follow", place.forum), {"is_on": "0"})
    place.thread("ana")
    assert notices(place, "ali").count() == 1 and not notices(place, "bea").exists()
    fields = {name: getattr(place.forum, name) for name in ("title", "code", "edit_minutes")}
    sent = {**fields, "journey": place.forum.journey_id, "for_learners": "on", "for_guests": "on", "follow": "optional"}
    sent["guests"] = [place.people["gaelle"].pk]
    assert ForumForm(sent, instance=place.forum, organisation=place.walk.world.organisation).is_valid()
    place.forum.refresh_from_db()
    assert place.client("dora").post(url("settings", place.forum), sent).status_code == 302
    place.thread("ana", "Un deuxième")
    assert notices(place, "ali").count() == 2 and not notices(place, "bea").exists()
    assert follows(place.held("ali")) and not follows(place.held("bea"))


def test_who_has_left_is_told_no_more(place):
    place.set(follow=Forum.Follow.EVERYBODY)
    place.client("ali").post(url("follow", place.forum), {"is_on": "1"})
    Enrolment.objects.filter(person=place.people["ali"]).delete()
    place.thread("ana")
    assert not notices(place, "ali").exists()


def test_what_is_new_is_seen_at_a_glance_and_goes_by_reading(place):
    thread = place.thread("ali")
    place.post("ali", thread)
    place.post("bea", place.thread("bea", "Autre"))
    client = place.client("ana")
    assert news_of([place.held("ana")])[place.forum.pk] == {"threads": 2, "news": 4}
    assert "4 new messages" in said(client.get(reverse("forum:index")))
    assert "4 nouveaux messages" in said(client.get("/fr/mon-parcours/", follow=True)) or "4 new" in said(
        client.get("/en/my-journey/", follow=True)
    )
    client.get(url("thread", thread))
    assert news_of([place.held("ana")])[place.forum.pk]["news"] == 2
    assert "Autre" in said(client.get(url("forum", place.forum), {"which": "new"}))
    assert news_of([place.held("bea")])[place.forum.pk]["news"] == 2


def test_a_thread_of_a_thousand_posts_costs_what_a_short_one_does(place, django_assert_max_num_queries):
    thread = place.thread("ali")
    fill(thread, 1000)
    client = place.client("ana")
    pages = [
        url("thread", thread),
        f"{url('thread', thread)}?page=20",
        url("forum", place.forum),
        reverse("forum:index"),
    ]
    for address in pages:
        client.get(address)
        ReadMark.objects.all().delete()
        cache.clear()
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200
    page = said(client.get(f"{url('thread', thread)}?page=20"))
    assert page.count('<article class="forum-post') == PAGE and "Message 998" in page and "Page 20 of 21" in page


def test_the_home_of_a_learner_keeps_within_ten_queries(place, django_assert_max_num_queries):
    place.thread("ali")
    client = place.client("ana")
    address = reverse("courses:my_journey")
    client.get(address)
    cache.clear()
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200


def test_a_post_s_own_address_finds_its_page(place):
    thread = place.thread("ali")
    fill(thread, 120)
    last = Post.objects.latest("pk")
    assert place.client("ana").get(url("post", last)).url.endswith(f"?page=3#p-{last.pk}")
    assert [page_of(n) for n in (0, 1, 50, 51)] == [1, 1, 1, 2]
    for told in ("0", "-1", "9" * 30, "x", "99"):
        assert place.client("ana").get(url("thread", thread), {"page": told}).status_code == 200


def fill(thread: Thread, many: int) -> None:
    first = Post.objects.get(thread=thread)
    Post.objects.bulk_create(
        Post(
            thread=thread,
            position=n + 2,
            author=first.author,
            key=f"fill-{n}",
            text=f"Message {n}",
            html=f"<p>Message {n}</p>",
            folded=f"message {n}",
            reply_to=first,
        )
        for n in range(many)
    )
    Thread.objects.filter(pk=thread.pk).update(size=many + 1)

"""An answer to the e-mail of a thread is a post of it; a private reply is answered on the platform alone."""

import pytest

from content.forum.models import Post
from lms.notices.inbound.receive import receive
from lms.notices.models import Notice
from tests.content.forum.setting import make_place
from tests.lms.conversations.writing import PNG
from tests.lms.notices.inbound.letters import SITE, answer, with_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path):
    settings.INBOUND_ADDRESS, settings.MEDIA_ROOT = SITE, tmp_path
    return make_place()


def notice_of(place, name: str) -> Notice:
    return Notice.objects.filter(person=place.people[name], topic="forum").latest("pk")


def mail_of(place, name: str, text: str) -> bytes:
    return answer(notice_of(place, name), text, sender=place.people[name].email)


def test_an_answer_by_e_mail_is_posted_once_under_its_author(place):
    thread = place.thread("ana")
    place.post("ali", thread, text="Quel prix ?")
    letter = mail_of(place, "ana", "Dix euros, je crois.")
    receive(letter)
    receive(letter)
    assert list(Post.objects.filter(author=place.people["ana"]).order_by("pk").values_list("text", flat=True)[1:]) == [
        "Dix euros, je crois."
    ]


def test_the_same_words_in_another_e_mail_are_another_post_and_files_come_along(place):
    thread = place.thread("ana")
    place.post("ali", thread, text="Quel prix ?")
    receive(mail_of(place, "ana", "Merci !"))
    receive(mail_of(place, "ana", "Merci !"))
    receive(with_file(notice_of(place, "ana"), "plan.png", PNG))
    receive(with_file(notice_of(place, "ana"), "virus.exe", b"MZ" + b"0" * 500))
    posts = list(Post.objects.filter(author=place.people["ana"]).order_by("pk"))[1:]
    assert [one.text for one in posts] == ["Merci !", "Merci !", "Voici", "Voici"]
    assert [one.attachments.count() for one in posts] == [0, 0, 1, 0]


def test_who_lost_the_thread_posts_nothing_there(place):
    thread = place.thread("ana")
    place.post("ali", thread)
    letter = mail_of(place, "ana", "Toujours là ?")
    place.set(for_learners=False)
    count = Post.objects.count()
    receive(letter)
    assert Post.objects.count() == count


def test_a_private_reply_is_not_answered_by_e_mail(place):
    thread = place.thread("ana", text="@Bea Bost, et toi ?")
    place.post("bo", thread, is_private=True, reply_to=Post.objects.get())
    assert notice_of(place, "ana").reply_to == ""
    assert notice_of(place, "bea").reply_to == f"forum:{thread.public_id}"

"""Posting: once however often the form is sent, in the place it was meant for, and never losing a text."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from content.forum.aliases import choose
from content.forum.models import Alias, Attachment, Post, Thread, Wording
from content.forum.replies import take
from content.forum.writing import MOST
from lms.enrolment.enrol import end
from lms.plugins.kind import Refused
from lms.progress.models import Evidence
from tests.content.deliverable.setting import picture, zip_bomb
from tests.content.forum.setting import add_page, make_place, said, url

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def place():
    return make_place()


def send(place, name, thread, **fields):
    sent = {"text": "Bonjour.", "key": f"key-of-{name}-1", **fields}
    return place.client(name).post(url("write", thread), sent, follow=True)


def test_a_double_click_posts_once(place):
    thread = place.thread()
    for _each in range(2):
        assert send(place, "ali", thread).status_code == 200
    assert Post.objects.filter(thread=thread).count() == 2
    sent = {"title": "Deux", "text": "Une fois", "key": "key-of-a-thread", "sort": "question"}
    for _each in range(2):
        place.client("ali").post(url("new_thread", place.forum), sent)
    assert Thread.objects.filter(title="Deux").count() == 1


def test_two_people_may_have_the_same_key(place):
    thread = place.thread()
    send(place, "ali", thread, key="the-same-key")
    send(place, "bea", thread, key="the-same-key")
    assert Post.objects.filter(thread=thread).count() == 3


def test_script_in_every_field_is_shown_as_text(place):
    place.set(intro=HOSTILE)
    sent = {"title": HOSTILE, "text": HOSTILE, "key": HOSTILE, "sort": HOSTILE, "group": "", "to": HOSTILE}
    page = place.client("ali").post(url("new_thread", place.forum), sent, follow=True)
    thread = Thread.objects.get()
    pages = [page, place.client("ana").get(url("forum", place.forum)), send(place, "ana", thread, text=HOSTILE)]
    pages.append(place.client("ana").get("/content/forum/search/", {"q": HOSTILE}))
    with pytest.raises(Refused):
        choose(place.held("ali"), place.people["ana"].name)
    choose(place.held("ali"), HOSTILE)
    pages += [
        send(place, "ali", thread, key="another-key"),
        place.client("bo").get(url("moderate", Post.objects.last())),
    ]
    assert all(one.status_code == 200 and HOSTILE not in said(one) for one in pages)
    assert HOSTILE[:60] in Post.objects.last().shown_name


def test_a_huge_text_is_refused_and_kept_on_the_screen(place):
    thread, text = place.thread(), "é" * 12_000
    page = send(place, "ali", thread, text=text)
    assert "too long" in said(page) and text in said(page) and Post.objects.count() == 1


def test_a_thread_closed_in_a_second_tab_keeps_the_text(place):
    thread = place.thread()
    Thread.objects.update(is_locked=True)
    page = send(place, "ali", thread, text="Ma longue réponse")
    assert "Ma longue réponse" in said(page) and "This thread is closed" in said(page)
    assert Post.objects.count() == 1
    assert send(place, "bo", thread).status_code == 200 and Post.objects.count() == 2


def test_who_writes_too_fast_is_warned_then_asked_to_wait_and_keeps_the_text(place):
    thread = place.thread("bo")
    pages = [send(place, "ali", thread, key=f"key-number-{n}", text=f"Message {n}.") for n in range(MOST + 1)]
    assert "You write a lot" not in said(pages[3]) and "You write a lot" in said(pages[7])
    assert "Wait a little" in said(pages[-1]) and f"Message {MOST}." in said(pages[-1])
    assert Post.objects.filter(author=place.people["ali"]).count() == MOST
    for n in range(MOST + 1):
        send(place, "bo", thread, key=f"key-number-{n}")
    assert Post.objects.filter(author=place.people["bo"]).count() == MOST + 2


def test_who_has_left_reads_and_no_longer_writes(place):
    thread = place.thread()
    end(place.enrolment(), on=timezone.localdate())
    page = send(place, "ana", thread, text="Encore moi")
    assert "Your journey is over" in said(page) and "Encore moi" in said(page) and Post.objects.count() == 1


def test_replies_stand_in_order_with_a_link_to_what_they_answer(place):
    thread = place.thread()
    first = Post.objects.get()
    place.post("ali", thread, text="Un")
    place.post("bea", thread, text="Deux", reply_to=first)
    page = said(place.client("ana").get(url("thread", thread)))
    assert page.index("<p>Un</p>") < page.index("<p>Deux</p>") and f"#p-{first.pk}" in page and "in reply to" in page


def test_a_private_reply_is_read_by_its_recipient_its_author_and_the_team_only(place):
    thread = place.thread()
    first = Post.objects.get()
    send(place, "ali", thread, text="Entre nous deux", to=str(first.pk), private="1")
    private = Post.objects.latest("pk")
    for name, sees in (("ana", True), ("ali", True), ("bo", True), ("bea", False), ("gaelle", False)):
        client = place.client(name)
        assert ("Entre nous deux" in said(client.get(url("thread", thread)))) == sees, name
        assert (client.get(url("post", private), follow=True).status_code == 200) == sees
        assert ("Entre nous" in said(client.get("/content/forum/search/", {"q": "deux"})).split("<h1")[1]) == sees
    thread.refresh_from_db()
    assert thread.size == 1, "nobody else's count of new messages gives it away"
    answer = place.post("ana", thread, reply_to=private, text="Merci")
    assert answer.is_private and answer.private_to == place.people["ali"]


def test_a_post_is_changed_for_a_while_and_the_team_sees_how_it_read(place):
    place.thread(text="Premier jet")
    post, ana = Post.objects.get(), place.client("ana")
    ana.post(url("change", post), {"text": "Second jet"})
    post.refresh_from_db()
    assert (
        post.text == "Second jet" and post.html == "<p>Second jet</p>" and Wording.objects.get().text == "Premier jet"
    )
    assert "Premier jet" in said(place.client("bo").get(url("moderate", post)))
    assert place.client("ali").get(url("moderate", post)).status_code == 403
    assert place.client("ali").post(url("change", post), {"text": "à moi"}).status_code == 200
    Post.objects.update(created_at=timezone.now() - timedelta(minutes=31))
    late = ana.post(url("change", post), {"text": "Trop tard"})
    assert "can no longer be changed" in said(late) and "Trop tard" in said(late)
    post.refresh_from_db()
    assert post.text == "Second jet"


def test_deleting_takes_words_files_and_evidence_back(place, own_shelf, django_capture_on_commit_callbacks):
    add_page(place)
    place.thread(files=[picture()])
    post = Post.objects.get()
    assert (own_shelf / Attachment.objects.get().path).exists()
    with django_capture_on_commit_callbacks(execute=True):
        for _each in range(2):
            place.client("ana").post(url("delete", post))
    post.refresh_from_db()
    assert post.text == post.html == "" and not Attachment.objects.exists() and not list(own_shelf.rglob("*-*"))
    assert Evidence.objects.filter(verb="voided").count() == Evidence.objects.filter(verb="posted").count() == 1
    assert "Deleted by its author" in said(place.client("ali").get(url("thread", post.thread)))


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html"),
        SimpleUploadedFile("photo.jpg", b"MZ\x90\x00 not a picture", "image/jpeg"),
        SimpleUploadedFile("x.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
        SimpleUploadedFile("vide.pdf", b"", "application/pdf"),
    ],
)
def test_a_hostile_file_is_refused_and_the_text_kept(place, file):
    thread = place.thread()
    page = send(place, "ali", thread, text="Voici mon fichier", files=[file])
    assert "Voici mon fichier" in said(page) and Post.objects.count() == 1 and not Attachment.objects.exists()


def test_files_are_saved_never_opened_and_only_by_readers(place):
    place.thread(files=[picture("../../moi.jpg")])
    row = Attachment.objects.get()
    answer = place.client("ali").get(url("file", row))
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    for name in ("otto", "eva"):
        assert place.client(name).get(url("file", row), follow=True).status_code == 404


def test_a_chosen_name_is_shown_and_only_the_team_sees_who_it_is(place):
    place.client("ana").post(url("alias", place.forum), {"name": "Colibri"})
    thread = place.thread()
    place.client("ana").post(url("alias", place.forum), {"name": ""})
    assert not Alias.objects.exists()
    for address in (url("thread", thread), url("forum", place.forum), "/content/forum/search/?q=bonjour"):
        page = said(place.client("ali").get(address))
        assert "Colibri" in page and "Ana Ferreira" not in page, address
        assert "Colibri (Ana Ferreira)" in said(place.client("bo").get(address))


def test_nobody_takes_somebody_else_s_name(place):
    for taken in ("Bo Berger", "BEA BOST"):
        with pytest.raises(Refused):
            choose(place.held("ali"), taken)
    choose(place.held("ali"), "Colibri")
    with pytest.raises(Refused):
        choose(place.held("bea"), "colibri")


def test_a_reply_by_e_mail_becomes_a_post_once(place):
    thread = place.thread()
    for _each in range(2):
        take(place.people["ali"], f"forum:{thread.public_id}", "Par courriel")
    assert Post.objects.filter(text="Par courriel").count() == 1
    for person, target in (
        ("otto", str(thread.public_id)),
        ("ali", "forum:rubbish"),
        ("ali", f"forum:{place.forum.public_id}"),
    ):
        with pytest.raises(Refused):
            take(place.people[person], target, "Bonjour")
    Thread.objects.update(is_locked=True)
    with pytest.raises(Refused):
        take(place.people["ali"], f"forum:{thread.public_id}", "Encore")


def test_too_many_files_are_refused(place):
    page = send(place, "ali", place.thread(), files=[picture(f"{n}.jpg") for n in range(4)])
    assert "No more than 3 files" in said(page) and Post.objects.count() == 1


def test_an_archive_is_no_picture(place):
    send(place, "ali", place.thread(), files=[SimpleUploadedFile("photo.png", zip_bomb(), "image/png")])
    assert Post.objects.count() == 1

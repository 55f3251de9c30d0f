"""Originals stay whole and private; what they are is read in them; they come in pieces and go on where they stopped."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from content.deliverable import uploads
from content.deliverable.models import HandedFile, Upload
from lms.people.filetypes import clean_name
from lms.plugins.kind import Refused
from tests.content.deliverable.setting import make_place, picture, said, signed_in, text_file, zip_bomb

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


def url(row, name="file"):
    return reverse(f"deliverable:{name}", args=[row.public_id])


def handed(*files, **fields):
    place = make_place(**fields)
    place.send(signed_in(place.ana), files=list(files))
    return place, HandedFile.objects.first()


def test_an_original_comes_back_whole_to_be_saved_and_never_opened():
    sent = picture(turned=True)
    content = sent.read()
    sent.seek(0)
    place, row = handed(sent)
    answer = signed_in(place.bo).get(url(row))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"] == 'attachment; filename="photo.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store" and answer["Content-Type"] == "image/jpeg"


def test_it_is_not_among_the_media(own_shelf, settings):
    _place, row = handed(text_file())
    assert (own_shelf / row.path).exists() and not default_storage.exists(row.path)
    assert not settings.MEDIA_ROOT.exists() or not list(settings.MEDIA_ROOT.rglob(row.public_id.hex))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ana", 200),
        ("bo", 200),
        ("chloe", 200),
        ("dora", 200),
        ("admin", 200),
        ("eva", 404),
        ("emile", 404),
        ("gaelle", 404),
        ("otto", 404),
    ],
)
def test_who_reads_a_file(who, status):
    place, row = handed(picture())
    for name in ("file", "preview"):
        assert signed_in(place.walk.world.people[who]).get(url(row, name), follow=True).status_code == status


def test_another_learner_and_another_s_coach_do_not():
    place, row = handed(picture())
    from lms.people.models import Role
    from tests.factories import make_person

    stranger = make_person("Cora", place.walk.world.organisation, Role.COACH)
    for person in (place.colleague().person, stranger):
        assert signed_in(person).get(url(row), follow=True).status_code == 404


def test_a_preview_stands_upright_and_forgets_where_it_was_taken():
    place, row = handed(picture(turned=True))
    answer = signed_in(place.bo).get(url(row, "preview"))
    shown = Image.open(io.BytesIO(answer.content))
    assert shown.size == (20, 60) and not shown.getexif() and b"Cord" not in answer.content
    assert answer["Content-Security-Policy"].startswith("sandbox") and answer["Content-Type"] == "image/jpeg"
    assert signed_in(place.bo).get(url(row, "preview")).content == answer.content


def test_a_picture_that_is_only_a_head_has_no_preview():
    place, row = handed(SimpleUploadedFile("a.jpg", picture().read()[:200] + b"broken"))
    assert row is not None
    assert signed_in(place.bo).get(url(row, "preview"), follow=True).status_code == 404
    assert signed_in(place.bo).get(url(row)).status_code == 200


HOSTILE = [
    ("photo.jpg", b"<html><script>alert(1)</script>"),
    ("photo.png", b"%PDF-1.7"),
    ("page.html", b"<script>alert(1)</script>"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ("a.exe", b"MZ\x90\x00"),
    ("notes.txt", b"MZ\x90\x00\x03\x00\x00\x00"),
    ("cv.pdf", b"PK\x03\x04aaaa"),
    ("cv.pdf.html", b"%PDF-1.7"),
    ("noending", b"bonjour"),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE)
def test_what_is_not_what_its_name_says_is_refused_and_the_text_is_kept(name, content, own_shelf):
    place = make_place()
    page = said(place.send(signed_in(place.ana), files=[SimpleUploadedFile(name, content)]))
    assert "cannot be taken" in page or "is not what its name says" in page
    assert "The rest is kept in your draft." in page
    assert not HandedFile.objects.exists() and place.work.text == "Je sais cuisiner." and place.work.state == "draft"
    assert not list(own_shelf.rglob("files/*"))


def test_a_zip_bomb_is_stored_and_never_opened(own_shelf):
    bomb = zip_bomb()
    place, row = handed(SimpleUploadedFile("tout.zip", bomb))
    assert row.type == "application/zip" and (own_shelf / row.path).stat().st_size == len(bomb)
    assert len([one for one in own_shelf.rglob("*") if one.is_file()]) == 1
    assert place.work.state == "waiting"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ana\\cv.txt", "cv.txt"),
        ("<img src=x onerror=alert(1)>.txt", "_img src=x onerror=alert(1)_.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ("...txt", "txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt"),
        ("é" * 300 + ".txt", "é" * 110 + ".txt"),
        ('a".txt', "a_.txt"),
    ],
)
def test_names_are_cleaned(sent, kept):
    assert clean_name(sent) == kept


def test_a_name_like_a_script_is_shown_as_words():
    place = make_place()
    uploads.add_file(place.desk(), "<script>x</script>.txt", io.BytesIO(b"a"), 1)
    assert "<script>x" not in said(signed_in(place.ana).get(place.page.get_url()))


def test_too_large_too_many_and_empty_are_said():
    place = make_place(largest_mb=1, most_files=2)
    client = signed_in(place.ana)
    page = said(place.send(client, "save", files=[text_file(content=b"a" * (MB + 1))]))
    assert "is too large (1" in page and "at most" in page
    assert "is empty" in said(place.send(client, "save", files=[text_file(content=b"")]))
    page = said(place.send(client, "save", files=[text_file(f"{n}.txt", b"%d" % n) for n in range(3)]))
    assert "No more than 2 files" in page and HandedFile.objects.count() == 2


def test_a_file_is_taken_out_of_the_draft_and_stays_in_what_was_handed_in(
    own_shelf, django_capture_on_commit_callbacks
):
    place = make_place()
    client = signed_in(place.ana)
    place.send(client, "save", files=[text_file("a.txt", b"a"), text_file("b.txt", b"b")])
    first, second = HandedFile.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        place.send(client, "save", take_out=str(first.public_id))
    assert list(HandedFile.objects.all()) == [second] and not (own_shelf / first.path).exists()
    place.send(client)
    place.send(client, "take_back")
    place.send(client, "save", take_out=str(second.public_id))
    second.refresh_from_db()
    assert not second.in_draft and (own_shelf / second.path).exists()
    for strange in ("x", "", str(first.public_id)):
        assert place.send(client, "save", take_out=strange).status_code == 200


def test_where_no_file_is_asked_for_none_is_taken():
    place = make_place(takes_files=False, takes_photo=False)
    assert "No file is asked for here" in said(place.send(signed_in(place.ana), files=[text_file()]))


# In pieces


def begin(place, client, size, name="film.mp4", mark="1-2-3"):
    return client.post(
        reverse("deliverable:begin", args=[place.activity.key]), {"name": name, "size": size, "file": mark}
    )


def send_piece(client, begun, number, content):
    return client.post(f"{begun['url']}{number}/", content, content_type="application/octet-stream")


def film(size):
    return b"\x00\x00\x00\x20ftypmp42\x00\x00\x00\x00mp42isom" + b"\x01" * (size - 24)


def test_a_lost_connection_goes_on_where_it_stopped(own_shelf):
    place = make_place()
    client, content = signed_in(place.ana), film(2 * MB + 5)
    begun = begin(place, client, len(content)).json()
    assert send_piece(client, begun, 0, content[:MB]).json() == {"received": [0]}
    send_piece(client, begun, 0, content[:MB])
    again = begin(place, client, len(content)).json()
    assert again == {**begun, "received": [0]}
    send_piece(client, begun, 2, content[2 * MB :])
    told = send_piece(client, begun, 1, content[MB : 2 * MB]).json()
    row = HandedFile.objects.get()
    assert told["file"]["name"] == "film.mp4" and (own_shelf / row.path).read_bytes() == content
    assert not Upload.objects.exists() and not list(own_shelf.rglob("pieces/*/*"))


def test_two_gigabytes_are_refused_before_anything_is_sent():
    place = make_place()
    client = signed_in(place.ana)
    answer = begin(place, client, 2 * 1024 * MB)
    assert answer.status_code == 400 and "is too large (2" in answer.json()["error"]
    head = {"CONTENT_LENGTH": str(2 * 1024 * MB)}
    answer = client.post(
        reverse("deliverable:save", args=[place.activity.key]), b"", "multipart/form-data; boundary=x", **head
    )
    assert answer.status_code == 413 and 'class="lead"' in answer.content.decode()
    assert not HandedFile.objects.exists() and not Upload.objects.exists()


@pytest.mark.parametrize("size", ["", "-1", "x", "0", "9" * 30, "1.5"])
def test_a_strange_size_is_refused(size):
    place = make_place()
    assert begin(place, signed_in(place.ana), size).status_code == 400


def test_a_type_that_is_not_taken_is_said_before_it_is_sent():
    place = make_place()
    assert "cannot be taken" in begin(place, signed_in(place.ana), 10, "a.exe").json()["error"]


def test_a_false_type_is_found_once_it_is_whole(own_shelf):
    place = make_place()
    client = signed_in(place.ana)
    begun = begin(place, client, 10, "a.jpg").json()
    assert "is not what its name says" in send_piece(client, begun, 0, b"<html>    ").json()["error"]
    assert not HandedFile.objects.exists() and not Upload.objects.exists()
    assert not [one for one in own_shelf.rglob("*") if one.is_file()]


def test_broken_pieces_are_refused():
    place = make_place()
    client = signed_in(place.ana)
    begun = begin(place, client, MB + 1).json()
    for number, content in ((0, b"short"), (2, b"x"), (1, b"xx")):
        assert send_piece(client, begun, number, content).status_code == 400
    assert send_piece(client, begun, 0, b"x" * (3 * MB)).status_code in (400, 413)


def test_nobody_adds_to_another_s_file():
    place = make_place()
    begun = begin(place, signed_in(place.ana), 10).json()
    other = signed_in(place.colleague().person)
    for number in (0, 1):
        assert send_piece(other, begun, number, b"x" * 10).status_code in (302, 404)
    from django.test import Client

    assert send_piece(Client(), begun, 0, b"x" * 10).status_code == 401


def test_a_file_that_changed_is_begun_again():
    place = make_place()
    client = signed_in(place.ana)
    begin(place, client, 10)
    assert "has changed since" in begin(place, client, 11).json()["error"]


def test_what_is_never_finished_is_thrown_away(own_shelf):
    place = make_place()
    client = signed_in(place.ana)
    begun = begin(place, client, 2 * MB).json()
    send_piece(client, begun, 0, b"x" * MB)
    uploads.sweep()
    assert Upload.objects.exists()
    Upload.objects.update(touched_at=timezone.now() - timedelta(days=3))
    uploads.sweep()
    assert not Upload.objects.exists() and not [one for one in own_shelf.rglob("*") if one.is_file()]


def test_nothing_is_added_to_what_was_handed_in():
    place = make_place()
    client = signed_in(place.ana)
    place.send(client)
    assert begin(place, client, 10).status_code == 400
    with pytest.raises(Refused):
        uploads.add_file(place.desk(), "a.txt", io.BytesIO(b"a"), 1)

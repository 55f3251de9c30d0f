"""A file is read through one view, which asks each time; nothing is kept by a cache."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.media.access import sign_for
from courses.media.consents.withdraw import withdraw
from courses.media.models import OutsideCopy, Rendition, Video
from courses.media.player import file_url, player
from courses.media.shelf import PRIVATE
from courses.media.showing import PLATFORM, PUBLIC_SITE
from tests.courses.media.films import make_consent, make_track, make_video


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("asked", "status", "length", "told"),
    [
        ("", 200, 1000, None),
        ("bytes=0-9", 206, 10, "bytes 0-9/1000"),
        ("bytes=990-", 206, 10, "bytes 990-999/1000"),
        ("bytes=-5", 206, 5, "bytes 995-999/1000"),
        ("bytes=0-99999", 206, 1000, "bytes 0-999/1000"),
        ("bytes=1000-", 416, 0, "bytes */1000"),
        ("bytes=9-3", 416, 0, "bytes */1000"),
        ("bytes=0-1,5-6", 200, 1000, None),
        ("rubbish", 200, 1000, None),
    ],
)
def test_parts_of_a_film_are_served_as_asked(library, asked, status, length, told):
    response = library.client("ana").get(file_url(library.video, "source", ""), headers={"range": asked})
    content = body(response)
    assert (response.status_code, len(content), response.get("Content-Range")) == (status, length, told)
    if asked == "bytes=990-":
        assert content == b"0123456789"
    if status != 416:
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_a_server_in_front_may_read_the_file_itself(library, settings):
    settings.MEDIA_ACCEL = "/private/"
    response = library.client("ana").get(file_url(library.video, "source", ""))
    assert response["X-Accel-Redirect"] == f"/private/{library.video.file.name}" and response.content == b""


def test_a_film_is_the_organisations_own(library):
    address = file_url(library.video, "source", "")
    assert library.client("otto").get(address, follow=True).status_code == 404
    assert Client().get(address, follow=True).status_code == 404
    signed = file_url(library.video, "source", sign_for(library.video, PUBLIC_SITE))
    assert Client().get(signed, follow=True).status_code == 200


def test_a_signature_is_for_one_video_and_one_place(library):
    make_consent(library.video, public_site=False)
    other = make_video(library.world.organisation, "autre")
    inside, outside = sign_for(library.video, PLATFORM), sign_for(library.video, PUBLIC_SITE)
    assert Client().get(file_url(library.video, "source", inside), follow=True).status_code == 200
    assert Client().get(file_url(library.video, "source", outside), follow=True).status_code == 404
    assert Client().get(file_url(other, "source", inside), follow=True).status_code == 404
    assert Client().get(file_url(library.video, "source", "rubbish"), follow=True).status_code == 404


def test_a_withdrawal_closes_every_link_at_once(library, django_capture_on_commit_callbacks):
    video = library.video
    row = Rendition(video=video, quality="240p", bytes=3)
    from django.core.files.base import ContentFile

    row.file.save("a.mp4", ContentFile(b"abc"), save=True)
    OutsideCopy.objects.create(video=video, where="YouTube")
    make_track(video)
    consent = make_consent(video)
    shown = player(video, PUBLIC_SITE)
    links = [one.url for one in (*shown.sources, *shown.tracks)]
    assert [Client().get(link, follow=True).status_code for link in links] == [200] * 3
    path = row.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert withdraw(consent) and not withdraw(consent)
    assert [Client().get(link, follow=True).status_code for link in links] == [404] * 3
    for who in ("ana", "emile", "admin"):
        assert library.client(who).get(file_url(video, "source", ""), follow=True).status_code == 404
    assert not PRIVATE.exists(path) and PRIVATE.exists(video.file.name)
    assert OutsideCopy.objects.get().asked_at is not None


def test_who_keeps_the_library_hears_a_film_that_nobody_agreed_to_yet(library):
    Video.objects.update(is_testimonial=True)
    address = file_url(library.video, "source", "")
    assert library.client("emile").get(address, follow=True).status_code == 200
    assert library.client("ana").get(address, follow=True).status_code == 404


def test_an_expired_consent_closes_the_link_without_anybody_doing_anything(library):
    consent = make_consent(library.video)
    link = player(library.video, PUBLIC_SITE).sources[0].url
    consent.expires_at = timezone.localdate() - timedelta(days=1)
    consent.save()
    assert Client().get(link, follow=True).status_code == 404


def test_captions_are_made_of_what_is_stored(library):
    make_track(library.video, ("Un < deux",))
    response = library.client("ana").get(file_url(library.video, "fr.vtt", ""))
    assert response.content.decode() == "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nUn &lt; deux\n"
    assert library.client("ana").get(file_url(library.video, "xx.vtt", ""), follow=True).status_code == 404
    assert library.client("ana").get(file_url(library.video, "etc", ""), follow=True).status_code == 404


def test_a_film_that_is_gone_from_the_shelf_is_not_found(library):
    PRIVATE.delete(library.video.file.name)
    assert library.client("ana").get(file_url(library.video, "source", ""), follow=True).status_code == 404

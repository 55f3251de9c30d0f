"""Films are prepared in the background with ffmpeg: lighter versions, resumed after a kill, refused when hostile."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from courses.media.models import Rendition, Video
from courses.media.shelf import PRIVATE
from courses.media.work import run
from courses.media.work.begin import ask
from courses.media.work.run import CLAIM, prepare_one, sweep
from courses.media.work.tools import probe
from lms.plugins.kind import Refused
from tests.courses.media.films import make_consent, make_video


@pytest.fixture
def film(sample_film, library, settings) -> Video:
    settings.MEDIA_TOOLS = ""
    video = make_video(library.world.organisation, "film", content=sample_film.read_bytes())
    Video.objects.filter(pk=video.pk).update(work=Video.Work.WAITING, duration_ms=0)
    return video


def test_a_film_gets_its_length_a_picture_and_three_lighter_versions(film):
    assert sweep() == 1
    film.refresh_from_db()
    assert (film.work, film.work_share, film.duration_ms // 1000, film.width) == ("done", 100, 3, 640)
    assert film.poster.size > 1000
    rows = {row.quality: row for row in film.renditions.all()}
    assert set(rows) == {"240p", "360p", "audio"}
    assert all(row.bytes == PRIVATE.size(row.file.name) > 0 for row in rows.values())
    assert sweep() == 0


def test_a_killed_worker_is_followed_by_another_that_keeps_what_was_finished(film):
    done = Rendition(video=film, quality="360p", bytes=5)
    done.file.save("x.mp4", ContentFile(b"12345"), save=True)
    Video.objects.filter(pk=film.pk).update(work=Video.Work.RUNNING, work_claimed_at=timezone.now(), work_tries=1)
    assert not prepare_one(film.pk)  # somebody is at it
    Video.objects.filter(pk=film.pk).update(work_claimed_at=timezone.now() - CLAIM - timedelta(seconds=1))
    assert sweep() == 1
    assert Rendition.objects.get(video=film, quality="360p").bytes == 5
    assert film.renditions.count() == 3


def test_what_fails_three_times_is_left_as_it_came(film):
    stale = timezone.now() - CLAIM - timedelta(seconds=1)
    Video.objects.filter(pk=film.pk).update(work=Video.Work.RUNNING, work_claimed_at=stale, work_tries=3)
    assert sweep() == 1
    film.refresh_from_db()
    assert film.work == "failed" and film.work_words and film.renditions.count() == 0


def test_a_withdrawal_while_it_is_prepared_leaves_nothing(film):
    make_consent(film, withdrawn_at=timezone.now())
    assert not prepare_one(film.pk)
    film.refresh_from_db()
    assert film.work == "none" and film.renditions.count() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 500,
        b"not a film at all",
    ],
)
def test_hostile_and_broken_files_are_refused_and_the_page_says_so(film, library, content):
    film.refresh_from_db()
    film.file.save("x.mp4", ContentFile(content), save=True)
    assert prepare_one(film.pk)
    film.refresh_from_db()
    assert film.work == "failed"
    page = library.client("emile").get(reverse("media:film", args=[film.key]))
    assert film.work_words in page.content.decode().replace("&#x27;", "'")


def test_a_picture_is_no_film(sample_film, tmp_path):
    from PIL import Image

    path = tmp_path / "x"
    Image.new("RGB", (10, 10)).save(path, "PNG")
    with pytest.raises(Refused):
        probe(path)


def test_a_film_that_takes_too_long_is_left_as_it_came(film, monkeypatch):
    monkeypatch.setattr(run, "SLOWEST", 0)
    monkeypatch.setattr(run, "FEWEST_SECONDS", 0)
    prepare_one(film.pk)
    film.refresh_from_db()
    assert film.work == "failed"


def test_without_ffmpeg_the_page_says_what_is_missing_and_the_film_plays(library):
    ask(library.video)
    page = library.client("emile").get(reverse("media:film", args=[library.video.key]))
    assert "ffmpeg" in page.content.decode() and page.context["player"].sources
    assert sweep() == 0


def test_the_work_is_asked_for_once_the_film_is_stored(film, django_capture_on_commit_callbacks, library):
    with django_capture_on_commit_callbacks() as callbacks:
        library.client("emile").post(reverse("media:prepare", args=[film.key]))
        assert Video.objects.get(pk=film.pk).work == "waiting"
    assert callbacks == []  # it waits already
    Video.objects.filter(pk=film.pk).update(work="failed")
    with django_capture_on_commit_callbacks() as callbacks:
        library.client("emile").post(reverse("media:prepare", args=[film.key]))
    assert len(callbacks) >= 1
    part = library.client("emile").get(reverse("media:work", args=[film.key]))
    assert "hx-get" in part.content.decode() and "HX-Refresh" not in part

"""Who keeps the library adds videos and sees what each still needs."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from courses.media.external import read_external
from courses.media.models import Video
from tests.courses.media.films import make_consent, make_track, make_video

MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 500


def told(**fields: object) -> dict[str, object]:
    return {"title": "Mon film", "language": "fr"} | fields


def picture(size: tuple[int, int] = (2000, 1000)) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, "PNG")
    return SimpleUploadedFile("p.png", made.getvalue())


def test_a_film_enters_the_library_of_its_organisation(library):
    sent = told(file=SimpleUploadedFile("../../x.exe", MP4), poster=picture(), length="3:25")
    response = library.client("emile").post(reverse("media:add"), sent)
    video = Video.objects.get(title="Mon film")
    assert response.url == reverse("media:film", args=[video.key])
    assert (video.organisation, video.file_type, video.duration_ms) == (
        library.world.organisation,
        "video/mp4",
        205_000,
    )
    assert video.collection == library.video.collection
    assert video.poster.name.endswith(".jpg") and video.poster.size < 100_000


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({}, "file"),
        ({"file": SimpleUploadedFile("a.mp4", b"MZ" + b"\0" * 300)}, "file"),
        ({"file": SimpleUploadedFile("a.mp4", b"#EXTM3U\nfile:///etc/passwd")}, "file"),
        ({"external_url": "https://evil.example/watch?v=abcdefg"}, "external_url"),
        ({"external_url": "https://youtu.be/abcdefgh", "poster": SimpleUploadedFile("p.png", b"<svg/>")}, "poster"),
    ],
)
def test_what_is_no_film_is_refused_in_words(library, fields, word):
    page = library.client("emile").post(reverse("media:add"), told(**fields))
    assert word in page.context["form"].errors and Video.objects.count() == 1


def test_four_gates_stand_in_the_list_with_the_next_act(library, django_assert_max_num_queries):
    for n in range(25):
        make_track(make_video(library.world.organisation, f"n{n}", content=b""))
    emile = library.client("emile")
    with django_assert_max_num_queries(10):
        page = emile.get(reverse("media:desk"))
    assert len(page.context["lines"]) == 20
    acts = {
        video.title: act.words for video, _gates, act in emile.get(reverse("media:desk") + "?q=pic").context["lines"]
    }
    assert set(acts) == {library.video.title}
    assert b"knot-" in page.content


def test_the_next_act_changes_with_each_gate(library):
    emile = library.client("emile")

    def act() -> str:
        found = emile.get(reverse("media:film", args=[library.video.key])).context["act"]
        return found.url if found else ""

    Video.objects.update(is_testimonial=True)
    assert act() == reverse("media:bring", args=[library.video.key])
    track = make_track(library.video)
    assert act() == reverse("media:captions", args=[library.video.key, "fr"])
    type(track).objects.update(state="reviewed")
    assert act() == reverse("media:consent_add", args=[library.video.key])
    make_consent(library.video)
    assert act() == ""


def test_the_desk_is_closed_to_learners_and_empty_to_others(library):
    assert library.client("ana").get(reverse("media:desk")).status_code == 403
    assert library.client("dora").get(reverse("media:film", args=[library.video.key])).status_code == 403
    assert library.client("otto").get(reverse("media:film", args=[library.video.key]), follow=True).status_code == 404


def test_a_title_is_changed_and_the_film_stays(library):
    name = library.video.file.name
    library.client("emile").post(reverse("media:change", args=[library.video.key]), told(title="Nouveau"))
    video = Video.objects.get()
    assert (video.title, video.file.name, video.file_bytes) == ("Nouveau", name, 1000)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "www.youtube-nocookie.com"),
        ("https://youtu.be/dQw4w9WgXcQ", "www.youtube-nocookie.com"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "www.youtube-nocookie.com"),
        ("https://vimeo.com/channels/staffpicks/12345", "player.vimeo.com"),
        ("https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv", "tube.example.org"),
        ("https://tube.example.org/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d", "tube.example.org"),
        ("https://other.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv", None),
        ("javascript:alert(1)//youtu.be/dQw4w9WgXcQ", None),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", None),
        ('https://youtu.be/a"onload=x', None),
        ("https://vimeo.com/", None),
    ],
)
def test_only_players_of_known_hosts_are_called(settings, url, host):
    settings.VIDEO_HOSTS = [*settings.VIDEO_HOSTS, "https://tube.example.org"]
    found = read_external(url)
    assert (found.host if found else None) == host
    assert found is None or found.embed.startswith(f"https://{host}/")

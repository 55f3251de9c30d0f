"""Consents decide where a video is shown, on each day anew."""

import pytest
from django.utils import timezone

from courses.media.gates import gates
from courses.media.models import Video
from courses.media.player import player
from courses.media.showing import PLATFORM, PUBLIC_SITE, may_show, visible
from tests.courses.media.films import in_days, make_consent, make_track, make_video
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def video(settings, tmp_path) -> Video:
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_video(make_organisation("club"))


def test_a_video_that_shows_nobody_asks_nobody(video):
    assert may_show(video, PLATFORM) and may_show(video, PUBLIC_SITE)


def test_a_testimonial_waits_for_a_first_consent(video):
    Video.objects.update(is_testimonial=True)
    assert not may_show(video, PLATFORM)
    make_consent(video)
    assert may_show(video, PLATFORM)


@pytest.mark.parametrize(
    ("fields", "inside", "outside"),
    [
        ({}, True, True),
        ({"public_site": False}, True, False),
        ({"platform": False}, False, True),
        ({"given_at": None}, False, False),
        ({"given_at": in_days(1)}, False, False),
        ({"given_at": in_days(0)}, True, True),
        ({"expires_at": in_days(0)}, True, True),
        ({"expires_at": in_days(-1)}, False, False),
        ({"expires_at": None}, True, True),
        ({"withdrawn_at": timezone.now()}, False, False),
    ],
)
def test_a_consent_holds_for_its_places_and_its_days(video, fields, inside, outside):
    make_consent(video, **fields)
    assert (may_show(video, PLATFORM), may_show(video, PUBLIC_SITE)) == (inside, outside)


def test_one_refusal_among_several_people_hides_it(video):
    make_consent(video, "Ana")
    make_consent(video, "Bo", withdrawn_at=timezone.now())
    assert not visible(Video.objects.all(), PLATFORM).exists()


def test_what_may_not_be_shown_gives_a_page_nothing_to_play(video):
    make_consent(video, withdrawn_at=timezone.now())
    make_track(video)
    shown = player(video, PLATFORM)
    assert not shown.is_shown and shown.sources == [] and shown.lines == []


def test_four_gates_in_two_queries_however_many(video, django_assert_num_queries):
    make_track(video)
    videos = [video, *(make_video(video.organisation, f"n{n}") for n in range(5))]
    with django_assert_num_queries(2):
        found = gates(videos)
    assert [found[video.pk].captions.state, found[video.pk].next] == ["doing", "captions"]
    assert found[videos[1].pk].captions.state == "todo"


def test_all_gates_open_lets_it_be_published(video):
    make_track(video, state="reviewed")
    make_consent(video)
    assert gates([video])[video.pk].may_be_published


def test_the_transcript_and_the_captions_come_with_the_player(video, django_assert_max_num_queries):
    make_track(video)
    with django_assert_max_num_queries(4):
        shown = player(video, PLATFORM, start=2)
    assert [line.clock for line in shown.lines] == ["0:00", "0:02", "0:04"]
    assert shown.tracks[0].is_default and shown.is_draft and shown.first.bytes == 1000

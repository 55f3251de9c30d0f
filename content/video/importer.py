"""Videos of a journey file: pages name them by code; what the file lists goes into the organisation's library."""

from collections.abc import Iterable, Mapping
from typing import Any

from content.video.models import VideoLine, VideoPage
from courses.media.listed import own_page, video_of, write_videos
from courses.publish import republish
from lms.catalogue.models import Journey
from lms.people.models import Organisation

TYPES = ("video",)
LIST = "capsules_video"
Told = dict[str, Any]


def build_page(item: Mapping[str, Any]) -> VideoPage:
    """An unsaved page from one `activites` entry (the importer sets title and minutes); `finish` adds its videos."""
    return VideoPage(intro=item.get("texte") or "", media_codes=[str(code) for code in item.get("medias") or []])


def export_page(page: VideoPage) -> Told:
    """The kind's own keys of an `activites` entry."""
    codes = [row.code or row.video.key.hex for row in page.lines.all()] if page.pk else []
    codes = codes or page.media_codes
    return {"medias": codes} if codes else {}


def is_partial(page: VideoPage) -> bool:
    """Films and captions stay on their site."""
    return bool(page.pk) and page.lines.exists()


def finish(data: Told, organisation: Organisation, journey: Journey | None) -> None:
    """Write the videos that the file lists, and put them on its pages. What the library knows better stays."""
    write_videos(data.get(LIST) or [], organisation)
    changed = [page for page in _pages(data, organisation) if _put(page, page.media_codes, organisation)]
    if changed and journey is not None:
        republish([journey.key])


def _pages(data: Told, organisation: Organisation) -> Iterable[VideoPage]:
    root = own_page(data, organisation)
    return VideoPage.objects.descendant_of(root).exclude(media_codes=[]) if root is not None else []


def _put(page: VideoPage, codes: list[str], organisation: Organisation) -> bool:
    """False when they stand there already, as the file says them."""
    videos = [(code, video_of(code, organisation)) for code in codes]
    wanted = [(code, video) for code, video in videos if video is not None]
    present = list(page.lines.values_list("video_id", flat=True))
    if present == [video.pk for _code, video in wanted]:
        return False
    page.lines.all().delete()
    VideoLine.objects.bulk_create(
        VideoLine(page=page, video=video, code=code, sort_order=order) for order, (code, video) in enumerate(wanted)
    )
    return True

"""The demo's films and captions, put into the library; and learners who watch them. Kinds' `demo` modules call it."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from courses.demo.deeds import Deed
from courses.media.captions.reading import read_captions
from courses.media.captions.track import put
from courses.media.evidence import complete_messages, gone_message
from courses.media.models import CaptionTrack, Video
from courses.media.showing import PLATFORM, visible
from lms.people.models import Person
from lms.progress import intake


def bring(video: Video, folder: Path, code: str, reviewer: Person | None) -> None:
    """File, picture and captions of that code, read over; nothing where the folder has no film of it."""
    film = folder / f"{code.lower()}.mp4"
    if not film.exists() or video.file:
        return
    content = film.read_bytes()
    video.file_type, video.file_bytes = "video/mp4", len(content)
    video.file.save(film.name, ContentFile(content), save=False)
    video.poster.save(f"{code.lower()}.png", ContentFile(film.with_suffix(".png").read_bytes()), save=False)
    video.save()
    track = put(
        video, "fr", read_captions(film.with_suffix(".vtt").read_bytes()).lines, CaptionTrack.Source.HAND, replace=True
    )
    track.state, track.reviewed_by, track.reviewed_at = track.State.REVIEWED, reviewer, timezone.now()
    track.save()


def watch(deed: Deed) -> set[int]:
    """One learner watches what there is to watch; it measures nothing."""
    settings = deed.activity.version.settings if deed.activity.version else {}
    rows = visible(Video.objects.filter(key__in=list(settings.get("videos") or {})), PLATFORM)
    there = {key.hex for key in rows.values_list("key", flat=True)}
    messages = [one for one in complete_messages(settings) if one.get("video", "") in {"", *there}]
    if gone := set(settings.get("videos") or {}) - there:
        messages.append(gone_message(gone))
    for number, message in enumerate(messages):
        key = f"demo-watch-{deed.activity.pk}-{number}"
        intake.receive(deed.enrolment, deed.activity, message, key=key, happened_at=deed.moment)
    return set()

"""Prepares videos in the background: length, picture, lighter versions. What a killed worker left is taken up
again, and what it had finished is kept."""

import logging
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.core.files import File
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from courses.media.access import is_withdrawn
from courses.media.models import Rendition, Video
from courses.media.shelf import PRIVATE
from courses.media.work.tools import Probed, Stopped, convert, has_tools, probe
from lms.plugins.kind import Refused

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)  # a worker says every second that it is there
MOST_TRIES = 3
SLOWEST = 6  # times the length of the film
FEWEST_SECONDS = 600
_FILM = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-sn", "-dn"]
_SOUND = ["-c:a", "aac", "-ac", "1", "-ar", "44100"]
RECIPES = {
    "360p": [
        *_FILM,
        "-vf",
        "scale=-2:'min(360,ih)'",
        "-crf",
        "27",
        "-maxrate",
        "500k",
        "-bufsize",
        "1M",
        *_SOUND,
        "-b:a",
        "64k",
    ],
    "240p": [
        *_FILM,
        "-vf",
        "scale=-2:'min(240,ih)'",
        "-crf",
        "29",
        "-maxrate",
        "220k",
        "-bufsize",
        "440k",
        *_SOUND,
        "-b:a",
        "40k",
    ],
    "audio": ["-vn", "-sn", "-dn", *_SOUND, "-b:a", "48k", "-movflags", "+faststart"],
}
ENDINGS = {"audio": "m4a"}


@task()
def prepare(pk: int) -> bool:
    """What a worker runs for one video. It may be run twice, or never: the sweep takes up what is left."""
    return prepare_one(pk)


def sweep() -> int:
    """Periodic work: what waits, and what a worker left lying. How many were prepared."""
    done = 0
    while has_tools() and (pk := _left().values_list("pk", flat=True).first()) is not None:
        if not prepare_one(pk) and _left().filter(pk=pk).exists():
            break
        done += 1
    return done


def prepare_one(pk: int) -> bool:
    """False when somebody else prepares it, or nothing is to be done."""
    now = timezone.now()
    claimed = _left().filter(pk=pk).update(work=Video.Work.RUNNING, work_claimed_at=now, work_tries=F("work_tries") + 1)
    if not claimed or not has_tools():
        return False
    video = Video.objects.get(pk=pk)
    try:
        if video.work_tries > MOST_TRIES:
            raise Refused(_("Preparing this film failed three times. It plays as it came."))
        with tempfile.TemporaryDirectory(prefix="cordee-film-") as folder:
            _prepare(video, Path(folder))
    except Stopped:
        if is_withdrawn(video):
            Video.objects.filter(pk=pk).update(work=Video.Work.NONE)
        return False
    except Refused as refused:
        Video.objects.filter(pk=pk).update(work=Video.Work.FAILED, work_words=str(refused))
    except FileNotFoundError:
        Video.objects.filter(pk=pk).update(work=Video.Work.FAILED, work_words=_("The file is not here any more."))
    else:
        Video.objects.filter(pk=pk).update(work=Video.Work.DONE, work_share=100, work_words="")
    return True


def _left() -> QuerySet[Video]:
    stale = Q(work=Video.Work.RUNNING) & (Q(work_claimed_at=None) | Q(work_claimed_at__lt=timezone.now() - CLAIM))
    return Video.objects.filter(Q(work=Video.Work.WAITING) | stale).exclude(file="").order_by("created_at", "pk")


def _prepare(video: Video, folder: Path) -> None:
    source = _local(video, folder)
    told = probe(source)
    size = {"duration_ms": told.duration_ms, "width": told.width, "height": told.height}
    Video.objects.filter(pk=video.pk).update(**size)
    if not video.poster:
        _picture(video, source, folder, told)
    have = set(Rendition.objects.filter(video=video).values_list("quality", flat=True))
    wanted = [name for name in RECIPES if told.has_sound or name != "audio"]
    for place, quality in enumerate(wanted):
        if quality not in have:
            _version(video, source, folder, told, quality, (place, len(wanted)))


def _version(video: Video, source: Path, folder: Path, told: Probed, quality: str, place: tuple[int, int]) -> None:
    target = folder / f"{quality}.{ENDINGS.get(quality, 'mp4')}"
    first, count = place

    def hear(ms: int) -> bool:
        share = min(99, round(100 * (first + min(1.0, ms / told.duration_ms)) / count))
        return _still_ours(video, share)

    convert(source, RECIPES[quality], target, hear, max(FEWEST_SECONDS, SLOWEST * told.duration_ms // 1000))
    # A consent that was withdrawn meanwhile leaves nothing to keep.
    if not _still_ours(video, round(100 * (first + 1) / count)) or is_withdrawn(video):
        raise Stopped
    row = Rendition(video=video, quality=quality, bytes=target.stat().st_size)
    with target.open("rb") as handle:
        row.file.save(target.name, File(handle), save=False)
    _kept, is_new = Rendition.objects.get_or_create(
        video=video, quality=quality, defaults={"file": row.file.name, "bytes": row.bytes}
    )
    if not is_new:
        PRIVATE.delete(row.file.name or "")


def _still_ours(video: Video, share: int) -> bool:
    """Say that this worker is there; False when the video is gone or another worker has it."""
    rows = Video.objects.filter(pk=video.pk, work=Video.Work.RUNNING, work_tries=video.work_tries, file=video.file.name)
    return bool(rows.update(work_claimed_at=timezone.now(), work_share=min(share, 99)))


def _picture(video: Video, source: Path, folder: Path, told: Probed) -> None:
    """One picture from a tenth of the way: films begin dark."""
    target = folder / "poster.jpg"
    options = ["-ss", f"{told.duration_ms / 10000:.3f}", "-frames:v", "1", "-vf", "scale='min(960,iw)':-2", "-q:v", "5"]
    try:
        convert(source, options, target, lambda ms: True, 300)
    except Refused:
        return
    with target.open("rb") as handle:
        video.poster.save("poster.jpg", File(handle), save=False)
    Video.objects.filter(pk=video.pk, poster="").update(poster=video.poster.name)


def _local(video: Video, folder: Path) -> Path:
    """The file under a name without meaning: what it is called says nothing to ffmpeg."""
    target = folder / "source"
    with PRIVATE.open(video.file.name or "") as handle, target.open("wb") as copy:
        shutil.copyfileobj(handle, copy)
    return target

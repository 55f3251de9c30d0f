"""A film has come: what it is by its content, and the work that is asked for it."""

from typing import IO, Any

import filetype
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from courses.media.consents.withdraw import purge_renditions
from courses.media.models import Video
from courses.media.work.tools import has_tools
from lms.plugins.kind import Refused

LARGEST = 250 * 1024 * 1024  # bytes
TAKEN = {
    "video/mp4": "mp4",
    "video/x-m4v": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
    "video/mpeg": "mpg",
}


def type_of(content: IO[bytes], size: int) -> str:
    """Told by its content, never by its name; raises Refused, in words."""
    if size > LARGEST:
        words = _("This film is too large (%(size)s, %(most)s at most). Make it smaller, or cut it in two.")
        raise Refused(words % {"size": filesizeformat(size), "most": filesizeformat(LARGEST)})
    content.seek(0)
    kind = filetype.guess(content.read(8192))
    content.seek(0)
    if kind is None or kind.mime not in TAKEN:
        raise Refused(_("This file is no film that we can read. Send MP4, WebM, MOV, MKV, AVI or MPEG."))
    return "video/mp4" if kind.mime == "video/x-m4v" else str(kind.mime)


def take_film(video: Video, file: Any) -> None:
    """Note what a new file is, and forget what was made of the one before; the caller saves, then asks for the work."""
    video.file_type, video.file_bytes = type_of(file, file.size), file.size
    video.work, video.work_share, video.work_tries, video.work_words = Video.Work.NONE, 0, 0, ""
    video.duration_ms, video.width, video.height = 0, None, None


def ask(video: Video) -> None:
    """Have it prepared in the background; without ffmpeg it plays as it came."""
    from courses.media.work.run import prepare

    purge_renditions(video)
    state = Video.Work.WAITING if has_tools() else Video.Work.NONE
    fresh = {"work": state, "work_share": 0, "work_tries": 0, "work_words": "", "work_claimed_at": None}
    Video.objects.filter(pk=video.pk).update(**fresh)
    video.work = state
    if has_tools():
        transaction.on_commit(lambda: prepare.enqueue(video.pk), robust=True)

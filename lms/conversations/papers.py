"""The files of a message: told by their content, bounded, kept privately, thrown away when the message is not kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from lms.conversations.models import Attachment, Message
from lms.people import shelf
from lms.people.filetypes import HEAD, clean_name, type_of
from lms.plugins.kind import Refused

MB = 1024 * 1024
LARGEST, MOST = 10 * MB, 5


@dataclass(frozen=True)
class Paper:
    """A file that may be kept."""

    name: str
    type: str
    size: int
    content: IO[bytes]


def read_papers(files: Iterable[UploadedFile]) -> list[Paper]:
    """Raises Refused, in words, when one of them cannot be taken: then none is."""
    given = list(files)
    if len(given) > MOST:
        raise Refused(
            _("At most %(most)d files go with one message. Send the others with a second one.") % {"most": MOST}
        )
    return [read_paper(one.name or "", one.file, one.size or 0) for one in given if one.file is not None]


def read_paper(name: str, content: IO[bytes], size: int) -> Paper:
    shown = clean_name(name)
    if size <= 0:
        raise Refused(_("“%(name)s” is empty. Open it on your device, then send it again.") % {"name": shown})
    if size > LARGEST:
        words = _("“%(name)s” is too large (%(size)d MB, %(most)d MB at most). Your text is kept: send a smaller one.")
        raise Refused(words % {"name": shown, "size": -(-size // MB), "most": LARGEST // MB})
    content.seek(0)
    return Paper(shown, type_of(shown, content.read(HEAD)), size, content)


def keep_papers(message: Message, papers: list[Paper]) -> None:
    """Inside the message's transaction. A file that no row names in the end is thrown away again."""
    kept: list[str] = []
    try:
        for paper in papers:
            row = Attachment(message=message, name=paper.name, type=paper.type, size=paper.size)
            row.sha256 = shelf.keep(row.path, paper.content)
            kept.append(row.path)
            row.save()
    except BaseException:
        shelf.throw_away(kept)
        raise

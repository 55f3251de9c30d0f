"""Which papers are taken: a scan or a photo, told by its content and not by its name."""

from dataclasses import dataclass

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from lms.plugins.kind import Refused

MB = 1024 * 1024
LARGEST = 10 * MB
TAKEN = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True)
class Paper:
    """Nothing of each, without a paper."""

    name: str = ""
    type: str = ""
    size: int = 0


def read_paper(file: UploadedFile) -> Paper:
    """Raises Refused, in words, when it is too large or something else than it should be."""
    size = file.size or 0
    if size > LARGEST:
        raise Refused(
            _("This file is too large (%(size)d MB, %(most)d MB at most). Nothing else is lost: send a smaller one.")
            % {"size": -(-size // MB), "most": LARGEST // MB}
        )
    file.seek(0)
    kind = filetype.guess(file.read(8192))
    if kind is None or kind.mime not in TAKEN:
        raise Refused(_("This file is neither a PDF nor a photo. Send a scan, or take a photo of the paper."))
    stem = (file.name or "").rpartition(".")[0] or "document"
    return Paper(f"{get_valid_filename(stem)[:100]}.{TAKEN[kind.mime]}", kind.mime, size)

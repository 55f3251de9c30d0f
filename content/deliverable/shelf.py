"""Where originals stand: private, beside the media and never among it. Files are written once and read back whole."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile

from lms.assessment.shelf import shelf

CHUNK = 64 * 1024


def keep(path: str, content: IO[bytes]) -> str:
    """Write a file; returns its SHA-256."""
    digest = hashlib.sha256()
    place = shelf()
    place.save(path, _Counted(content, digest))
    return digest.hexdigest()


def keep_bytes(path: str, content: bytes) -> None:
    """Write a small file over whatever is there."""
    place = shelf()
    if place.exists(path):
        place.delete(path)
    place.save(path, ContentFile(content))


def throw_away(paths: Iterable[str]) -> None:
    place = shelf()
    for path in paths:
        place.delete(path)


def pieces_of(path: str) -> Iterator[bytes]:
    with shelf().open(path) as handle:
        while piece := handle.read(CHUNK):
            yield piece


class _Counted(File):
    """A file that is hashed while it is written."""

    def __init__(self, content: IO[bytes], digest: "hashlib._Hash") -> None:
        super().__init__(content)
        self.content, self.digest = content, digest

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.content.seek(0)
        while piece := self.content.read(chunk_size or CHUNK):
            self.digest.update(piece)
            yield piece

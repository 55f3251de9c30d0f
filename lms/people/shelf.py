"""Where papers of people stand: private, beside the media and never among it. Written once, read back whole."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

CHUNK = 64 * 1024


def keep(path: str, content: IO[bytes]) -> str:
    """Write a file that is not there yet; returns its SHA-256."""
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256")  # type: ignore[arg-type]
    content.seek(0)
    shelf().save(path, File(content))
    return digest.hexdigest()


def pieces_of(path: str) -> Iterator[bytes]:
    with shelf().open(path) as handle:
        while piece := handle.read(CHUNK):
            yield piece


def has(path: str) -> bool:
    return shelf().exists(path)


def throw_away(paths: Iterable[str]) -> None:
    for path in paths:
        shelf().delete(path)


def shelf() -> Storage:
    """The storage "private" of the settings, else the folder "private" beside the media."""
    if "private" in settings.STORAGES:
        return storages["private"]
    return FileSystemStorage(location=Path(settings.MEDIA_ROOT).with_name("private"), base_url=None)

"""Does a file hold what its name says? A page or a program dressed as a picture is refused."""

from pathlib import Path

import filetype

from .limits import extension

_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"})
_SOUND_AND_FILM = frozenset({"mp3", "mp4", "m4a", "ogg", "wav", "webm"})
_FONTS = frozenset({"woff", "woff2", "ttf", "otf", "eot"})
_TEXTS = frozenset(
    {"json", "js", "css", "svg", "txt", "md", "csv", "vtt", "webvtt", "textile", "diff", "patch", "html", "htm"}
)
_MARKUP_OR_PROGRAM = (b"<", b"#!", b"MZ", b"\x7fELF", b"PK\x03\x04", b"\xca\xfe\xba\xbe")


def lies(path: Path) -> bool:
    """True if the first bytes belong to another family of files than the extension."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    kind = extension(path.name)
    if not head:
        return False
    if kind in _PICTURES:
        return not _is(head, "image/")
    if kind in _SOUND_AND_FILM:
        return _is_markup_or_program(head) or _is(head, "image/", "application/")
    if kind in _FONTS:
        return _is_markup_or_program(head)
    if kind in _TEXTS:
        return (b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))) or head.startswith(b"\x7fELF")
    return head.startswith((b"MZ", b"\x7fELF")) or (kind == "pdf" and b"%PDF" not in head[:1024])


def _is_markup_or_program(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MARKUP_OR_PROGRAM)


def _is(head: bytes, *families: str) -> bool:
    guessed = filetype.guess(head)
    return guessed is not None and guessed.mime.startswith(families)

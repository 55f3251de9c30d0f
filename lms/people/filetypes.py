"""What a file is, by its content and not by its name; and a name that is safe to show and to save."""

import unicodedata

import filetype
from django.utils.translation import gettext as _

from lms.plugins.kind import Refused

HEAD = 8192  # bytes that tell what a file is
LONGEST_NAME = 120
ZIP = "application/zip"
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
OLE = ("application/x-ole-storage", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})  # those a preview is made of
# By ending: what the content may be, the first being how it is kept.
TAKEN: dict[str, tuple[str, ...]] = {
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "heic": ("image/heic", "image/heif"),
    "heif": ("image/heif", "image/heic"),
    "pdf": ("application/pdf",),
    "docx": (f"{OFFICE}.wordprocessingml.document", ZIP),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", ZIP),
    "pptx": (f"{OFFICE}.presentationml.presentation", ZIP),
    "odt": (f"{OPEN}.text", ZIP),
    "ods": (f"{OPEN}.spreadsheet", ZIP),
    "odp": (f"{OPEN}.presentation", ZIP),
    "doc": ("application/msword", *OLE),
    "xls": ("application/vnd.ms-excel", *OLE),
    "ppt": ("application/vnd.ms-powerpoint", *OLE),
    "rtf": ("application/rtf",),
    "zip": (ZIP,),
    "mp3": ("audio/mpeg",),
    "m4a": ("audio/mp4", "video/mp4", "audio/x-m4a"),
    "ogg": ("audio/ogg",),
    "opus": ("audio/ogg",),
    "wav": ("audio/x-wav", "audio/wav"),
    "mp4": ("video/mp4", "video/x-m4v"),
    "mov": ("video/quicktime",),
    "webm": ("video/webm", "video/x-matroska"),
    "txt": ("text/plain",),
    "md": ("text/plain",),
    "csv": ("text/csv", "text/plain"),
}


def clean_name(name: str) -> str:
    """The last part of a path, in letters that are shown as they are: no control signs, none that turn text round."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    shown = "".join(sign for sign in last if sign.isprintable() and unicodedata.category(sign) != "Cf")
    plain = " ".join(shown.translate({ord(sign): "_" for sign in '<>:"|?*;%'}).split()).lstrip(".")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - 10].rstrip()}.{ending[:9]}" if stem else f"file.{ending[:9]}"


def type_of(name: str, head: bytes) -> str:
    """The type to keep a file under. Raises Refused, in words, when its content is not what its name says."""
    ending = name.rpartition(".")[2].lower()
    taken = TAKEN.get(ending)
    if taken is None:
        words = _("“%(name)s” cannot be taken: send a picture, a PDF, an office document, a text, sound, video or ZIP.")
        raise Refused(words % {"name": name})
    guess = filetype.guess(head)
    found = guess.mime if guess else ("text/plain" if _is_text(head) else "")
    if found not in taken:
        words = _("“%(name)s” is not what its name says. Open it on your device and save it again, then send it.")
        raise Refused(words % {"name": name})
    return taken[0]


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # Cut in the middle of a letter, or an older way of writing letters: no control signs either way.
        return error.start > len(head) - 4 or not any(byte < 9 or 13 < byte < 32 for byte in head)
    return True

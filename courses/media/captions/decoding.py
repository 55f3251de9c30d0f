"""Which letters the bytes of a caption file are: files come from many programs, and seldom say."""

import codecs

from django.utils.translation import gettext as _

from lms.plugins.kind import Refused

LARGEST = 5 * 1024 * 1024  # bytes: a day of speech is half of it
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16, else Windows-1252. Raises Refused, in words."""
    if len(content) > LARGEST:
        raise Refused(_("This file is too large for captions (5 MB at most). Is it the film itself?"))
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode(content[len(mark) :], encoding)
    if guessed := _unmarked_utf16(content):
        return _decode(content, guessed)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(content, "cp1252")


def _unmarked_utf16(content: bytes) -> str:
    """Half of the bytes of western text are zero then, all on the same side."""
    head = content[:2000]
    half = len(head) // 2
    if half < 4:
        return ""
    if head[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > half * 0.6 else ""


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        words = _("The letters of this file cannot be read. In the program it comes from, save it as UTF-8.")
        raise Refused(words) from None

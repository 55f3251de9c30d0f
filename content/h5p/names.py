"""Which paths of an archive may become files: no climbing out, no tricks. Asked to unpack and to serve."""

import re
import unicodedata

from .limits import LIMITS, Limits

_DRIVE = re.compile(r"^[A-Za-z]:")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\<>:"|?*]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def is_safe(path: str, limits: Limits = LIMITS) -> bool:
    """True if the path names one file inside a folder, the same way on every system."""
    if not path or path.startswith("/") or _DRIVE.match(path) or _FORBIDDEN.search(path):
        return False
    if len(path) > limits.path_length:
        return False
    return all(_is_safe_part(part, limits) for part in path.split("/"))


def is_hidden(path: str) -> bool:
    """Files that systems leave behind (.DS_Store, __MACOSX): H5P leaves them out, and so do we."""
    return any(part.startswith((".", "_")) and part not in (".", "..") for part in path.split("/"))


def folded(path: str) -> str:
    """Equal for two paths that some file system would take for the same."""
    return unicodedata.normalize("NFC", path).casefold()


def _is_safe_part(part: str, limits: Limits) -> bool:
    if part in ("", ".", "..") or len(part.encode("utf-8", "replace")) > limits.name_length:
        return False
    # A lone surrogate (from a broken name) cannot be stored everywhere.
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in part):
        return False
    return not part.endswith((".", " ")) and not _RESERVED.match(part)

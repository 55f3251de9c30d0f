"""Opening a .h5p that anybody may have made: names are judged before they are written, bytes are counted."""

import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from . import names
from .filetypes import lies
from .findings import Findings, listed
from .limits import CONTENT_EXTENSIONS, LIBRARY_EXTENSIONS, MB, WEB_PAGE_EXTENSIONS, Limits, extension

Source = str | os.PathLike[str] | IO[bytes]
_CHUNK = 64 * 1024
# All that zipfile lets through on hostile input.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
# bzip2 and LZMA hand over whole blocks at once: no bound on memory.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Unreadable(Exception):
    """Nothing more can be said of this file; the problem has been noted."""


def unpack(source: Source, target: Path, found: Findings, limits: Limits) -> set[str]:
    """Write the files of the package under `target`; returns their paths. What is unsafe is left out and told.

    Raises Unreadable if the archive as a whole cannot be or must not be opened.
    """
    _check_size(source, found, limits)
    try:
        with zipfile.ZipFile(source) as archive:
            members = _members(archive, found, limits)
            return _write(archive, members, target, found, limits)
    except _BROKEN:
        found.refuse(_("This file is not an H5P package: it cannot be opened. Export it again from where it was made."))
        raise Unreadable from None


def _check_size(source: Source, found: Findings, limits: Limits) -> None:
    try:
        if isinstance(source, str | os.PathLike):
            size = os.stat(source).st_size
        else:
            size = source.seek(0, os.SEEK_END)
            source.seek(0)
    except OSError:
        found.refuse(_("This file cannot be read."))
        raise Unreadable from None
    if size > limits.package:
        found.refuse(
            _("This file is too large (%(size)d MB, at most %(most)d MB). Make its videos or pictures smaller.")
            % {"size": size // MB, "most": limits.package // MB}
        )
        raise Unreadable


def _members(archive: zipfile.ZipFile, found: Findings, limits: Limits) -> list[zipfile.ZipInfo]:
    """The members worth reading. Archives built to harm are refused as a whole."""
    infos = archive.infolist()
    if len(infos) > limits.files:
        found.refuse(
            _("This package holds too many files (%(count)d, at most %(most)d).")
            % {"count": len(infos), "most": limits.files}
        )
        raise Unreadable
    if any(info.flag_bits & 0x1 for info in infos):
        found.refuse(_("This package is locked with a password. Export it again without one."))
        raise Unreadable
    if any(info.compress_type not in _METHODS for info in infos):
        found.refuse(_("This package is packed in an unusual way. Export it again from where it was made."))
        raise Unreadable
    _check_bomb(infos, found, limits)
    files = [info for info in infos if not info.orig_filename.endswith("/")]
    _check_names(infos, found, limits)
    clashing = _collisions(files)
    if clashing:
        found.refuse(
            _("Two files of this package have the same name, or differ only in capital letters: %(names)s.")
            % {"names": listed(sorted(clashing))}
        )
    hidden = [info.filename for info in files if names.is_hidden(info.filename)]
    if hidden:
        found.warn(_("Hidden files were left out: %(names)s.") % {"names": listed(hidden)})
    return [
        info
        for info in files
        if names.is_safe(info.orig_filename, limits)
        and not names.is_hidden(info.filename)
        and info.filename not in clashing
        and _is_plain(info)
    ]


def _check_bomb(infos: list[zipfile.ZipInfo], found: Findings, limits: Limits) -> None:
    bombs = [
        info.filename
        for info in infos
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1)
    ]
    if bombs:
        found.refuse(
            _("This package would grow out of all measure when opened (%(names)s). It was refused.")
            % {"names": listed(bombs)}
        )
        raise Unreadable
    if sum(info.file_size for info in infos) > limits.unpacked or any(
        info.file_size > limits.one_file for info in infos
    ):
        raise _too_large(found, limits)


def _too_large(found: Findings, limits: Limits) -> Unreadable:
    found.refuse(
        _("What this package holds is too large once opened (at most %(most)d MB in all, %(one)d MB a file).")
        % {"most": limits.unpacked // MB, "one": limits.one_file // MB}
    )
    return Unreadable()


def _check_names(infos: list[zipfile.ZipInfo], found: Findings, limits: Limits) -> None:
    unsafe = [info.orig_filename for info in infos if not names.is_safe(info.orig_filename.rstrip("/"), limits)]
    # The name as shown may hold anything: keep what can be printed.
    unsafe = [name.encode("ascii", "backslashreplace").decode() for name in unsafe]
    if unsafe:
        found.refuse(
            _("Some files have names or places that are not allowed: %(names)s. Rename them and export again.")
            % {"names": listed(unsafe)}
        )
    links = [info.filename for info in infos if not _is_plain(info)]
    if links:
        found.refuse(_("Links and special files are not allowed in a package: %(names)s.") % {"names": listed(links)})


def _collisions(files: list[zipfile.ZipInfo]) -> set[str]:
    """Names that would fall on one another on some system: doubles, capitals, a file where another needs a folder."""
    same: dict[str, list[str]] = {}
    for info in files:
        same.setdefault(names.folded(info.filename), []).append(info.filename)
    clashing = {name for group in same.values() if len(group) > 1 for name in group}
    for path in same:
        parts = path.split("/")
        for end in range(1, len(parts)):
            clashing.update(same.get("/".join(parts[:end]), ()))
    return clashing


def _is_plain(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind in (0, stat.S_IFREG, stat.S_IFDIR)


def _write(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], target: Path, found: Findings, limits: Limits
) -> set[str]:
    written: set[str] = set()
    left = limits.unpacked
    unwanted: list[str] = []
    lying: list[str] = []
    for info in members:
        if not _is_wanted(info.filename):
            unwanted.append(info.filename)
            continue
        path = target / info.filename
        path.parent.mkdir(parents=True, exist_ok=True)
        left -= _copy(archive, info, path, min(left, _most(info.filename, limits)), found, limits)
        if lies(path):
            lying.append(info.filename)
        written.add(info.filename)
    _tell_unwanted(unwanted, lying, found)
    return written


def _is_wanted(name: str) -> bool:
    if "/" not in name:
        return name == "h5p.json"
    allowed = CONTENT_EXTENSIONS | WEB_PAGE_EXTENSIONS if name.startswith("content/") else LIBRARY_EXTENSIONS
    return extension(name) in allowed or name.rsplit("/", 1)[-1].upper() in ("LICENSE", "LICENCE", "COPYING")


def _most(name: str, limits: Limits) -> int:
    kind = extension(name)
    if kind in ("json", "svg"):
        return limits.parsed_file
    return limits.text_file if kind in ("js", "css", "html", "htm") else limits.one_file


def _copy(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, most: int, found: Findings, limits: Limits
) -> int:
    """Bytes written. What the archive says of sizes is not believed: the bytes are counted."""
    size = 0
    try:
        with archive.open(info) as stream, path.open("wb") as out:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise _too_large(found, limits)
                out.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        found.refuse(
            _("The file %(name)s of this package is damaged. Export the package again.")
            % {"name": listed([info.filename])}
        )
        raise Unreadable from None
    return size


def _tell_unwanted(unwanted: list[str], lying: list[str], found: Findings) -> None:
    roots = [name for name in unwanted if "/" not in name]
    others = [name for name in unwanted if "/" in name]
    if roots:
        found.warn(_("Files beside h5p.json were left out: %(names)s.") % {"names": listed(roots)})
    if others:
        found.refuse(
            _("Files of this type are not allowed in a package: %(names)s. Take them out and export again.")
            % {"names": listed(others)}
        )
    if lying:
        found.refuse(
            _("These files are not what their names say: %(names)s. Put the right file and export again.")
            % {"names": listed(lying)}
        )

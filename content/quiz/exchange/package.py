"""Opening a ZIP that anybody may have made, in memory: sizes are counted, never believed; nothing touches the disk."""

import io
import zipfile
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .found import Unreadable

MB = 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)


@dataclass(frozen=True)
class Limits:
    """Bounds of one package, in bytes unless the name says otherwise."""

    files: int = 5_000
    one_file: int = 20 * MB
    unpacked: int = 200 * MB
    # Deflate cannot do better than 1032; honest packages stay below 20.
    ratio: int = 150
    ratio_from: int = 1 * MB


LIMITS = Limits()


class Package:
    """The files of a package by name. Raises Unreadable, with a sentence, for archives that must not be opened."""

    def __init__(self, data: bytes, limits: Limits = LIMITS):
        self.limits = limits
        self.left = limits.unpacked
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
            infos = self.archive.infolist()
        except (*_BROKEN, NotImplementedError):
            raise Unreadable(_("This package cannot be opened. Export it again from where it was made.")) from None
        if len(infos) > limits.files:
            raise Unreadable(
                _("This package holds too many files (%(count)d, at most %(most)d).")
                % {"count": len(infos), "most": limits.files}
            )
        if any(info.flag_bits & 0x1 for info in infos):
            raise Unreadable(_("This package is locked with a password. Export it again without one."))
        if any(info.compress_type not in _METHODS for info in infos):
            raise Unreadable(_("This package is packed in an unusual way. Export it again from where it was made."))
        for info in infos:
            if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
                raise Unreadable(_("This package would grow out of all measure when opened. It was refused."))
        if sum(info.file_size for info in infos) > limits.unpacked:
            raise Unreadable(self._too_large())
        self.infos = {info.filename: info for info in infos if not info.is_dir() and not _is_hidden(info.filename)}

    def names(self) -> list[str]:
        return sorted(self.infos)

    def read(self, name: str) -> bytes | None:
        """The bytes of one file, None if there is none or it is damaged. Unreadable when too much comes out."""
        info = self.infos.get(name)
        if info is None:
            return None
        most = min(self.limits.one_file, self.left)
        try:
            with self.archive.open(info) as stream:
                data = stream.read(most + 1)
        except (*_BROKEN, NotImplementedError):
            return None
        if len(data) > most:
            raise Unreadable(self._too_large())
        self.left -= len(data)
        return data

    def _too_large(self) -> str:
        return _(
            "What this package holds is too large once opened (at most %(most)d MB in all, %(one)d MB a file)."
        ) % {
            "most": self.limits.unpacked // MB,
            "one": self.limits.one_file // MB,
        }


def _is_hidden(name: str) -> bool:
    """What systems leave behind (.DS_Store, __MACOSX)."""
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/") if part not in (".", ".."))

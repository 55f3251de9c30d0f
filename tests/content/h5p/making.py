"""Makes packages for tests: a good one, and the same with something wrong."""

import io
import json
import zipfile
from typing import Any

from content.h5p.example import zipped

LIBRARY = {
    "title": "Carte",
    "machineName": "H5P.Carte",
    "majorVersion": 1,
    "minorVersion": 2,
    "patchVersion": 3,
    "runnable": 1,
    "preloadedJs": [{"path": "carte.js"}],
}
MAIN = {"machineName": "H5P.Carte", "majorVersion": 1, "minorVersion": 2}


def good_files(**changes: Any) -> dict[str, str | bytes]:
    """The files of the smallest package that plays; None takes a file out."""
    files: dict[str, Any] = {
        "h5p.json": json.dumps(
            {"title": "Bonjour", "language": "fr", "mainLibrary": "H5P.Carte", "preloadedDependencies": [MAIN]}
        ),
        "content/content.json": json.dumps({"text": "Bonjour"}),
        "H5P.Carte-1.2/library.json": json.dumps(LIBRARY),
        "H5P.Carte-1.2/carte.js": "H5P.Carte = function () {};",
    }
    files.update({name.replace("__", "/"): value for name, value in changes.items()})
    return {name: value for name, value in files.items() if value is not None}


def make(files: dict[str, Any] | None = None, **changes: Any) -> io.BytesIO:
    """A package of these files, or of the good ones with changes by path."""
    good = good_files()
    good.update(files or {})
    good.update(changes)
    return io.BytesIO(zipped({name: value for name, value in good.items() if value is not None}))


def library(**changes: Any) -> str:
    return json.dumps({**LIBRARY, **changes})


def description(**changes: Any) -> str:
    told = {
        "title": "Bonjour",
        "language": "fr",
        "mainLibrary": "H5P.Carte",
        "preloadedDependencies": [MAIN],
        **changes,
    }
    return json.dumps({name: value for name, value in told.items() if value is not None})


def with_entry(name: str, data: bytes = b"{}", external: int = 0) -> io.BytesIO:
    """The good package and one more entry, written as an attacker would: nothing is corrected."""
    buffer = make()
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = info.orig_filename = name
        info.external_attr = external << 16
        archive.writestr(info, data)
    buffer.seek(0)
    return buffer

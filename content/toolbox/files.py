"""Which files a library takes, told by their content and not by their name; kept once, given out to be saved."""

import hashlib
import io
import uuid
import zipfile
from typing import IO

import filetype
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from content.toolbox.models import StoredFile
from lms.assessment import shelf
from lms.people.models import Organisation, Person
from lms.plugins.kind import Refused

MB = 1024 * 1024
LARGEST = 50 * MB
MOST_PARTS = 5000  # entries of an office document
LARGEST_PARTS = 400 * MB  # of it unpacked
HEAD = 8192
ZIP = "application/zip"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# By ending: the type it is kept under, and for packages the part that only such a document has.
TAKEN: dict[str, tuple[str, str]] = {
    "pdf": ("application/pdf", ""),
    "docx": (f"{_OFFICE}.wordprocessingml.document", "word/document.xml"),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": (f"{_OFFICE}.presentationml.presentation", "ppt/presentation.xml"),
    "odt": (f"{_OPEN}.text", "content.xml"),
    "ods": (f"{_OPEN}.spreadsheet", "content.xml"),
    "odp": (f"{_OPEN}.presentation", "content.xml"),
    "png": ("image/png", ""),
    "jpg": ("image/jpeg", ""),
    "jpeg": ("image/jpeg", ""),
    "webp": ("image/webp", ""),
}
# Macros run where the file is opened: a learner's own computer.
ACTIVE = ("vbaproject.bin", "scripts/", "basic/")


def keep(organisation: Organisation, name: str, content: IO[bytes], author: Person | None) -> StoredFile:
    """Put a file on the shelf under a name of its own. Raises Refused, in words, for what is not taken."""
    size = content.seek(0, io.SEEK_END)
    if size > LARGEST:
        raise too_large(size)
    shown, kind = check(name, content)
    if known := _known(organisation, shown, content):
        return known
    key = uuid.uuid4()
    path = f"toolbox/{organisation.public_id.hex}/{key.hex}"
    digest = shelf.keep(path, content)
    with transaction.atomic():
        return StoredFile.objects.create(
            public_id=key,
            organisation=organisation,
            path=path,
            name=shown,
            type=kind,
            size=size,
            sha256=digest,
            pages=count_pages(kind, content),
            author=author,
        )


def too_large(size: int) -> Refused:
    words = _("This file is too large (%(size)d MB, %(most)d MB at most). Make it lighter, then send it again.")
    return Refused(words % {"size": -(-size // MB), "most": LARGEST // MB})


def _known(organisation: Organisation, name: str, content: IO[bytes]) -> StoredFile | None:
    """The same file sent again, by a second click or a draft that saves itself."""
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    return StoredFile.objects.filter(organisation=organisation, sha256=digest, name=name).first()


def keep_bytes(organisation: Organisation, name: str, content: bytes) -> StoredFile:
    return keep(organisation, name, ContentFile(content), None)


def check(name: str, content: IO[bytes]) -> tuple[str, str]:
    """The name to show and the type to keep; Refused when the content is not what the name says."""
    shown = get_valid_filename(name.replace("\\", "/").rpartition("/")[2] or "file")
    stem, _dot, ending = shown.rpartition(".")
    kind, part = TAKEN.get(ending.lower(), ("", ""))
    if not kind:
        raise Refused(_("This file cannot be taken: send a PDF, an office document without macros, or a picture."))
    content.seek(0)
    guess = filetype.guess(content.read(HEAD))
    found = guess.mime if guess else ""
    if part:
        _check_package(content, part, found)
    elif found != kind:
        raise _lie()
    content.seek(0)
    return f"{stem[:110]}.{ending.lower()}", kind


def _check_package(content: IO[bytes], part: str, found: str) -> None:
    content.seek(0)
    if not found.startswith(ZIP) and not found.startswith((_OFFICE, _OPEN)):
        raise _lie()
    try:
        with zipfile.ZipFile(content) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise _lie() from None
    names = {entry.filename.lower() for entry in entries}
    if part not in names:
        raise _lie()
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_PARTS:
        raise Refused(_("This file unpacks to far more than it says. Save it again with your office program."))
    if any(sign in name for name in names for sign in ACTIVE):
        raise Refused(_("This file holds macros. Save it without macros, then send it again."))


def _lie() -> Refused:
    return Refused(_("This file is not what its name says. Open it on your device, save it again, then send it."))


def count_pages(kind: str, content: IO[bytes]) -> int | None:
    """Pages of a PDF whose objects can be read; nothing where it does not say."""
    content.seek(0)
    if kind == "application/pdf":
        data = content.read()
        pages = data.count(b"/Type/Page") + data.count(b"/Type /Page")
        trees = data.count(b"/Type/Pages") + data.count(b"/Type /Pages")
        return max(0, pages - trees) or None
    return None


def give(row: StoredFile) -> HttpResponseBase:
    """The file as it came: to be saved, never shown from our pages."""
    try:
        handle = shelf.shelf().open(row.path)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=row.name, content_type=row.type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response

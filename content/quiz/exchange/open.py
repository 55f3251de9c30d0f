"""Opening a file that a person chose: which format is it, and may it be read at all."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

from . import cloze, moodle
from .aiken import ANSWER, CHOICE, read_aiken
from .found import Imported, NotOurs, Unreadable
from .gift import read_gift
from .qti import read_qti_item, read_qti_package
from .texts import Pictures, decoded
from .xml import local, parsed

MB = 1024 * 1024
LARGEST_FILE, LARGEST_TEXT = 100 * MB, 20 * MB


def import_file(name: str, data: bytes) -> Imported:
    """What the file holds. Its name is only shown, never believed. Nothing raises: `problem` says what went wrong."""
    found = Imported()
    try:
        _read(data, found)
    except Unreadable as reason:
        found.problem = str(reason)
    except RecursionError:
        found.problem = _("This file is nested too deeply.")
    found.forget_unused_pictures()
    if not found.problem and not found.questions and not found.skipped:
        found.problem = _("No question was found in this file.")
    return found


def _read(data: bytes, found: Imported) -> None:
    if len(data) > LARGEST_FILE:
        raise Unreadable(_too_large(LARGEST_FILE))
    if data.startswith(b"PK\x03\x04") or zipfile.is_zipfile(io.BytesIO(data)):
        read_qti_package(data, found)
        return
    if re.match(rb"(\xef\xbb\xbf)?\s*<(\?xml|quiz|!--|!DOCTYPE|[\w:-]*assessment)", data[:500], re.IGNORECASE):
        _read_xml(data, found)
        return
    if len(data) > LARGEST_TEXT:
        raise Unreadable(_too_large(LARGEST_TEXT))
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(_("This file is no text, no XML and no QTI package."))
    text, remark = decoded(data)
    if remark:
        found.note(remark)
    _read_text(text.replace("\x00", ""), found)


def _read_text(text: str, found: Imported) -> None:
    lines = text.split("\n")
    if cloze.HOLE.search(text):
        _read_cloze(text, found)
    elif any(ANSWER.match(line) for line in lines) and sum(bool(CHOICE.match(line)) for line in lines) > 1:
        read_aiken(text, found)
    else:
        read_gift(text, found)


def _read_cloze(text: str, found: Imported) -> None:
    """One text with its answers embedded, as Moodle's “Embedded answers” format."""
    found.format = "cloze"
    notes: list[str] = []
    try:
        adopt = moodle.adopting(lambda _address: None, Pictures(found.pictures), notes)
        documents = cloze.gaps_of(text.strip().replace("\n", "<br>"), adopt, notes)
    except NotOurs as reason:
        found.skip(text, "cloze", str(reason))
    else:
        for document in documents:
            found.add(document, "cloze", notes=tuple(notes))


def _read_xml(data: bytes, found: Imported) -> None:
    root = parsed(data)
    name = local(root)
    if name == "quiz":
        moodle.read_moodle(root, found)
    elif name == "assessment-item":
        read_qti_item(root, found)
    elif name == "pool":
        found.format = "blackboard"
        for each in root.iter("QUESTION"):
            kind = str(each.get("class", "")).removeprefix("QUESTION_").lower()
            found.skip(each.get("id", ""), kind, _("Blackboard pools are not read. Export as QTI 2.1."))
    elif name == "questestinterop":
        found.format = "qti-1.2"
        for each in root.iter():
            if local(each) == "item":
                found.skip(
                    each.get("title") or each.get("ident") or "", "item", _("QTI 1.2 is not read. Export as QTI 2.1.")
                )
    else:
        raise Unreadable(_("This XML is neither Moodle's nor QTI (its root is “%(name)s”).") % {"name": name[:40]})


def _too_large(most: int) -> str:
    return _("This file is too large (at most %(most)d MB).") % {"most": most // MB}

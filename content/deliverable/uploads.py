"""Files come in: whole from a form, or in pieces that go on where a lost connection stopped."""

import tempfile
from contextlib import suppress
from datetime import timedelta
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from content.deliverable import shelf
from content.deliverable.desk import Desk, ensure_member, lock_work
from content.deliverable.hand_in import WRITABLE
from content.deliverable.models import HandedFile, Upload
from lms.people.filetypes import HEAD, TAKEN, clean_name, type_of
from lms.plugins.kind import Refused

PIECE = 1024 * 1024  # bytes
UNFINISHED = timedelta(days=2)


def add_file(desk: Desk, name: str, content: IO[bytes], size: int) -> HandedFile:
    """Put one file into the draft, whole. Raises Refused, in words; then nothing of it is kept."""
    name = clean_name(name)
    check_size(desk, name, size)
    member = ensure_member(desk)
    content.seek(0)
    kind = type_of(name, content.read(HEAD))
    row = HandedFile(work=member.work, name=name, type=kind, size=size, added_by=desk.enrolment)
    row.sha256 = shelf.keep(row.path, content)
    try:
        with transaction.atomic():
            work = lock_work(member.work_id)
            if work.state not in WRITABLE:
                raise Refused(_("It is handed in already: no file can be added now."))
            here = list(work.files.filter(in_draft=True))
            twin = next((one for one in here if (one.sha256, one.name) == (row.sha256, row.name)), None)
            if twin is None and len(here) >= desk.asked.most_files:
                words = _("No more than %(count)d files can be handed in. Take one out first, or make one of several.")
                raise Refused(words % {"count": desk.asked.most_files})
            if twin is None:
                row.save()
    except BaseException:
        shelf.throw_away([row.path])
        raise
    if twin is not None:
        # Sent twice, it is there once.
        shelf.throw_away([row.path])
        return twin
    return row


def add_form_files(desk: Desk, files: list[UploadedFile]) -> list[str]:
    """Those of a form, each on its own; returns a sentence for each that was not taken."""
    troubles = []
    for one in files:
        try:
            if one.file is not None:
                add_file(desk, one.name or "", one.file, one.size or 0)
        except Refused as refused:
            troubles.append(str(refused))
    return troubles


def take_out(desk: Desk, public_id: str) -> None:
    """Take a file out of the draft; versions that were handed in with it keep it."""
    if desk.member is None:
        return
    with transaction.atomic():
        work = lock_work(desk.member.work_id)
        row = work.files.filter(public_id=public_id, in_draft=True).first()
        if row is None or work.state not in WRITABLE:
            return
        if row.first_version is not None:
            row.in_draft = False
            row.save(update_fields=["in_draft"])
            return
        row.delete()
        paths = [row.path]
        transaction.on_commit(lambda: shelf.throw_away(paths))


def begin(desk: Desk, key: str, name: str, size: int) -> Upload:
    """A file that will come in pieces; the same key goes on with what is here. Raises Refused, before it is sent."""
    name = clean_name(name)
    check_size(desk, name, size)
    # What cannot be taken by its name is said before it is sent.
    if name.rpartition(".")[2].lower() not in TAKEN:
        type_of(name, b"")
    member = ensure_member(desk)
    if member.work.state not in WRITABLE:
        raise Refused(_("It is handed in already: no file can be added now."))
    row, is_new = Upload.objects.get_or_create(
        work=member.work, enrolment=desk.enrolment, key=key, defaults={"name": name, "size": size}
    )
    if not is_new and (row.name, row.size) != (name, size):
        raise Refused(_("This file has changed since it was begun. Choose it again."))
    return row


def add_piece(upload: Upload, number: int, content: bytes) -> None:
    """One piece, counted from 0. Sent again it changes nothing. Raises Refused when it is not one of this file's."""
    count = count_pieces(upload.size)
    if not 0 <= number < count or len(content) != piece_size(upload.size, number):
        raise Refused(_("A piece of this file came in broken. Choose the file again."))
    if number in upload.received:
        return
    shelf.keep_bytes(f"{upload.folder}/{number}", content)
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(pk=upload.pk)
        row.received = sorted({*row.received, number})
        row.touched_at = timezone.now()
        row.save(update_fields=["received", "touched_at"])
    upload.received = row.received


def finish(desk: Desk, upload: Upload) -> HandedFile:
    """Make a whole file of its pieces and put it into the draft. Raises Refused; then it can be begun again."""
    if len(upload.received) < count_pieces(upload.size):
        raise Refused(_("Some of this file has not arrived yet."))
    with tempfile.TemporaryFile() as whole:
        for number in range(count_pieces(upload.size)):
            for part in shelf.pieces_of(f"{upload.folder}/{number}"):
                whole.write(part)
        try:
            return add_file(desk, upload.name, whole, upload.size)
        finally:
            forget(upload)


def count_pieces(size: int) -> int:
    return -(-size // PIECE)


def piece_size(size: int, number: int) -> int:
    return min(PIECE, size - number * PIECE)


def check_size(desk: Desk, name: str, size: int) -> None:
    """Too large, or empty, is said before anything is read."""
    if not desk.asked.takes_files:
        raise Refused(_("No file is asked for here."))
    if size <= 0:
        raise Refused(_("“%(name)s” is empty. Open it on your device, then send it again.") % {"name": name})
    if size > desk.asked.largest:
        words = _("“%(name)s” is too large (%(size)s, %(most)s at most). Nothing is lost: your text is kept.")
        sizes = {"size": filesizeformat(size), "most": filesizeformat(desk.asked.largest)}
        raise Refused(words % {"name": name, **sizes})


def sweep() -> None:
    """Throw away what was begun and left: periodic work."""
    for row in Upload.objects.filter(touched_at__lt=timezone.now() - UNFINISHED).order_by("pk")[:500]:
        forget(row)


def forget(upload: Upload) -> None:
    """Throw away the pieces of a file, and that it was begun."""
    for number in upload.received:
        with suppress(FileNotFoundError):
            shelf.throw_away([f"{upload.folder}/{number}"])
    upload.delete()

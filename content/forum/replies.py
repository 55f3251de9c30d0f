"""A reply that came by e-mail becomes a post of its thread, once however often the message arrives."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from content.forum import attachments
from content.forum.access import pass_to
from content.forum.models import Thread
from content.forum.writing import Draft, add_post
from lms.notices.inbound.reading import File
from lms.people.models import Person
from lms.plugins.kind import Refused

TAKES_FILES = True


def take(person: Person, target: str, text: str, files: Sequence[File] = (), key: str = "") -> list[str]:
    """target: "forum:<public id of the thread>", or the id alone; key: the e-mail's own name.

    Returns a sentence for each file that could not be kept. Raises Refused, in words for the person.
    """
    try:
        public_id = UUID(target.rpartition(":")[2])
    except ValueError:
        raise _unknown() from None
    thread = Thread.objects.select_related("forum__organisation", "cohort").filter(public_id=public_id).first()
    held = pass_to(person, thread.forum) if thread is not None else None
    if thread is None or held is None or not held.reads(thread):
        raise _unknown()
    papers, troubles = _papers(files)
    name = hashlib.sha256(f"{public_id.hex}\n{key or text.strip()}".encode()).hexdigest()[:56]
    add_post(held, thread, Draft(text, f"mail:{name}", files=papers))
    return [_("Your message was received, but not all of its files."), *troubles] if troubles else []


def _papers(files: Sequence[File]) -> tuple[list[UploadedFile], list[str]]:
    """Mail programs add files of their own, such as signatures: one that cannot be taken stops no words."""
    papers: list[UploadedFile] = []
    troubles: list[str] = []
    for one in files:
        paper = SimpleUploadedFile(one.name, one.content)
        try:
            attachments.check([*papers, paper])
        except Refused as refused:
            troubles.append(str(refused))
        else:
            papers.append(paper)
    return papers, list(dict.fromkeys(troubles))


def _unknown() -> Refused:
    return Refused(_("The thread you answer is not there any more, or not open to you. Nothing was posted."))

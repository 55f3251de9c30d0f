"""A reply that came by e-mail becomes a post of its thread, once however often the message arrives."""

import hashlib
from uuid import UUID

from django.utils.translation import gettext as _

from content.forum.access import pass_to
from content.forum.models import Thread
from content.forum.writing import Draft, add_post
from lms.people.models import Person
from lms.plugins.kind import Refused


def take(person: Person, target: str, text: str) -> None:
    """target: "forum:<public id of the thread>", or the id alone. Raises Refused, in words for the person."""
    try:
        key = UUID(target.rpartition(":")[2])
    except ValueError:
        raise _unknown() from None
    thread = Thread.objects.select_related("forum__organisation", "cohort").filter(public_id=key).first()
    held = pass_to(person, thread.forum) if thread is not None else None
    if thread is None or held is None or not held.reads(thread):
        raise _unknown()
    name = hashlib.sha256(f"{key.hex}\n{text.strip()}".encode()).hexdigest()[:56]
    add_post(held, thread, Draft(text, f"mail:{name}"))


def _unknown() -> Refused:
    return Refused(_("The thread you answer is not there any more, or not open to you. Nothing was posted."))

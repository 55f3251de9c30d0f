"""An answer by e-mail to a message: lms/notices/inbound finds it here. It is a message like any other."""

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from django.utils.translation import gettext as _

from lms.conversations.access import may_read
from lms.conversations.papers import MOST, Paper, read_paper
from lms.conversations.send import Written, send
from lms.enrolment.models import Enrolment
from lms.notices.inbound.reading import File
from lms.people.models import Person
from lms.plugins.kind import Refused

TAKES_FILES = True


def take(person: Person, target: str, text: str, files: Sequence[File] = (), key: str = "") -> list[str]:
    """`target` is the conversation's public id. Returns a sentence for each file that could not be kept.

    Raises Refused, in words for the sender; then nothing is kept.
    """
    try:
        public_id = UUID(target)
    except ValueError:
        raise Refused(_("This conversation does not exist any more.")) from None
    rows = Enrolment.objects.select_related("organisation", "journey", "coach", "person")
    enrolment = rows.filter(conversation__public_id=public_id).first()
    if enrolment is None or not may_read(person, enrolment):
        raise Refused(_("This conversation does not exist any more."))
    papers, troubles = _papers(files)
    if troubles and not text and not papers:
        raise Refused(" ".join(troubles))
    send(enrolment, person, Written(text, key, papers, is_by_mail=True))
    return [_("Your message was received, but not all of its files."), *troubles] if troubles else []


def _papers(files: Sequence[File]) -> tuple[list[Paper], list[str]]:
    """Mail programs add files of their own, such as signatures: one that cannot be taken stops no words."""
    papers: list[Paper] = []
    troubles: list[str] = []
    for one in files:
        try:
            if len(papers) == MOST:
                raise Refused(_("At most %(most)d files go with one message.") % {"most": MOST})
            papers.append(read_paper(one.name, BytesIO(one.content), len(one.content)))
        except Refused as refused:
            troubles.append(str(refused))
    return papers, list(dict.fromkeys(troubles))

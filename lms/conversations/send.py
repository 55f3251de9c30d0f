"""Write in a conversation: one message, its question or its answer, and who is told. Screens and e-mails call it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.conversations import access
from lms.conversations.closed import closed
from lms.conversations.delay import promised, working_minutes
from lms.conversations.models import Conversation, Exchange, Message
from lms.conversations.papers import Paper, keep_papers
from lms.conversations.telling import tell_all
from lms.enrolment.agreed import days_off_of
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused

LONGEST = 10_000  # characters: four pages
USUAL_DELAY = 2  # working days, where the journey says nothing


@dataclass(frozen=True)
class Written:
    """What somebody sends. The key names the form or the e-mail, so that it is kept once."""

    text: str
    key: str
    papers: list[Paper] = field(default_factory=list)
    is_by_mail: bool = False


def send(enrolment: Enrolment, author: Person, written: Written, at: datetime | None = None) -> Message:
    """Keep a message; the same key again changes nothing. Raises Refused, in words; then nothing is kept.

    at: when it was written (UTC), if that is not now.
    """
    text = written.text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text and not written.papers:
        raise Refused(_("Write something, or add a file."))
    if len(text) > LONGEST:
        words = _("Your message is too long: %(count)d signs, %(most)d at most. Shorten it, or send it as a file.")
        raise Refused(words % {"count": len(text), "most": LONGEST})
    with transaction.atomic():
        row = _locked(enrolment.pk)
        if not access.may_read(author, row):
            raise Refused(_("You cannot write here any more."))
        conversation = open_conversation(row)
        known = conversation.messages.filter(key=written.key[:80]).first()
        if known is not None:
            return known
        if gate := closed(row):
            raise Refused(str(gate))
        message = Message.objects.create(
            conversation=conversation,
            author=author,
            role=access.role_in(author, row),
            text=text,
            key=written.key[:80],
            is_by_mail=written.is_by_mail,
            sent_at=at or timezone.now(),
        )
        _ask_or_answer(row, message)
        Conversation.objects.filter(pk=conversation.pk).update(last_at=message.sent_at)
        tell_all(row, message)
        # Last of all: what is written to a disk does not go back with the transaction.
        keep_papers(message, written.papers)
    return message


@transaction.atomic
def open_conversation(enrolment: Enrolment) -> Conversation:
    """The one of this enrolment, begun if need be; locked until the transaction around it ends."""
    # Somebody else may begin it at this moment: get_or_create finds theirs.
    Conversation.objects.get_or_create(enrolment=enrolment, defaults={"organisation_id": enrolment.organisation_id})
    return Conversation.objects.select_for_update().get(enrolment=enrolment)


def delay_days(enrolment: Enrolment) -> int:
    """Working days within which the journey promises an answer, as published."""
    days = (enrolment.journey.extras or {}).get("reply_delay_days", USUAL_DELAY)
    return days if isinstance(days, int) and 0 < days < 100 else USUAL_DELAY


def settle(conversation: Conversation) -> None:
    """Who answers says that nothing needs an answer: it waits no more, and counts in no figure."""
    rows = Exchange.objects.filter(conversation=conversation, answered_at=None, settled_at=None)
    rows.update(settled_at=timezone.now())


def _locked(enrolment_id: int) -> Enrolment:
    """As it is at this moment: an end that came meanwhile is seen."""
    rows = Enrolment.objects.select_related("organisation", "journey", "person", "coach")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=enrolment_id)


def _ask_or_answer(enrolment: Enrolment, message: Message) -> None:
    """The learner's first message since the last answer asks; the team's first one after it answers."""
    waiting = Exchange.objects.filter(conversation=message.conversation, answered_at=None, settled_at=None).first()
    zone, off = enrolment.organisation.zone, days_off_of(enrolment.organisation_id)
    if message.is_from_learner and waiting is None:
        Exchange.objects.create(
            conversation=message.conversation,
            organisation_id=enrolment.organisation_id,
            journey=enrolment.journey,
            asked_at=message.sent_at,
            due_at=promised(message.sent_at, delay_days(enrolment), zone, off),
        )
    elif not message.is_from_learner and waiting is not None:
        waiting.answered_at, waiting.answered_by = message.sent_at, message.author
        waiting.minutes = working_minutes(waiting.asked_at, message.sent_at, zone, off)
        waiting.save(update_fields=["answered_at", "answered_by", "minutes"])

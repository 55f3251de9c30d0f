"""What conversations know of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from django.db import transaction

from lms.conversations.models import Attachment, Exchange, Message, Party
from lms.people import shelf
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """All of their own conversations, files by name and hash; of others', what they wrote themselves."""
    own = Message.objects.filter(conversation__enrolment__person=person)
    elsewhere = Message.objects.filter(author=person).exclude(conversation__enrolment__person=person)
    return {
        "conversations": [_message(row) for row in _with_all(own)],
        "messages_written": [_message(row) for row in _with_all(elsewhere)],
        "brought_in": list(Party.objects.filter(person=person).order_by("pk").values("since")),
    }


def erase(person: Person) -> None:
    """A learner's messages and files go, whoever wrote them; that a question was asked and answered stays, nameless.

    Of somebody of the team the name goes: what they told a learner belongs to that learner's conversation.
    """
    own = Attachment.objects.filter(message__conversation__enrolment__person=person)
    paths = [row.path for row in own]
    Message.objects.filter(conversation__enrolment__person=person).delete()
    Party.objects.filter(conversation__enrolment__person=person).delete()
    Party.objects.filter(person=person).delete()
    Party.objects.filter(brought_by=person).update(brought_by=None)
    Message.objects.filter(author=person).update(author=None)
    Message.objects.filter(seen_by=person).update(seen_by=None)
    Exchange.objects.filter(answered_by=person).update(answered_by=None)
    transaction.on_commit(lambda: shelf.throw_away(paths))


def _with_all(rows: Any) -> Any:
    return rows.select_related("author").prefetch_related("attachments").order_by("sent_at", "pk")


def _message(row: Message) -> dict[str, Any]:
    return {
        "from": row.author.name if row.author else None,
        "role": row.role,
        "text": row.text,
        "sent_at": row.sent_at,
        "seen_at": row.seen_at,
        "by_e_mail": row.is_by_mail,
        "files": [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in row.attachments.all()],
    }

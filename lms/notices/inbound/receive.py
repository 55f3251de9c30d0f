"""Decide on one e-mail that came in: taken, refused with one clear answer, or dropped. Each e-mail once."""

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.notices.bounces import came_back
from lms.notices.inbound import addresses, answers
from lms.notices.inbound.addresses import Token
from lms.notices.inbound.reading import Incoming, Unreadable, read
from lms.notices.inbound.targets import hand_over
from lms.notices.models import InboundMail, Notice
from lms.people.models import Person
from lms.plugins.kind import Refused

Outcome = InboundMail.Outcome
BETWEEN_ANSWERS = timedelta(hours=1)  # two machines that answer each other stop here


def receive(raw: bytes, recipients: tuple[str, ...] = ()) -> InboundMail.Outcome:
    """What became of it. A second delivery of the same e-mail changes nothing, and says what became of the first.

    Only what is wrong with us raises (a database that is away): then a mail server delivers it again later.
    """
    try:
        mail = read(raw, recipients)
    except Unreadable:
        return Outcome.DROPPED
    known = InboundMail.objects.filter(message_key=mail.key).first()
    if known is not None:
        return Outcome(known.outcome)
    try:
        with transaction.atomic():
            row = InboundMail.objects.create(
                message_key=mail.key, sender_key=_hashed(mail.sender), outcome=Outcome.DROPPED
            )
            answer = _decide(mail, row)
            row.save()
            if answer:
                transaction.on_commit(answer.send)
    except IntegrityError:
        return Outcome(InboundMail.objects.get(message_key=mail.key).outcome)
    return Outcome(row.outcome)


def _decide(mail: Incoming, row: InboundMail) -> answers.Answer | None:
    """Sets what became of it; returns the answer to its sender, if there is one."""
    token = next(filter(None, map(addresses.read, mail.recipients)), None)
    if mail.returned is not None and token is not None and token.sort == addresses.BOUNCE:
        _note_bounce(mail, token, row)
        return None
    if mail.is_automatic or not mail.sender:
        row.reason = "automatic"
        return None
    notice = addresses.notice_of(token) if token and token.sort == addresses.REPLY else None
    if notice is None:
        return _lost(mail, row)
    row.person = notice.person
    if mail.sender != notice.person.email.lower():
        row.reason = "other sender"
        return _answer(mail, row, notice.person, _other_sender)
    return _take(mail, row, notice)


def _take(mail: Incoming, row: InboundMail, notice: Notice) -> answers.Answer | None:
    person = notice.person
    if not person.is_active:
        row.reason = "not active"
        return None
    if not mail.text and not mail.files:
        row.reason = "empty"
        return _answer(mail, row, person, _empty)
    try:
        with transaction.atomic(), translation.override(person.language):
            left_out = hand_over(person, notice.reply_to, mail)
    except Refused as refused:
        row.reason, said = "refused", str(refused)
        return _answer(mail, row, person, lambda: said)
    except LookupError:
        row.reason = "no taker"
        return _answer(mail, row, person, _not_here)
    row.outcome = Outcome.TAKEN
    if left_out:
        row.reason = "files left out"
        return _answer(mail, row, person, lambda: " ".join(left_out), outcome=Outcome.TAKEN)
    return None


def _note_bounce(mail: Incoming, token: Token, row: InboundMail) -> None:
    notice, returned = addresses.notice_of(token), mail.returned
    if notice is None or returned is None:
        row.reason = "wrong sign"
        return
    row.person, row.outcome, row.reason = notice.person, Outcome.BOUNCE, returned.status
    if returned.is_for_good:
        came_back(notice.person, returned.address, returned.status)


def _lost(mail: Incoming, row: InboundMail) -> answers.Answer | None:
    """No address of ours, or a sign that is not. Only who is known here gets an answer: others may be forged."""
    row.reason = "wrong sign"
    person = Person.objects.filter(email__iexact=mail.sender, is_active=True).first()
    if person is None:
        return None
    row.person = person
    return _answer(mail, row, person, _not_here)


def _answer(
    mail: Incoming, row: InboundMail, person: Person, words: answers.Words, outcome: Outcome = Outcome.REFUSED
) -> answers.Answer | None:
    """One an hour to one sender; the others are refused without."""
    row.outcome = outcome
    since = timezone.now() - BETWEEN_ANSWERS
    told = InboundMail.objects.filter(sender_key=row.sender_key, was_answered=True, came_at__gt=since)
    if told.exclude(pk=row.pk).exists():
        return None
    row.was_answered = True
    return answers.Answer(mail, person, words)


def _hashed(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def _other_sender() -> str:
    return _(
        "Your answer came from another address than the one that we wrote to, so we cannot be sure that it is from you."
        " Send it from that address, or write it on the site."
    )


def _empty() -> str:
    return _(
        "We found nothing that you wrote in your answer. Write above the e-mail that you answer, and send it again."
    )


def _not_here() -> str:
    return _("We do not know what your e-mail answers. Open the site, and write your answer there.")

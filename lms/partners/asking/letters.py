"""E-mails to partners and visitors: a row first, sent by the worker, later again when the server does not answer.

At least once, as lms/notices/deliver.py, whose delays these are. A server that says the mailbox does not exist is
believed at once: the question comes back, and the team is told.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task, task_backends

from lms.notices.deliver import DELAYS, words_of
from lms.partners.asking import ask, links
from lms.partners.asking.promise import due_at, working_time
from lms.partners.models import Letter, PartnerRequest

logger = logging.getLogger(__name__)

BATCH, CLAIM, WAIT = 20, timedelta(minutes=10), timedelta(seconds=2)
TO_PARTNER = (Letter.Sort.QUESTION, Letter.Sort.REMINDER, Letter.Sort.MORE)


def wake() -> None:
    """Have what is due sent soon: one task for all that is written within a second."""
    if not task_backends["default"].supports_defer:
        send_due.enqueue()
    elif cache.add("cordee.partners.letters", True, timeout=1):
        send_due.using(run_after=timezone.now() + WAIT).enqueue()


@task()
def send_due() -> int:
    """What a worker runs. It may be run twice, or never: the periodic round sends what is left."""
    return send_all_due()


def send_all_due() -> int:
    """Send every letter that is due; returns how many left. Safe with several workers at once."""
    sent = 0
    while rows := _claim(timezone.now()):
        try:
            connection = get_connection()
            connection.open()
        except Exception as fault:
            logger.warning("The mail server cannot be reached: %s", words_of(fault))
            for row in rows:
                _postpone(row, fault)
            continue
        try:
            sent += sum(_send(connection, row) for row in rows)
        finally:
            connection.close()
    return sent


def _claim(now: datetime) -> list[Letter]:
    with transaction.atomic():
        rows = Letter.objects.filter(mail=Letter.Mail.DUE, mail_after__lte=now).order_by("mail_after", "pk")
        locked = rows.select_for_update(of=("self",), skip_locked=True)
        company = ("request__organisation", "request__partner", "request__asker", "message")
        found = list(locked.select_related(*company)[:BATCH])
        for row in found:
            row.tries, row.mail_after = row.tries + 1, now + CLAIM
        Letter.objects.bulk_update(found, ["tries", "mail_after"])
        return found


def _send(connection: BaseEmailBackend, letter: Letter) -> bool:
    try:
        message = write(letter)
        if not message.to[0]:
            _mark(letter, mail=Letter.Mail.DROPPED)
            return False
        message.connection = connection
        message.send()
    except Exception as fault:
        # Whatever is wrong with one letter, the others leave.
        logger.warning("Letter %s was not sent: %s", letter.pk, words_of(fault))
        _give_up(letter, fault) if is_refusal(fault) else _postpone(letter, fault)
        return False
    _mark(letter, mail=Letter.Mail.SENT, sent_at=timezone.now(), fault="")
    return True


def is_refusal(fault: Exception) -> bool:
    """Did the server say, for good, that nobody has this mailbox? (RFC 5321, 4.2.1: 5yz is permanent.)"""
    if isinstance(fault, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _words in fault.recipients.values())
    return isinstance(fault, SMTPResponseException) and fault.smtp_code in (550, 551, 553)


def write(letter: Letter) -> EmailMessage:
    """In plain text; the Message-ID is the same each time it is sent."""
    request = letter.request
    to_partner = letter.sort in TO_PARTNER
    with translation.override(settings.LANGUAGE_CODE if to_partner else request.language):
        context = _context(letter, request)
        text = render_to_string(f"partners/email/{letter.sort}.txt", context)
        subject = _subject(letter, request)
    host = urlsplit(settings.SITE_ORIGIN).hostname or "localhost"
    headers = {
        "Message-ID": f"<partner.{letter.pk}.{request.public_id.hex}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    to = request.partner.email if to_partner else request.asker_email
    return EmailMessage(" ".join(subject.split())[:200], text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)


def _context(letter: Letter, request: PartnerRequest) -> dict[str, object]:
    reader = {Letter.Sort.CONFIRM: links.CONFIRM, Letter.Sort.ANSWER: links.ASKER}.get(
        Letter.Sort(letter.sort), links.PARTNER
    )
    due = due_at(request, working_time(request.organisation))
    return {
        "request": request,
        "message": letter.message,
        "address": links.address_for(request, reader),
        "due_on": timezone.localdate(due, timezone=request.organisation.zone) if due else None,
        "organisation": request.organisation,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }


def _subject(letter: Letter, request: PartnerRequest) -> str:
    name = {"partner": request.partner.name, "organisation": request.organisation.name}
    return {
        Letter.Sort.CONFIRM: _("Confirm your question to %(partner)s") % name,
        Letter.Sort.QUESTION: _("A question for you, through %(organisation)s") % name,
        Letter.Sort.REMINDER: _("Somebody still waits for your answer, through %(organisation)s") % name,
        Letter.Sort.ANSWER: _("%(partner)s has answered you") % name,
        Letter.Sort.MORE: _("One more message for you, through %(organisation)s") % name,
    }[Letter.Sort(letter.sort)]


def _postpone(letter: Letter, fault: Exception) -> None:
    """Later, later each time. A partner who is never reached is told to the team as one whose e-mail is wrong."""
    if letter.tries > len(DELAYS):
        _mark(letter, mail=Letter.Mail.FAILED, fault=words_of(fault))
        if letter.sort in TO_PARTNER:
            ask.bounce(letter.request)
    else:
        after = timezone.now() + timedelta(minutes=DELAYS[letter.tries - 1])
        _mark(letter, mail_after=after, fault=words_of(fault))


def _give_up(letter: Letter, fault: Exception) -> None:
    _mark(letter, mail=Letter.Mail.REFUSED, fault=words_of(fault))
    if letter.sort in TO_PARTNER:
        ask.bounce(letter.request)


def _mark(letter: Letter, **values: object) -> None:
    """Only as it was claimed: a claim that ran out meanwhile is somebody else's."""
    Letter.objects.filter(pk=letter.pk, mail=letter.mail, tries=letter.tries).update(**values)

"""What a worker does for surveys from time to time: ask those who left, invite, remind, forget addresses.

At least once, as notices (lms/notices/deliver.py): a row is claimed before its e-mail leaves and moved on after it.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from content.survey.inviting import follow_up, is_expired, link_of
from content.survey.models import Participant, Survey
from lms.notices.deliver import BATCH, CLAIM, DELAYS, words_of

logger = logging.getLogger(__name__)

# Read by lms/notices/periodic.py: dotted name of a function, and every how many seconds.
TASKS = {"content.survey.periodic.run": 600}
FORGET = timedelta(days=30)  # after a survey closed, the addresses of who was invited go


def run() -> int:
    """Everything that is due; how many e-mails left. Safe with several workers at once."""
    follow_up()
    forget_addresses()
    return send_due()


def send_due() -> int:
    sent = 0
    while rows := _claim():
        try:
            connection = get_connection()
            connection.open()
        except Exception as fault:
            logger.warning("The mail server cannot be reached: %s", words_of(fault))
            for row in rows:
                _postpone(row)
            return sent
        try:
            sent += sum(_send(row, connection) for row in rows)
        finally:
            connection.close()
    return sent


def forget_addresses() -> None:
    """Of surveys that are over: who answered what was never kept beside them, and nobody is written to any more."""
    is_over = Q(closed_at__lt=timezone.now() - FORGET) | Q(closes_on__lt=timezone.localdate() - FORGET)
    Participant.objects.filter(survey__in=Survey.objects.filter(is_over)).exclude(email="").update(
        email="", next_send_at=None
    )


def _claim() -> list[Participant]:
    """Take the next ones: nobody else sends them until the claim runs out."""
    now = timezone.now()
    with transaction.atomic():
        due = Participant.objects.filter(next_send_at__lte=now, has_answered=False).order_by("next_send_at", "pk")
        keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
        Participant.objects.filter(pk__in=keys).update(next_send_at=now + CLAIM, failures=F("failures") + 1)
    related = ("survey__questionnaire", "survey__organisation", "enrolment__person")
    return list(Participant.objects.filter(pk__in=keys).select_related(*related).order_by("pk"))


def _send(row: Participant, connection: BaseEmailBackend) -> bool:
    person = row.enrolment.person if row.enrolment else None
    address = person.email if person is not None and person.is_active else row.email
    if not address or is_expired(row) or not row.survey.is_open():
        _move_on(row, next_send_at=None)
        return False
    try:
        message = _letter(row, address, person.language if person else settings.LANGUAGE_CODE)
        message.connection = connection
        message.send()
    except Exception as fault:
        logger.warning("Invitation %s was not sent: %s", row.pk, words_of(fault))
        _postpone(row)
        return False
    first = row.first_sent_at or timezone.now()
    days = row.survey.questionnaire.reminder_days
    after = first + timedelta(days=days[row.sends]) if row.sends < len(days) else None
    _move_on(row, sends=row.sends + 1, first_sent_at=first, next_send_at=after, failures=0)
    return True


def _letter(row: Participant, address: str, language: str) -> EmailMessage:
    with translation.override(language):
        context = {
            "participant": row,
            "person": row.enrolment.person if row.enrolment else None,
            "survey": row.survey,
            "questionnaire": row.survey.questionnaire,
            "organisation": row.survey.organisation,
            "is_reminder": row.sends > 0,
            "link": link_of(row),
        }
        subject = " ".join(render_to_string("survey/email_subject.txt", context).split())
        text = render_to_string("survey/email.txt", context)
    sign = salted_hmac("content.survey.letter", f"{row.public_id}:{row.sends}").hexdigest()[:24]
    headers = {"Message-ID": f"<survey.{sign}@cordee>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers)


def _postpone(row: Participant) -> None:
    """Later each time; given up after the last delay."""
    is_over = row.failures > len(DELAYS)
    after = None if is_over else timezone.now() + timedelta(minutes=DELAYS[row.failures - 1])
    _move_on(row, next_send_at=after)


def _move_on(row: Participant, **values: object) -> None:
    """Only who has not answered meanwhile."""
    Participant.objects.filter(pk=row.pk, has_answered=False).update(**values)

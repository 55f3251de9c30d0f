"""Notices become e-mails: a background task sends what is due, tries again later what failed, and loses nothing.

At least once: a row is claimed before it is sent and marked after. A process killed between the two sends it again when
the claim runs out, with the same Message-ID, so that mailboxes and people recognise a repetition. The other way
round, at most once, would lose a reminder whenever a machine stops.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.cache import cache
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task, task_backends

from lms.notices.bounces import CAME_BACK, is_failing
from lms.notices.letter import write
from lms.notices.models import Notice, Topic
from lms.notices.quiet import held_back

logger = logging.getLogger(__name__)

BATCH = 20  # claimed at once: 20 times EMAIL_TIMEOUT is less than a claim lasts
CLAIM = timedelta(minutes=10)
# After each try that failed, in minutes; two days in all, then it is given up.
DELAYS = (1, 3, 10, 30, 60, 120, 240, 480, 720, 1200)
WAIT = timedelta(seconds=2)  # one round serves everything that was told in this time

Claim = Callable[[datetime], list[Notice]]


def ask() -> None:
    """Have what is due sent soon. Cheap: one task for all that is told within a second."""
    if not task_backends["default"].supports_defer:
        send_due.enqueue()
    elif cache.add("cordee.notices", True, timeout=1):
        send_due.using(run_after=timezone.now() + WAIT).enqueue()


@task()
def send_due() -> int:
    """What a worker runs. It may be run twice, or never: the periodic round sends what is left."""
    return send_all_due()


def send_all_due() -> int:
    """Send every notice that is due; returns how many e-mails left. Safe with several workers at once."""
    return send_claimed(claim_due)


def send_claimed(claim: Claim) -> int:
    """Until nothing is left: claim some, one e-mail for what belongs together, mark each. Used by the digest too."""
    sent = 0
    while rows := claim(timezone.now()):
        letters = together(rows)
        try:
            connection = get_connection()
            connection.open()
        except Exception as fault:
            # Nobody is reached today: one wait for the connection, not one for each letter.
            logger.warning("The mail server cannot be reached: %s", words_of(fault))
            for letter in letters:
                postpone(letter, fault)
            continue
        try:
            sent += sum(_send(connection, letter) for letter in letters)
        finally:
            connection.close()
    return sent


def claim_due(now: datetime) -> list[Notice]:
    """Take the next ones: nobody else sends them until the claim runs out."""
    while True:
        with transaction.atomic():
            rows = Notice.objects.filter(mail=Notice.Mail.DUE, mail_after__lte=now)
            found = _locked(rows.order_by("mail_after", "pk"), BATCH)
            waiting = held_back(found, now)
            _put_off([row for row in found if row.pk in waiting], waiting)
            taken = _claim([row for row in found if row.pk not in waiting], now)
        # A batch of which each waits for the end of somebody's quiet hours is not the end of the list.
        if taken or not found:
            return taken


def claimed(rows: QuerySet[Notice], now: datetime, most: int | None = None) -> list[Notice]:
    """Lock, put off and return these rows. Inside a transaction."""
    return _claim(_locked(rows, most), now)


def _locked(rows: QuerySet[Notice], most: int | None = None) -> list[Notice]:
    known = rows.select_related("person__failing_address", "organisation")
    return list(known.select_for_update(of=("self",), skip_locked=True)[:most])


def _claim(found: list[Notice], now: datetime) -> list[Notice]:
    for row in found:
        row.tries, row.mail_after = row.tries + 1, now + CLAIM
    Notice.objects.bulk_update(found, ["tries", "mail_after"])
    return found


def _put_off(found: list[Notice], until: dict[int, datetime]) -> None:
    for row in found:
        row.mail_after = until[row.pk]
    Notice.objects.bulk_update(found, ["mail_after"])


def together(rows: Iterable[Notice]) -> list[list[Notice]]:
    """What goes in one e-mail: what concerns the team in one for each person, everything else on its own."""
    letters: dict[tuple[int, int, bool], list[Notice]] = defaultdict(list)
    for row in rows:
        is_daily = row.mail == Notice.Mail.DIGEST
        is_shared = is_daily or row.topic == Topic.TEAM
        letters[row.person_id, 0 if is_shared else row.pk, is_daily].append(row)
    return list(letters.values())


def _send(connection: BaseEmailBackend, letter: list[Notice]) -> bool:
    person = letter[0].person
    if is_failing(person):
        # It came back before: it is kept in the centre, and the person and the team are told (bounces.py).
        _mark(letter, mail=Notice.Mail.FAILED, fault=CAME_BACK)
        return False
    if not (person.is_active and person.email):
        _mark(letter, mail=Notice.Mail.NONE)
        return False
    try:
        message = write(letter)
        message.connection = connection
        message.send()
    except Exception as fault:
        # Whatever is wrong with one letter, the others leave.
        logger.warning("Notice %s was not sent: %s", letter[0].pk, words_of(fault))
        postpone(letter, fault)
        return False
    _mark(letter, mail=Notice.Mail.SENT, sent_at=timezone.now(), fault="")
    return True


def postpone(letter: list[Notice], fault: Exception) -> None:
    """Try again later, later each time; give up after the last delay."""
    tries = max(row.tries for row in letter)
    if tries > len(DELAYS):
        _mark(letter, mail=Notice.Mail.FAILED, fault=words_of(fault))
    else:
        _mark(letter, mail_after=timezone.now() + timedelta(minutes=DELAYS[tries - 1]), fault=words_of(fault))


def words_of(fault: Exception) -> str:
    """What the mail server said, without anybody's address."""
    if isinstance(fault, SMTPRecipientsRefused):
        said = ", ".join(str(code) for code, _words in fault.recipients.values())
    elif isinstance(fault, SMTPResponseException):
        said = str(fault.smtp_code)
    else:
        said = str(fault.strerror or "") if isinstance(fault, OSError) else ""
    return f"{type(fault).__name__} {said}".strip()[:300]


def _mark(letter: list[Notice], **values: object) -> None:
    """Only as it was claimed: a claim that ran out meanwhile is somebody else's."""
    claims: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in letter:
        claims[row.mail, row.tries].append(row.pk)
    for (mail, tries), keys in claims.items():
        Notice.objects.filter(pk__in=keys, mail=mail, tries=tries).update(**values)

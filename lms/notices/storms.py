"""No storm of e-mails: from one place, only so many an hour leave at once; the rest waits for the day's e-mail.

A place is a forum, a conversation, or whatever a telling names; without one, its topic and organisation. What must be
known before a moment (`useful_until`) is never held. All of it stands in the centre at once, as ever.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from lms.notices.models import Notice, Topic

HOUR = timedelta(hours=1)


def hold(rows: list[Notice], now: datetime) -> None:
    """Put off, among rows that are not stored yet, what goes beyond. One query, if anything is to leave at once."""
    leaving = [row for row in rows if row.mail == Notice.Mail.DUE and _may_wait(row)]
    if not leaving:
        return
    sent = _sent(leaving, now)
    for row in leaving:
        place = (row.person_id, row.place)
        sent[place] += 1
        if sent[place] > settings.MAIL_PER_HOUR:
            row.mail, row.is_held = Notice.Mail.DIGEST, True


def place_of(place: str, topic: str, organisation_id: int) -> str:
    return (place or f"{topic}:{organisation_id}")[:80]


def _may_wait(row: Notice) -> bool:
    # What concerns the team leaves in one letter anyway.
    return row.useful_until is None and row.topic != Topic.TEAM


def _sent(rows: list[Notice], now: datetime) -> Counter[tuple[int, str]]:
    recent = Notice.objects.filter(
        person__in={row.person_id for row in rows},
        place__in={row.place for row in rows},
        created_at__gt=now - HOUR,
        mail__in=(Notice.Mail.DUE, Notice.Mail.SENT),
    )
    counted = recent.order_by().values_list("person", "place").annotate(count=Count("pk"))
    return Counter({(person, place): count for person, place, count in counted})

"""Looks into the classes that run now, once a minute: who is connected, and that what was cancelled ends. Periodic.

A report at the end is exact and not sent by every server; what was seen meanwhile stays when there is none.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from lms.agenda.classes import bigbluebutton
from lms.agenda.classes.presence import seen_now
from lms.agenda.classes.provider import Unavailable
from lms.agenda.models import AgendaRules, Online, Session

logger = logging.getLogger(__name__)
AT_ONCE = 8  # servers asked at the same time: a slow one makes none of the others late


def look() -> int:
    """Returns how many classes were looked into. Two queries, and a few for each class with somebody in it."""
    now = timezone.now()
    opens = timedelta(minutes=settings.CLASS_OPENS_MINUTES)
    rows = Session.objects.filter(online=Online.BIGBLUEBUTTON, starts_at__lte=now + opens, ends_at__gte=now)
    sessions = list(rows.order_by("pk"))
    if not sessions:
        return 0
    rules = AgendaRules.objects.in_bulk({session.organisation_id for session in sessions})
    asked = [(session, rules[session.organisation_id]) for session in sessions if session.organisation_id in rules]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(_ask, asked))
    for (session, _rules), keys in zip(asked, found, strict=True):
        if keys:
            seen_now(session, keys, now)
    return len(asked)


def _ask(pair: tuple[Session, AgendaRules]) -> list[str]:
    """Keys of who is connected; no query, so that it may run in any thread."""
    session, rules = pair
    try:
        if session.state == Session.State.CANCELLED:
            bigbluebutton.end(rules, session)
            return []
        return [one.key for one in bigbluebutton.attendees(rules, session)]
    except Unavailable as why:
        logger.warning("The virtual class %s cannot be looked into: %s", session.public_id, why)
        return []

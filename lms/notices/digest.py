"""The day's e-mail: for those who want one a day, at DIGEST_HOUR on their organisation's clock. A periodic task."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lms.notices.deliver import claimed, send_claimed
from lms.notices.models import Notice
from lms.people.models import Membership, Person

PEOPLE = 20  # whose letters are claimed at once


def send_digests() -> int:
    """One e-mail for each person whose hour has come since their last; returns how many left.

    What is told after the hour waits for the next day's, so a second run sends nothing.
    """
    return send_claimed(claim_digests)


def claim_digests(now: datetime) -> list[Notice]:
    """All that waits for the next few people whose hour has come."""
    for zone in _zones():
        with transaction.atomic():
            waiting = _waiting(zone, now)
            people = list(waiting.order_by("person").values_list("person", flat=True).distinct()[:PEOPLE])
            # A person is locked as a whole, or two workers would send two halves of a letter.
            locked = Person.objects.filter(pk__in=people).order_by("pk")
            held = [person.pk for person in locked.select_for_update(skip_locked=True, no_key=True)]
            rows = Notice.objects.filter(pk__in=waiting.filter(person__in=held).values("pk"))
            if found := claimed(rows.order_by("created_at", "pk"), now):
                return found
    return []


def last_hour(zone: ZoneInfo, now: datetime) -> datetime:
    """When the day's e-mail last left, or should have, on this clock."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), time(settings.DIGEST_HOUR), zone)
    return today if today <= local else datetime.combine(local.date() - timedelta(days=1), today.time(), zone)


def _waiting(zone: str, now: datetime) -> QuerySet[Notice]:
    rows = _with_zone().filter(zone=zone, mail_after__lte=now)
    return rows.filter(created_at__lte=last_hour(ZoneInfo(zone), now))


def _zones() -> Iterator[str]:
    yield from _with_zone().order_by().values_list("zone", flat=True).distinct()


def _with_zone() -> QuerySet[Notice]:
    """The clock of the organisation that the person joined first, so that one person has one hour."""
    first = Membership.objects.filter(person=OuterRef("person")).order_by("pk").values("organisation__zone_name")[:1]
    zone = Coalesce(Subquery(first), F("organisation__zone_name"))
    return Notice.objects.filter(mail=Notice.Mail.DIGEST).annotate(zone=zone)

"""The day's e-mail: for those who want one a day, at DIGEST_HOUR on their organisation's clock. A periodic task."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lms.notices.deliver import claimed, send_claimed
from lms.notices.models import Notice
from lms.people.models import Membership, Person

PEOPLE = 20  # whose letters are claimed at once
SATURDAY = 5


@dataclass(frozen=True)
class Clock:
    """Those who get the day's e-mail at one hour of one zone; of them, those whose weekends are quiet apart."""

    zone: str
    hour: int
    skips_weekends: bool

    def last(self, now: datetime) -> datetime:
        moment = last_hour(ZoneInfo(self.zone), now, self.hour)
        while self.skips_weekends and moment.weekday() >= SATURDAY:
            moment -= timedelta(days=1)
        return moment


def send_digests() -> int:
    """One e-mail for each person whose hour has come since their last; returns how many left.

    What is told after the hour waits for the next day's, so a second run sends nothing. Clocks are looked up once a
    run: looking for them again before each batch made ten thousand letters ten times dearer than one thousand.
    """
    return sum(send_claimed(partial(claim_digests, clock)) for clock in clocks())


def clocks() -> list[Clock]:
    """Every clock by which somebody waits. One query."""
    rows = _with_clock().order_by().values_list("zone", "hour", "skips").distinct()
    return [Clock(*row) for row in rows]


def claim_digests(clock: Clock, now: datetime) -> list[Notice]:
    """All that waits for the next few people of this clock, if its hour has come."""
    with transaction.atomic():
        waiting = _waiting(clock, now)
        people = list(waiting.order_by("person").values_list("person", flat=True).distinct()[:PEOPLE])
        # A person is locked as a whole, or two workers would send two halves of a letter.
        locked = Person.objects.filter(pk__in=people).order_by("pk")
        held = [person.pk for person in locked.select_for_update(skip_locked=True, no_key=True)]
        rows = Notice.objects.filter(pk__in=waiting.filter(person__in=held).values("pk"))
        return claimed(rows.order_by("created_at", "pk"), now)


def last_hour(zone: ZoneInfo, now: datetime, hour: int | None = None) -> datetime:
    """When the day's e-mail last left, or should have, on this clock."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), time(settings.DIGEST_HOUR if hour is None else hour), zone)
    return today if today <= local else datetime.combine(local.date() - timedelta(days=1), today.time(), zone)


def _waiting(clock: Clock, now: datetime) -> QuerySet[Notice]:
    rows = _with_clock().filter(zone=clock.zone, hour=clock.hour, skips=clock.skips_weekends, mail_after__lte=now)
    return rows.filter(created_at__lte=clock.last(now))


def _with_clock() -> QuerySet[Notice]:
    """The clock of the organisation that the person joined first, so that one person has one hour; the hour is theirs
    to choose."""
    first = Membership.objects.filter(person=OuterRef("person")).order_by("pk").values("organisation__zone_name")[:1]
    own = "person__notice_rhythm__"
    return Notice.objects.filter(mail=Notice.Mail.DIGEST).annotate(
        zone=Coalesce(Subquery(first), F("organisation__zone_name")),
        hour=Coalesce(f"{own}digest_hour", settings.DIGEST_HOUR),
        skips=Coalesce(f"{own}is_quiet_at_weekends", False),
    )

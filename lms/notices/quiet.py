"""Hours in which a person wants no e-mail. Pure, but for the one look at the rows; deliver.py asks before it sends.

A notice that is of no use after the quiet ends (`useful_until`: a session of this very morning) leaves all the same.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.notices.models import Notice, Rhythm

DAY = timedelta(days=1)


def ends_at(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet of this moment ends; None when it is not quiet."""
    local = now.astimezone(zone)
    moment = local
    # A night may lead into a weekend, and a weekend into a night.
    for _step in range(4):
        after = _after_hours(rhythm, moment) or _after_weekend(rhythm, moment)
        if after is None:
            break
        moment = after
    return moment if moment > local else None


def held_back(rows: Iterable[Notice], now: datetime) -> dict[int, datetime]:
    """Which of these notices wait, and until when, by id. One query."""
    found = list(rows)
    rhythms = Rhythm.objects.in_bulk({row.person_id for row in found}) if found else {}
    waiting = {}
    for row in found:
        rhythm = rhythms.get(row.person_id)
        end = ends_at(rhythm, now, row.organisation.zone) if rhythm else None
        if end is not None and not (row.useful_until and row.useful_until <= end):
            waiting[row.pk] = end
    return waiting


def is_within(now: time, first: time, last: time) -> bool:
    """Also when the hours go over midnight."""
    return first <= now < last if first < last else now >= first or now < last


def _after_hours(rhythm: Rhythm, local: datetime) -> datetime | None:
    first, last = rhythm.quiet_from, rhythm.quiet_to
    if first is None or last is None or first == last:
        return None
    if not is_within(local.time(), first, last):
        return None
    end = datetime.combine(local.date(), last, local.tzinfo)
    return end if end > local else datetime.combine(local.date() + DAY, last, local.tzinfo)


def _after_weekend(rhythm: Rhythm, local: datetime) -> datetime | None:
    if not rhythm.is_quiet_at_weekends or local.weekday() < 5:
        return None
    return datetime.combine(local.date() + (7 - local.weekday()) * DAY, time(0), local.tzinfo)

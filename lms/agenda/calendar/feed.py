"""A person's calendar as their telephone reads it: iCalendar (RFC 5545, 7986), by a private address or one by one."""

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from lms.agenda.calendar.ahead import Due, due_between, ways_of
from lms.agenda.calendar.lines import APPOINTMENT, Line, lines_of
from lms.agenda.models import CalendarFeed
from lms.people.models import Person

# What a telephone keeps: three months back, so that what was cancelled is seen cancelled; a year and a half ahead.
BEFORE, AHEAD = timedelta(days=92), timedelta(days=550)
REFRESH = timedelta(hours=1)
PRODUCT = "-//Cordee//Calendar//EN"


def make_feed(person: Person) -> CalendarFeed:
    """The address of this person; the one that is there, if there is one."""
    row, _is_new = CalendarFeed.objects.get_or_create(
        person=person, revoked_at=None, defaults={"secret": secrets.token_urlsafe(32)}
    )
    return row


@transaction.atomic
def renew_feed(person: Person, known: int) -> CalendarFeed:
    """Another address instead of the one named; a second click finds it renewed already."""
    revoke_feed(person, known)
    return make_feed(person)


def revoke_feed(person: Person, known: int) -> None:
    """This address answers nobody any more."""
    CalendarFeed.objects.filter(person=person, pk=known, revoked_at=None).update(revoked_at=timezone.now())


def find_feed(secret: str) -> CalendarFeed | None:
    """The feed of that secret, unless it was revoked. Found by a unique index on 256 random bits, compared whole."""
    row = CalendarFeed.objects.filter(secret=secret, revoked_at=None).select_related("person").first()
    if row is None or not row.person.is_active or not hmac.compare_digest(row.secret.encode(), secret.encode()):
        return None
    CalendarFeed.objects.filter(pk=row.pk).exclude(read_at__gt=timezone.now() - REFRESH).update(read_at=timezone.now())
    return row


def calendar_of(person: Person, site: str, now: datetime | None = None) -> bytes:
    """Everything dated of this person. `site` is the origin that addresses begin with. Four queries."""
    moment = now or timezone.now()
    events = [event_of(line, site) for line in lines_of(person, moment - BEFORE, moment + AHEAD)]
    ways = ways_of(person)
    dues = due_between(ways, (moment - BEFORE).date(), (moment + AHEAD).date())
    return _written([*events, *(_due_event(due, site) for due in dues)], person)


def one_of(line: Line, person: Person, site: str) -> bytes:
    """A calendar that holds one session or appointment."""
    return _written([event_of(line, site)], person)


def event_of(line: Line, site: str) -> Event:
    """Its identity never changes, its SEQUENCE rises with each change; hours are UTC, so clock changes move nothing."""
    event = Event()
    event.add("uid", f"{line.sort}-{line.public_id}@cordee")
    event.add("dtstamp", line.last_change.astimezone(UTC))
    event.add("last-modified", line.last_change.astimezone(UTC))
    event.add("sequence", line.revision)
    event.add("dtstart", line.starts_at.astimezone(UTC))
    event.add("dtend", line.ends_at.astimezone(UTC))
    event.add("summary", _summary(line))
    event.add("status", "CANCELLED" if line.is_cancelled else "TENTATIVE" if line.is_waiting else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if line.is_cancelled or line.is_waiting else "OPAQUE")
    if where := ", ".join(part for part in (line.venue, line.room, *line.address.split("\n")) if part.strip()):
        event.add("location", where)
    if line.join:
        event.add("url", site + line.join)
        event.add("description", _("To join: %(address)s") % {"address": site + line.join})
    return event


def _due_event(due: Due, site: str) -> Event:
    """A whole day, that takes nobody's time in the calendars of others."""
    event = Event()
    event.add("uid", f"due-{due.enrolment.public_id}-{due.sequence.key}@cordee")
    event.add("dtstamp", due.enrolment.created_at.astimezone(UTC))
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    event.add("summary", _("Last day: %(title)s") % {"title": due.sequence.title})
    event.add("transp", "TRANSPARENT")
    if due.sequence.address:
        event.add("url", site + due.sequence.address)
    return event


def _summary(line: Line) -> str:
    """A calendar is often kept elsewhere: who is met is named by their first name alone."""
    title = line.title
    if line.sort == APPOINTMENT and line.with_whom:
        title = _("%(title)s with %(name)s") % {"title": title, "name": line.with_whom.split(" ")[0]}
    if line.is_cancelled:
        return _("Cancelled: %(title)s") % {"title": title}
    return _("Waiting list: %(title)s") % {"title": title} if line.is_waiting else title


def _written(events: list[Event], person: Person) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.calendar_name = _("My calendar")
    calendar.add("uid", f"calendar-{person.public_id}@cordee")
    calendar.refresh_interval = REFRESH
    calendar.add("x-published-ttl", REFRESH)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())

"""One person's calendar as their page shows it; see themes/default/templates/agenda/calendar.html."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lms.agenda.calendar.ahead import Due, Way, due_between, ways_of, when_you_like
from lms.agenda.calendar.lines import SESSION, Line, lines_of
from lms.agenda.half_days import instant
from lms.people.access import home_organisation
from lms.people.models import Person

Context = dict[str, Any]
WEEK, LIST = "week", "list"
WEEKS_OF = {WEEK: 1, LIST: 8}
FARTHEST = 5 * 366  # days from today that anybody looks at


@dataclass(frozen=True)
class Sight:
    """What one person looks at: whole weeks from a Monday, on their organisation's clock."""

    person: Person
    monday: date
    today: date
    zone: ZoneInfo
    view: str = WEEK

    @property
    def last(self) -> date:
        return self.monday + timedelta(days=7 * WEEKS_OF[self.view] - 1)

    @cached_property
    def ways(self) -> list[Way]:
        return ways_of(self.person)

    @cached_property
    def lines(self) -> list[Line]:
        after = self.last + timedelta(days=1)
        return lines_of(self.person, instant(self.monday, time(0), self.zone), instant(after, time(0), self.zone))

    def address_of(self, line: Line) -> str:
        """The sequence's page for who learns; the session's own for who leads it."""
        if line.leads:
            return _address("agenda:session", line.public_id) if line.sort == SESSION else ""
        found = (way.outline.sequence_by_id.get(line.sequence_id or 0) for way in self.ways)
        return next((item.address for item in found if item is not None), "")


def sight_of(person: Person, asked: str, view: str) -> Sight:
    """The week that holds the day asked for (ISO), or today where none or nonsense is asked."""
    organisation = home_organisation(person)
    zone = organisation.zone if organisation else ZoneInfo(settings.TIME_ZONE)
    today = datetime.now(UTC).astimezone(zone).date()
    day = _day(asked, today)
    return Sight(person, day - timedelta(days=day.weekday()), today, zone, LIST if view == LIST else WEEK)


def build(sight: Sight) -> Context:
    days = _days(sight)
    step = timedelta(days=7 * WEEKS_OF[sight.view])
    return {
        "view": sight.view,
        "first": sight.monday,
        "last": sight.last,
        "days": days,
        "is_empty": not any(day["items"] for day in days),
        "learns": bool(sight.ways),
        "is_now": sight.monday <= sight.today <= sight.last,
        "free": [_free(due) for due in when_you_like(sight.ways, max(sight.monday, sight.today), sight.last)],
        "previous_url": _to(sight.monday - step, sight.view),
        "next_url": _to(sight.monday + step, sight.view),
        "today_url": _to(None, sight.view),
        "print_url": f"{reverse('agenda:calendar_print')}?{urlencode({'day': sight.monday.isoformat()})}",
        "views": [
            {"label": label, "url": _to(sight.monday, name), "current": name == sight.view}
            for name, label in ((WEEK, _("The week")), (LIST, _("The next weeks")))
        ],
    }


def _days(sight: Sight) -> list[Context]:
    """Every day of a week; in the list only those that hold something."""
    held: dict[date, list[Context]] = {}
    for due in due_between(sight.ways, sight.monday, sight.last):
        held.setdefault(due.due_on, []).append(_due(due))
    for line in sight.lines:
        held.setdefault(max(line.starts_at.astimezone(sight.zone).date(), sight.monday), []).append(_item(sight, line))
    every = [sight.monday + timedelta(days=number) for number in range((sight.last - sight.monday).days + 1)]
    return [
        {
            "day": day,
            "label": date_format(day, "l j F").capitalize(),
            "is_today": day == sight.today,
            "is_off": any(way.agreed.days_off.holds(day) for way in sight.ways),
            "items": held.get(day, []),
        }
        for day in every
        if sight.view == WEEK or held.get(day)
    ]


def _item(sight: Sight, line: Line) -> Context:
    tag, tone = _tag(line)
    return {
        "when": _hours(line, sight.zone),
        "title": line.title,
        "url": sight.address_of(line),
        "meta": ", ".join(part for part in (line.place, _company(line)) if part),
        "tag": tag,
        "tone": tone,
        "is_cancelled": line.is_cancelled,
        "join_url": line.join if line.ends_at > datetime.now(UTC) else "",
        "sign_url": line.sign(datetime.now(UTC)),
        "leads": bool(line.leads),
        "ics_url": "" if line.is_cancelled else reverse(f"agenda:{line.sort}_ics", args=[line.public_id]),
    }


def _due(due: Due) -> Context:
    return {
        "when": _("all day"),
        "title": due.sequence.title,
        "url": due.sequence.address,
        "meta": "",
        "tag": _("last day"),
        "tone": "glacier",
    }


def _free(due: Due) -> Context:
    return {"title": due.sequence.title, "url": due.sequence.address, "due_on": due.due_on}


def _tag(line: Line) -> tuple[str, str]:
    if line.is_cancelled:
        return _("cancelled"), "berry"
    if line.is_waiting:
        return _("on the waiting list"), "rope"
    return (_("you lead"), "pine") if line.leads and line.sort == SESSION else ("", "")


def _company(line: Line) -> str:
    return _("with %(name)s") % {"name": line.with_whom} if line.with_whom else ""


def _hours(line: Line, zone: ZoneInfo) -> str:
    start, end = line.starts_at.astimezone(zone), line.ends_at.astimezone(zone)
    if start.date() != end.date():
        return _("%(start)s to %(end)s") % {
            "start": date_format(start, "H:i"),
            "end": date_format(end, "j F, H:i"),
        }
    return f"{date_format(start, 'H:i')} – {date_format(end, 'H:i')}"


def _to(day: date | None, view: str) -> str:
    asked = {**({"day": day.isoformat()} if day else {}), **({"view": view} if view != WEEK else {})}
    return reverse("agenda:calendar") + (f"?{urlencode(asked)}" if asked else "")


def _day(asked: str, today: date) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today
    return day if abs((day - today).days) <= FARTHEST else today


def _address(name: str, *values: object) -> str:
    """Where it leads, as far as that page is there."""
    try:
        return reverse(name, args=values)
    except NoReverseMatch:
        return ""

"""What stands in the way of a date: closures, a room that is taken, a trainer who is elsewhere. plan.py asks, and the
preview of a series shows it before anything is saved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lms.agenda.half_days import Span
from lms.agenda.models import HalfDay, Room, Session
from lms.enrolment.models import Closure
from lms.people.models import Organisation, Person


@dataclass
class Diary:
    """What a room and a trainer already have within a window, and the days the organisation is closed."""

    organisation: Organisation
    room: Room | None
    trainer: Person | None
    taken: list[HalfDay] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    own: list[Span] = field(default_factory=list)  # accepted of the same series

    def faults(self, spans: Iterable[Span]) -> list[str]:
        """Each thing that makes these half-days impossible, in words; nothing, and they are kept as taken."""
        spans = list(spans)
        found = [self._words(row) for row in self.taken if any(overlaps(row, span) for span in spans)]
        if any(overlaps(mine, span) for mine in self.own for span in spans):
            found.append(_("It would overlap another date of the same series."))
        if not found:
            self.own += spans
        return list(dict.fromkeys(found))

    def closure_on(self, day: date) -> str:
        """The name of the closure of that day; nothing on a working day."""
        row = next((one for one in self.closures if one.first_on <= day <= one.last_on), None)
        return (row.title or _("closed")) if row else ""

    def _words(self, row: HalfDay) -> str:
        if self.room is not None and row.session.room_id == self.room.pk:
            return _("%(room)s is taken by “%(title)s”.") % {"room": self.room, "title": row.session}
        return _("%(trainer)s already leads “%(title)s”.") % {"trainer": self.trainer, "title": row.session}


def open_diary(
    organisation: Organisation,
    room: Room | None,
    trainer: Person | None,
    spans: list[Span],
    beside: Session | None = None,
) -> Diary:
    """The diary of the time these spans cover, without the session `beside`. Two queries."""
    if not spans:
        return Diary(organisation, room, trainer)
    first, last = min(span.starts_at for span in spans), max(span.ends_at for span in spans)
    whose: Q = Q(session__room=room) if room else Q(pk=None)
    if trainer is not None:
        whose |= Q(session__trainer=trainer)
    rows = HalfDay.objects.filter(whose, starts_at__lt=last, ends_at__gt=first)
    rows = rows.filter(session__state=Session.State.PLANNED).exclude(session=beside).select_related("session")
    zone = organisation.zone
    closed = Closure.objects.filter(
        organisation=organisation,
        first_on__lte=last.astimezone(zone).date(),
        last_on__gte=first.astimezone(zone).date(),
    )
    return Diary(organisation, room, trainer, list(rows.order_by("starts_at")), list(closed))


def overlaps(one: Any, other: Any) -> bool:
    """Two things with starts_at and ends_at; one that begins when the other ends does not overlap it."""
    return bool(one.starts_at < other.ends_at and one.ends_at > other.starts_at)

"""What a session is, and its times as people say them: a day, from, to, on the organisation's own clock."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.translation import gettext as _

from lms.agenda.half_days import Span, cut, instant
from lms.agenda.models import Room, Venue
from lms.agenda.rules import rules_of
from lms.catalogue.models import Journey, Sequence
from lms.people.models import Organisation, Person
from lms.plugins.kind import Refused

MOST_SPANS = 40  # of one session: twenty days of two half-days


@dataclass(frozen=True)
class When:
    """Within one day; an end at 00:00 is the midnight that ends it."""

    day: date
    starts: time
    ends: time

    @property
    def last_day(self) -> date:
        return self.day if self.ends != time(0) else self.day + timedelta(days=1)


@dataclass(frozen=True)
class Shape:
    """Everything of a session but its times; names are those of the model."""

    organisation: Organisation
    title: str
    journey: Journey | None = None
    sequence: Sequence | None = None
    venue: Venue | None = None
    room: Room | None = None
    online: str = ""
    link: str = ""
    trainer: Person | None = None
    capacity_min: int = 1
    capacity_max: int = 12


def spans_of(organisation: Organisation, whens: Iterable[When]) -> list[Span]:
    """In UTC and in order. Raises Refused, in words, when one ends before it starts or two overlap."""
    zone = organisation.zone
    spans = [Span(instant(one.day, one.starts, zone), instant(one.last_day, one.ends, zone)) for one in whens]
    spans.sort(key=lambda span: span.starts_at)
    if not spans:
        raise Refused(_("Say at least one date, with its hours."))
    if len(spans) > MOST_SPANS:
        raise Refused(_("A session holds %(most)d half-days at most. Plan several.") % {"most": MOST_SPANS})
    if any(span.ends_at <= span.starts_at for span in spans):
        raise Refused(_("A session ends after it starts: look at the hours again."))
    if any(one.ends_at > other.starts_at for one, other in itertools.pairwise(spans)):
        raise Refused(_("Two of these times overlap: look at the hours again."))
    return spans


def half_days(organisation: Organisation, whens: Iterable[When], midday: time | None = None) -> list[Span]:
    """The same, cut where the organisation's afternoon begins; who has read its rules already says when that is."""
    return cut(spans_of(organisation, whens), organisation.zone, midday or rules_of(organisation).midday)

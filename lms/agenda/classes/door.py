"""The way into a virtual class: one address of ours for every provider, so that no link lies about in an e-mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.urls import reverse

from lms.agenda.half_days import Span
from lms.agenda.models import Appointment, Session

Meeting = Session | Appointment


class Door(StrEnum):
    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Opening:
    """How the door stands now. `opens_at` (UTC) of the part that comes or runs; none when all is over."""

    door: Door
    opens_at: datetime | None = None
    starts_at: datetime | None = None


def join_url(meeting: Meeting) -> str:
    """Path of the page that lets people in at the right time; empty when the meeting is not at a distance."""
    return reverse("agenda:join", args=[meeting.public_id]) if meeting.online else ""


def opening_of(meeting: Meeting, now: datetime) -> Opening:
    """A few minutes before each half-day (CLASS_OPENS_MINUTES) until its end; one query for a session."""
    if meeting.state not in (Session.State.PLANNED, Appointment.State.BOOKED):
        is_cancelled = meeting.state == Session.State.CANCELLED
        return Opening(Door.CANCELLED if is_cancelled else Door.OVER)
    for span in spans_of(meeting):
        if now < span.ends_at:
            opens_at = span.starts_at - timedelta(minutes=settings.CLASS_OPENS_MINUTES)
            return Opening(Door.OPEN if now >= opens_at else Door.EARLY, opens_at, span.starts_at)
    return Opening(Door.OVER)


def spans_of(meeting: Meeting) -> list[Span]:
    """When it takes place, in order: the half-days of a session."""
    parts = meeting.half_days.order_by("part") if isinstance(meeting, Session) else ()
    return [Span(part.starts_at, part.ends_at) for part in parts] or [Span(meeting.starts_at, meeting.ends_at)]

"""What a learner may book and has booked, read in a few queries whatever the number of dates; screens, the calendar and
the session kind's page call it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from lms.agenda.classes.door import join_url
from lms.agenda.models import Booking, Session
from lms.agenda.sessions import words
from lms.agenda.sessions.seats import ACTIVE, with_counts
from lms.enrolment.models import Enrolment

MOST = 40  # dates on a learner's screen: a page stays light, whatever is planned


@dataclass(frozen=True)
class Offer:
    """One date to come, as one learner sees it. place: in the queue, 0 when they do not wait."""

    session: Session
    left: int
    booking: Booking | None = None
    place: int = 0

    @property
    def is_booked(self) -> bool:
        return self.booking is not None and self.booking.state == Booking.State.BOOKED

    @property
    def is_waiting(self) -> bool:
        return self.booking is not None and self.booking.state == Booking.State.WAITING

    @property
    def when(self) -> str:
        return words.when(self.session)

    @property
    def where(self) -> str:
        return words.where(self.session)

    @property
    def seats(self) -> str:
        return words.seats_left(self.left)

    @property
    def join_url(self) -> str:
        return join_url(self.session)


def bookable_sessions(enrolment: Enrolment, sequence_id: int) -> list[Offer]:
    """The dates to come of a sequence, the first one first, with seats left and what this learner holds. Two queries.

    Whether the sequence is open to them yet, `seats.gate_of` says.
    """
    return offers_of(Session.objects.filter(sequence_id=sequence_id), enrolment)


def dates_of_activity(enrolment: Enrolment, activity_id: int) -> list[Offer]:
    """The same for the sequence that an activity belongs to."""
    return offers_of(Session.objects.filter(sequence__activities=activity_id), enrolment)


def access_point_hours(enrolment: Enrolment) -> list[Offer]:
    """The opening hours to come of this organisation's access points (domain.md A09, AC5)."""
    rows = Session.objects.filter(sequence=None, journey=None, venue__is_access_point=True, venue__is_active=True)
    return offers_of(rows, enrolment)


def bookings_of(enrolment: Enrolment) -> QuerySet[Booking]:
    """Seats and places in queues that this learner holds, past ones too, with session and place; earliest first.

    A booking in a cancelled session keeps its state: ask the session's.
    """
    rows = Booking.objects.filter(enrolment=enrolment, state__in=ACTIVE).order_by("session__starts_at", "pk")
    return rows.select_related("session__organisation", "session__venue", "session__room", "session__sequence")


def offers_of(sessions: QuerySet[Session], enrolment: Enrolment) -> list[Offer]:
    """Two queries: what the learner holds, and the next MOST dates. What has begun is shown to who holds a seat."""
    now = timezone.now()
    own = Booking.objects.filter(enrolment=enrolment, state__in=ACTIVE)
    rows = sessions.filter(organisation=enrolment.organisation_id, state=Session.State.PLANNED, ends_at__gt=now)
    rows = rows.filter(Q(starts_at__gt=now) | Exists(own.filter(session=OuterRef("pk"))))
    held_first = rows.annotate(is_held=Exists(own.filter(session=OuterRef("pk")))).order_by("-is_held", "starts_at")
    rows = with_counts(held_first)
    rows = rows.select_related("organisation", "venue", "room", "trainer", "sequence")
    rows = rows.prefetch_related(Prefetch("bookings", own.annotate(place=_place()), to_attr="own"))
    return sorted(map(_offer, rows[:MOST]), key=lambda offer: (offer.session.starts_at, offer.session.pk))


def _offer(row: Any) -> Offer:
    left = max(0, row.capacity_max - row.booked)
    if not row.own:
        return Offer(row, left)
    booking = row.own[0]
    return Offer(row, left, booking, booking.place if booking.state == Booking.State.WAITING else 0)


def _place() -> Any:
    """In the queue, counted in the same query."""
    earlier = Booking.objects.filter(session=OuterRef("session"), state=Booking.State.WAITING).filter(
        Q(since__lt=OuterRef("since")) | Q(since=OuterRef("since"), pk__lt=OuterRef("pk"))
    )
    counted = earlier.order_by().values("session").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0) + 1

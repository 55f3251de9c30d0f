"""Plan, change and cancel sessions: half-days are cut, doubles are refused, everybody concerned is told.

Coordinators' screens, imports and the demo call it. Locks are taken in one order: room, trainer, session, half-days;
seats.py goes on from the session to the learner's enrolments. Everything refused is refused in words (Refused).
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.agenda.half_days import Span
from lms.agenda.models import Booking, HalfDay, Room, Series, Session
from lms.agenda.sessions import seats, telling
from lms.agenda.sessions.clashes import open_diary
from lms.agenda.sessions.series import Occurrence
from lms.agenda.sessions.times import Shape, When, half_days
from lms.people.models import Person
from lms.plugins.kind import Refused

# What a calendar shows of a session, besides its times.
SHOWN = ("title", "venue", "room", "online", "link", "trainer")
# Of these, what people must be told at once.
TOLD = ("venue", "room", "online")


def create(shape: Shape, whens: Iterable[When], *, key: UUID | None = None) -> Session:
    """One session of these spans. `key` names the act: sent twice, it is planned once."""
    pieces = half_days(shape.organisation, whens)
    with transaction.atomic():
        known = _planned_before(shape, pieces, key)
        if known is not None:
            return known
        _check(shape, pieces)
        return _write(shape, pieces, None, key)


def create_series(
    shape: Shape, dates: Sequence[Occurrence], *, every_weeks: int, until: date, key: UUID | None = None
) -> list[Session]:
    """Every date of the series that is kept, or none at all. `key` names the act, as for create()."""
    kept = [one for one in dates if one.is_kept]
    if not kept:
        raise Refused(_("No date is left: choose other days."))
    pieces = [half_days(shape.organisation, one.whens) for one in kept]
    with transaction.atomic():
        known = _planned_before(shape, pieces[0], key)
        if known is not None:
            return list(known.series.sessions.all()) if known.series else [known]
        _check(shape, *pieces)
        series = Series.objects.create(
            organisation=shape.organisation, every_weeks=every_weeks, first_on=kept[0].day, until=until
        )
        keys = [key, *(None for _one in kept[1:])]
        return [_write(shape, row, series, name) for row, name in zip(pieces, keys, strict=True)]


def change(session: Session, shape: Shape, whens: Iterable[When]) -> Session:
    """Give it another shape or other times. A half-day that somebody has signed keeps its time and its number.

    More seats promote who waits; fewer than people have taken is refused: nobody loses a seat by a number.
    """
    pieces = half_days(shape.organisation, whens)
    with transaction.atomic():
        _lock_place(shape)
        row = lock(session)
        if row.state == Session.State.CANCELLED:
            raise Refused(_("This session was cancelled. Duplicate it to plan it again."))
        _check(shape, pieces, beside=row)
        _check_people(row, shape)
        is_recut = _recut(row, pieces)
        is_shown = is_recut or any(getattr(row, name) != getattr(shape, name) for name in SHOWN)
        is_told = is_recut or any(getattr(row, name) != getattr(shape, name) for name in TOLD)
        for name, value in vars(shape).items():
            setattr(row, name, value)
        row.starts_at, row.ends_at = pieces[0].starts_at, pieces[-1].ends_at
        if is_shown:
            row.revision, row.changed_at = row.revision + 1, timezone.now()
        row.save()
        seats.settle(row)
        if is_told:
            telling.moved(row)
    return row


def cancel(session: Session, reason: str) -> Session:
    """Everybody who has a seat or waits is told why. A second time changes nothing.

    Their bookings stay as they were, so that calendars can show what was cancelled. What was signed was held, and is
    not cancelled.
    """
    if not reason.strip():
        raise Refused(_("Say why: the people who come read it."))
    with transaction.atomic():
        row = lock(session)
        if row.state == Session.State.CANCELLED:
            return row
        if signed_half_days(row):
            raise Refused(_("Somebody has signed that they were there: what was held cannot be cancelled."))
        row.state, row.cancelled_at, row.cancel_reason = Session.State.CANCELLED, timezone.now(), reason.strip()[:255]
        row.revision, row.changed_at = row.revision + 1, row.cancelled_at
        row.save()
        telling.session_cancelled(row)
    return row


def cancel_series(session: Session, reason: str) -> list[Session]:
    """This date of its series and all that follow, but those that somebody has signed already."""
    rows = Session.objects.filter(pk=session.pk)
    if session.series_id is not None:
        rows = Session.objects.filter(series=session.series_id, starts_at__gte=session.starts_at)
    with transaction.atomic():
        planned = rows.filter(state=Session.State.PLANNED).order_by("pk")
        return [cancel(one, reason) for one in planned if not signed_half_days(one)]


def lock(session: Session) -> Session:
    """The row as it is now, nobody else's until the transaction ends."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation", "venue", "room", "trainer", "journey", "sequence").get(pk=session.pk)


def signed_half_days(session: Session) -> list[HalfDay]:
    """Those that anybody has signed, or the trainer has closed: locked, so that nobody signs meanwhile."""
    rows = list(HalfDay.objects.select_for_update().filter(session=session).order_by("part"))
    signed = HalfDay.objects.filter(session=session).filter(Q(sign_offs__isnull=False) | Q(closed_at__isnull=False))
    numbers = set(signed.values_list("pk", flat=True))
    return [row for row in rows if row.pk in numbers]


def _planned_before(shape: Shape, pieces: Sequence[Span], key: UUID | None) -> Session | None:
    """The place is locked first, so that the same act sent twice at the same moment finds itself."""
    _lock_place(shape)
    known = Session.objects.filter(public_id=key, organisation=shape.organisation).first() if key else None
    if known is not None and known.starts_at != pieces[0].starts_at:
        # Back in the browser, another day: the old form must not pass for a new session.
        raise Refused(_("This form was sent before, for another date. Open a new one."))
    return known


def _lock_place(shape: Shape) -> None:
    """Two tabs that want the same room, or the same trainer, wait for each other here."""
    if shape.room is not None:
        Room.objects.select_for_update(no_key=True).get(pk=shape.room.pk)
    if shape.trainer is not None:
        Person.objects.select_for_update(no_key=True).get(pk=shape.trainer.pk)


def _check(shape: Shape, *rows: list[Span], beside: Session | None = None) -> None:
    if shape.capacity_max < 1 or shape.capacity_min > shape.capacity_max:
        raise Refused(_("“At most” is at least one person, and not fewer than “at least”."))
    if shape.room is not None and shape.capacity_max > shape.room.capacity:
        words = ngettext(
            "%(room)s holds %(seats)d person only: lower “at most”, or choose another room.",
            "%(room)s holds %(seats)d people only: lower “at most”, or choose another room.",
            shape.room.capacity,
        )
        raise Refused(words % {"room": shape.room, "seats": shape.room.capacity})
    diary = open_diary(
        shape.organisation, shape.room, shape.trainer, [span for row in rows for span in row], beside=beside
    )
    faults = [fault for row in rows for fault in diary.faults(row)]
    if faults:
        raise Refused(_("Nothing was saved. %(faults)s") % {"faults": " ".join(dict.fromkeys(faults))})


def _check_people(row: Session, shape: Shape) -> None:
    active = Booking.objects.filter(session=row, state__in=seats.ACTIVE)
    is_served_otherwise = row.journey_id != _key(shape.journey) or row.sequence_id != _key(shape.sequence)
    if is_served_otherwise and active.exists():
        raise Refused(_("People have a seat here: another sequence is another session. Duplicate it instead."))
    booked = active.filter(state=Booking.State.BOOKED).count()
    if shape.capacity_max < booked:
        words = ngettext(
            "%(count)d person has a seat: “at most” cannot be lower. Give a seat back first.",
            "%(count)d people have a seat: “at most” cannot be lower. Give seats back first.",
            booked,
        )
        raise Refused(words % {"count": booked})


def _key(row: object) -> int | None:
    return getattr(row, "pk", None)


def _write(shape: Shape, pieces: Sequence[Span], series: Series | None, key: UUID | None) -> Session:
    try:
        with transaction.atomic():
            session = Session.objects.create(
                **vars(shape),
                series=series,
                starts_at=pieces[0].starts_at,
                ends_at=pieces[-1].ends_at,
                public_id=key or uuid.uuid4(),
            )
    except IntegrityError as error:
        # The same act from two tabs, without a room or a trainer to wait for; or a key that is not ours.
        raise Refused(_("This was being planned already. Look at the list before you send it again.")) from error
    _cut(session, pieces)
    return session


def _recut(session: Session, pieces: Sequence[Span]) -> bool:
    """Give the half-days these times; False when nothing moved. Numbers and secrets stay where they can."""
    signed = signed_half_days(session)
    rows = list(HalfDay.objects.filter(session=session).order_by("part"))
    if [(row.starts_at, row.ends_at) for row in rows] == [(one.starts_at, one.ends_at) for one in pieces]:
        return False
    for row in signed:
        kept = pieces[row.part - 1] if row.part <= len(pieces) else None
        if len(pieces) != len(rows) or kept is None or (kept.starts_at, kept.ends_at) != (row.starts_at, row.ends_at):
            raise Refused(_("A half-day that somebody has signed is not moved. Plan another session for the rest."))
    for row, piece in zip(rows, pieces, strict=False):
        row.starts_at, row.ends_at = piece.starts_at, piece.ends_at
    HalfDay.objects.bulk_update(rows[: len(pieces)], ["starts_at", "ends_at"])
    HalfDay.objects.filter(session=session, part__gt=len(pieces)).delete()
    _cut(session, pieces, known=len(rows))
    return True


def _cut(session: Session, pieces: Sequence[Span], known: int = 0) -> None:
    """Rows for those half-days that have none yet."""
    HalfDay.objects.bulk_create(
        HalfDay(session=session, part=number, starts_at=piece.starts_at, ends_at=piece.ends_at)
        for number, piece in enumerate(pieces, start=1)
        if number > known
    )

"""Seats and the waiting list: first come, first served; who waits moves up when a seat is given back.

Learners' and coordinators' screens call it. Whoever changes seats holds the session's row, so that the last seat is
given once; then the learner's enrolments, so that nobody sits in two places at a time. Refusals are in words.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.models import Appointment, Booking, HalfDay, Session
from lms.agenda.rules import rules_of
from lms.agenda.sessions import telling, words
from lms.catalogue.outline import outline_of
from lms.enrolment.access import Gate, closed_enrolment, refusal
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress.standing import done_sequences, total_of

ACTIVE = (Booking.State.BOOKED, Booking.State.WAITING)


def book(session: Session, enrolment: Enrolment, by: Person) -> Booking:
    """A seat, or a place in the queue when the session is full: the booking's state says which.

    A learner books for themselves, before it begins, at a sequence that is open to them; the team books for anybody of
    the journey, also afterwards. Of one sequence a learner holds one date to come: a free seat elsewhere takes its
    place. A second time changes nothing. Raises Refused, in words.
    """
    is_own = by.pk == enrolment.person_id
    with transaction.atomic():
        others = _other_dates(session, enrolment) if is_own else []
        row = _lock(session.pk, *(one.session_id for one in others))[session.pk]
        _lock_enrolments(enrolment)
        known = Booking.objects.filter(session=row, enrolment=enrolment).first()
        if known is not None and known.state in ACTIVE:
            return known
        _check_open(row, enrolment, is_own)
        settle(row)
        has_room = free_seats(row) > 0
        if not has_room and row.starts_at <= timezone.now():
            raise Refused(_("All seats are taken: raise “at most” first."))
        leaving = _other_dates(row, enrolment) if is_own else []
        _check_swap(row, leaving, others, has_room)
        _check_overlap(row, enrolment, [one.session_id for one in leaving], is_own)
        for one in leaving:
            _give_back(one, by, _("another date was chosen"), is_told=False)
        booking = known or Booking(session=row, enrolment=enrolment)
        booking.state = Booking.State.BOOKED if has_room else Booking.State.WAITING
        booking.since, booking.promoted_at, booking.cancelled_at = timezone.now(), None, None
        booking.reason, booking.made_by = "", by
        booking.save()
        telling.booked(booking, row) if has_room else telling.waiting(booking, row, place_in_queue(booking))
    return booking


def cancel(booking: Booking, by: Person, reason: str = "") -> Booking:
    """Give a seat back, or leave the queue; the first who waits moves up and is told. A second time changes nothing.

    Within the organisation's last hours a learner says why; once it has begun, only the team may. Raises Refused.
    """
    with transaction.atomic():
        row = _lock(booking.session_id)[booking.session_id]
        known = Booking.objects.select_related("enrolment__person", "enrolment__coach").get(pk=booking.pk)
        if known.state not in ACTIVE:
            return known
        is_own, was_booked = by.pk == known.enrolment.person_id, known.state == Booking.State.BOOKED
        if is_own:
            _check_in_time(known, row, reason)
        if HalfDay.objects.filter(session=row, sign_offs__enrolment=known.enrolment_id).exists():
            raise Refused(_("This person has signed here: their place is kept with their signature."))
        known.session = row
        _give_back(known, by, reason)
        if is_own and was_booked and is_late(row):
            telling.late(known, row)
    return known


def release(enrolment: Enrolment, by: Person | None, reason: str) -> int:
    """Give back every seat to come of somebody who leaves the journey, or stops for a while; returns how many."""
    rows = Booking.objects.filter(enrolment=enrolment, state__in=ACTIVE, session__starts_at__gt=timezone.now())
    with transaction.atomic():
        sessions = _lock(*rows.values_list("session_id", flat=True))
        held = list(rows.filter(session__in=sessions).select_related("enrolment__person"))
        for one in held:
            one.session = sessions[one.session_id]
            _give_back(one, by, reason)
    return len(held)


def settle(session: Session) -> list[Booking]:
    """Give free seats to those who wait, in their order, and tell them. The caller holds the session's row.

    Nothing moves once it has begun, and who has left the journey leaves the queue.
    """
    if session.state == Session.State.CANCELLED or session.starts_at <= timezone.now():
        return []
    queue = Booking.objects.filter(session=session, state=Booking.State.WAITING).order_by("since", "pk")
    gone = Q(enrolment__state=Enrolment.State.ENDED) | Q(enrolment__person=None)
    now, free = timezone.now(), free_seats(session)
    if free <= 0:
        return []
    Booking.objects.filter(pk__in=[row.pk for row in queue.filter(gone)]).update(
        state=Booking.State.CANCELLED, cancelled_at=now
    )
    promoted = list(queue.select_related("enrolment__person")[:free])
    for row in promoted:
        row.state, row.promoted_at = Booking.State.BOOKED, now
        row.save(update_fields=["state", "promoted_at"])
        telling.promoted(row, session)
    return promoted


def free_seats(session: Session) -> int:
    booked = Booking.objects.filter(session=session, state=Booking.State.BOOKED).count()
    return session.capacity_max - booked


def place_in_queue(booking: Booking) -> int:
    """1 for the first who waits."""
    earlier = Q(since__lt=booking.since) | Q(since=booking.since, pk__lt=booking.pk)
    rows = Booking.objects.filter(session=booking.session_id, state=Booking.State.WAITING)
    return rows.filter(earlier).count() + 1


def gate_of(enrolment: Enrolment, sequence_id: int) -> Gate | None:
    """Why this learner is not at that point of their journey yet; None when they are. Journey and total come along."""
    outline = outline_of(enrolment.journey)
    item = outline.sequence_by_id.get(sequence_id)
    if item is None:
        return Gate(_("This step has been withdrawn from the journey."), "")
    return refusal(enrolment, item, outline, done_sequences(total_of(enrolment), outline))


def with_counts(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """With `booked` and `waiting`, the numbers of people."""
    booked = Count("bookings", filter=Q(bookings__state=Booking.State.BOOKED))
    return sessions.annotate(booked=booked, waiting=Count("bookings", filter=Q(bookings__state=Booking.State.WAITING)))


def _lock(*keys: int) -> dict[int, Session]:
    rows = Session.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows.select_related("organisation", "venue", "room", "sequence")}


def _lock_enrolments(enrolment: Enrolment) -> None:
    rows = Enrolment.objects.select_for_update(no_key=True).filter(Q(pk=enrolment.pk) | Q(person=enrolment.person_id))
    states = {row.pk: row for row in rows.order_by("pk")}
    now = states[enrolment.pk]
    enrolment.state, enrolment.person_id = now.state, now.person_id


def _check_open(session: Session, enrolment: Enrolment, is_own: bool) -> None:
    if session.state == Session.State.CANCELLED:
        raise Refused(_("This session was cancelled. Choose another date."))
    is_theirs = session.organisation_id == enrolment.organisation_id
    if not is_theirs or session.journey_id not in (None, enrolment.journey_id) or enrolment.person_id is None:
        raise Refused(_("This session belongs to another journey."))
    has_begun = session.starts_at <= timezone.now()
    if is_own and has_begun:
        raise Refused(_("This session has begun. Choose another date, or ask the trainer."))
    gate = closed_enrolment(enrolment) if session.sequence_id is None else gate_of(enrolment, session.sequence_id)
    if is_own and gate is not None:
        raise Refused(str(gate))
    if not has_begun and enrolment.state == Enrolment.State.ENDED:
        raise Refused(_("This person's journey is over."))


def _other_dates(session: Session, enrolment: Enrolment) -> list[Booking]:
    """What a learner holds of the same sequence at other dates to come."""
    if session.sequence_id is None:
        return []
    rows = Booking.objects.filter(enrolment=enrolment, state__in=ACTIVE, session__sequence=session.sequence_id)
    rows = rows.filter(session__state=Session.State.PLANNED, session__starts_at__gt=timezone.now())
    return list(rows.exclude(session=session).select_related("session__organisation", "enrolment__person"))


def _check_swap(session: Session, leaving: list[Booking], locked: list[Booking], has_room: bool) -> None:
    if {one.pk for one in leaving} - {one.pk for one in locked}:
        raise Refused(_("Your seats have just changed. Look at the dates again."))
    if leaving and not has_room:
        said = _("This date is full, and you hold %(date)s. Nothing was changed: give that one back to wait here.")
        raise Refused(said % {"date": words.when(leaving[0].session)})


def _check_overlap(session: Session, enrolment: Enrolment, without: Collection[int], is_own: bool) -> None:
    same_time = HalfDay.objects.filter(
        session=session, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    held = HalfDay.objects.filter(
        session__bookings__enrolment__person=enrolment.person_id,
        session__bookings__state__in=ACTIVE,
        session__state=Session.State.PLANNED,
    ).exclude(session__in=[session.pk, *without])
    meetings = Appointment.objects.filter(
        enrolment__person=enrolment.person_id, state__in=(Appointment.State.BOOKED, Appointment.State.HELD)
    )
    other = held.filter(Exists(same_time)).select_related("session").first()
    meeting = meetings.filter(Exists(same_time)).select_related("type").first()
    if other is None and meeting is None:
        return
    title = other.session.title if other else meeting.type.title if meeting else ""
    own = _("At that time you already have “%(title)s”. Nothing was changed.")
    theirs = _("At that time this person already has “%(title)s”. Nothing was changed.")
    raise Refused((own if is_own else theirs) % {"title": title})


def _check_in_time(booking: Booking, session: Session, reason: str) -> None:
    now = timezone.now()
    if session.starts_at <= now:
        raise Refused(_("This session has begun. Tell your trainer or your coach."))
    if is_late(session) and booking.state == Booking.State.BOOKED and not reason.strip():
        raise Refused(_("It is soon: say in a few words why you cannot come, so that your team knows."))


def is_late(session: Session, hours: int | None = None) -> bool:
    """Are these the last hours, in which a learner who cannot come says why? `hours`: of the rules, when known."""
    if hours is None:
        hours = rules_of(session.organisation_id).cancel_before_hours
    return timezone.now() > session.starts_at - timedelta(hours=hours)


def _give_back(booking: Booking, by: Person | None, reason: str, is_told: bool = True) -> None:
    booking.state, booking.cancelled_at = Booking.State.CANCELLED, timezone.now()
    booking.reason, booking.made_by = reason.strip()[:255], by
    booking.save(update_fields=["state", "cancelled_at", "reason", "made_by"])
    settle(booking.session)
    if is_told:
        telling.given_back(booking, booking.session)

"""What people are told of sessions and seats (Topic.BOOKING): one key a fact, so that nobody is told twice."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.agenda.models import Booking, Session
from lms.agenda.sessions import words
from lms.notices.models import Topic
from lms.notices.tell import tell
from lms.people.models import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def booked(booking: Booking, session: Session) -> None:
    subject = _("Your seat: {title}")
    body = _("You have a seat.\n{when}\n{where}")
    _tell(booking, session, "booked", subject, body)


def waiting(booking: Booking, session: Session, place: int) -> None:
    subject = _("You are on the waiting list: {title}")
    body = _("All seats are taken for now. You are number {place} in the queue; a seat given back is yours.\n{when}")
    _tell(booking, session, "waiting", subject, body, place=place)


def promoted(booking: Booking, session: Session) -> None:
    subject = _("A seat is yours: {title}")
    body = _("Somebody gave a seat back, and you were next.\n{when}\n{where}\nIf you cannot come, give it back.")
    _tell(booking, session, "promoted", subject, body)


def given_back(booking: Booking, session: Session) -> None:
    subject = _("Your seat is given back: {title}")
    body = _("You are not expected any more.\n{when}\n{reason}")
    _tell(booking, session, "given-back", subject, body, reason=booking.reason)


def late(booking: Booking, session: Session) -> None:
    """Who waits for this learner reads why they do not come: the trainer, and their coach."""
    facts = {"name": str(booking.enrolment.person), "title": session.title, "when": words.lazy_when(session)}
    key = f"booking:{booking.pk}:{booking.since.timestamp():.6f}:late"
    team = {one.pk: one for one in (session.trainer, booking.enrolment.coach) if one is not None}
    for person in team.values():
        with translation.override(person.language):
            address = reverse("agenda:session", args=[session.public_id]) if person == session.trainer else ""
        subject = format_lazy(_("{name} cannot come: {title}"), **facts)
        body = format_lazy("{when}\n{reason}", reason=booking.reason, **facts)
        tell(person, session.organisation, Topic.TEAM, key, subject, body, address, booking.enrolment.person)


def moved(session: Session) -> None:
    subject = _("It has changed: {title}")
    body = _("Look at the date and the place again.\n{when}\n{where}\nIf you cannot come, give your seat back.")
    for booking in _concerned(session):
        _tell(booking, session, f"moved:{session.revision}", subject, body)


def session_cancelled(session: Session) -> None:
    subject = _("Cancelled: {title}")
    body = _("It will not take place.\n{when}\n{reason}\nYou can choose another date.")
    for booking in _concerned(session):
        _tell(booking, session, "cancelled", subject, body, reason=session.cancel_reason)


def address_for(person: Person, sequence_key: UUID | None) -> str:
    """Where somebody goes on from a notice, in their own language."""
    with translation.override(person.language):
        if sequence_key is None:
            return reverse("agenda:access_points")
        return reverse("agenda:choose_session", args=[sequence_key])


def _concerned(session: Session) -> Iterable[Booking]:
    active = (Booking.State.BOOKED, Booking.State.WAITING)
    rows = Booking.objects.filter(session=session, state__in=active).select_related("enrolment__person")
    return rows.order_by("since", "pk")


def _tell(
    booking: Booking, session: Session, what: str, subject: "_StrPromise", body: "_StrPromise", **facts: object
) -> None:
    person = booking.enrolment.person
    if person is None:
        return
    told = {"title": session.title, "when": words.lazy_when(session), "where": words.lazy_where(session), **facts}
    key = f"booking:{booking.pk}:{booking.since.timestamp():.6f}:{what}"
    address = address_for(person, session.sequence.key if session.sequence else None)
    tell(
        person,
        session.organisation,
        Topic.BOOKING,
        key,
        format_lazy(subject, **told),
        format_lazy(body, **told),
        address,
    )

"""What nobody may sign, and why, in words for the person: sign.py asks here, and whoever moves a session."""

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.access import may_lead
from lms.agenda.models import Booking, HalfDay, Session, SignOff
from lms.agenda.rules import rules_of
from lms.agenda.signoffs import codes, guesses, statement, window
from lms.agenda.signoffs.words import Tap, Word
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused

Role, State = SignOff.Role, SignOff.State


def is_signed(session: Session) -> bool:
    """Has anybody signed any part of it? Then its hours are not moved any more: what was signed would be untrue."""
    return SignOff.objects.filter(half_day__session=session, cancelled_at=None).exists()


def refuse_move(session: Session) -> None:
    """Before a session's hours or half-days are changed. Raises Refused, in words."""
    if is_signed(session):
        raise Refused(
            _(
                "People have signed this session: its hours cannot be moved any more. Make another session, or cancel "
                "the signatures first, with a reason."
            )
        )


def check_open(half_day: HalfDay, enrolment: Enrolment, tap: Tap) -> None:
    """May this learner sign here and now?"""
    check_listed(half_day, enrolment)
    if half_day.closed_at is not None:
        raise Refused(_("Your trainer has closed this half-day. Ask them: they can still add you to the sheet."))
    check_window(half_day, tap)


def check_window(half_day: HalfDay, tap: Tap) -> None:
    reason = window.why_not(half_day, rules_of(half_day.session.organisation_id), timezone.now())
    if reason:
        raise Refused(reason)
    if tap.terms and tap.terms != statement.terms_of(half_day):
        raise Refused(_("The hours have changed since this page was opened. Nothing was signed: read them once more."))


def check_listed(half_day: HalfDay, enrolment: Enrolment) -> None:
    session = half_day.session
    if session.state == Session.State.CANCELLED:
        raise Refused(_("This session is cancelled: there is nothing to sign."))
    if enrolment.person_id is None or enrolment.organisation_id != session.organisation_id:
        raise Refused(_("This person is not on the list of this session."))
    if not Booking.objects.filter(session=session, enrolment=enrolment, state=Booking.State.BOOKED).exists():
        raise Refused(_("Not on the list of this session yet: the trainer can add the people who are in the room."))


def check_code(half_day: HalfDay, person: Person, code: str) -> None:
    guesses.count_try(person)
    if not codes.is_current(half_day.secret, code, timezone.now()):
        raise Refused(_("This code is not the one shown now: it changes every half minute. Type the new one."))
    guesses.forget(person)


def check_leader(by: Person, session: Session) -> None:
    if not may_lead(by, session):
        raise Refused(_("This is for the trainer of this session, and for those who plan."))


def check_team(by: Person, session: Session, enrolment: Enrolment) -> None:
    check_leader(by, session)
    if by.pk == enrolment.person_id:
        raise Refused(_("Nobody vouches for themselves: sign with the code, or ask a colleague."))


def check_begun(slot: HalfDay) -> None:
    if slot.session.state == Session.State.CANCELLED:
        raise Refused(_("This session is cancelled: there is nothing to sign."))
    if timezone.now() < slot.starts_at:
        raise Refused(_("This half-day has not begun yet: a sheet is not signed before."))


def check_correction(by: Person, slot: HalfDay, row: SignOff, reason: str, new: Word | None) -> None:
    check_leader(by, slot.session)
    if row.enrolment is not None:
        check_team(by, slot.session, row.enrolment)
    if not reason.strip():
        raise Refused(_("Say why: it stands beside the line that is struck."))
    if new is None:
        if row.role == Role.TRAINER:
            raise Refused(_("A half-day that was closed stays closed: your signature takes the place of this one."))
    elif row.role == Role.LEARNER and row.person_id is None:
        raise Refused(_("This person was erased: the line can be struck, not replaced."))
    elif row.role == Role.LEARNER and new.state != State.PRESENT and not new.reason.strip():
        raise Refused(_("Say why this person was late or absent: it stands on the sheet."))

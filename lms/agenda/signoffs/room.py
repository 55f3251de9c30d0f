"""Who is expected at a half-day, what each has signed, and who walks in without a seat."""

from dataclasses import dataclass
from unicodedata import combining, normalize

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.agenda.models import Booking, HalfDay, Session, SignOff
from lms.agenda.signoffs import refusals
from lms.enrolment.models import Enrolment
from lms.people.access import may_see_name_of, may_see_names
from lms.people.models import Person
from lms.plugins.kind import Refused

MOST_FOUND = 20
KNOTS = {SignOff.State.PRESENT: "done", SignOff.State.LATE: "done", SignOff.State.ABSENT: "closed"}


@dataclass(frozen=True)
class Line:
    """One learner in the room: the knot beside their name, and what it means in words."""

    enrolment: Enrolment
    name: str
    sign_off: SignOff | None
    knot: str
    words: str
    detail: str

    @property
    def was_there(self) -> bool:
        return self.sign_off is not None and self.sign_off.state != SignOff.State.ABSENT


def lines_of(half_day: HalfDay) -> list[Line]:
    """Everybody with a seat, and who signed and lost it since; by name. Two queries."""
    living = half_day.sign_offs.filter(role=SignOff.Role.LEARNER, cancelled_at=None)
    signed = {row.enrolment_id: row for row in living}
    seated = Q(bookings__session=half_day.session_id, bookings__state=Booking.State.BOOKED)
    rows = Enrolment.objects.filter(seated | Q(pk__in=list(signed))).select_related("person").distinct()
    lines = [_line(half_day, row, signed.get(row.pk)) for row in rows]
    return sorted(lines, key=lambda line: (name_order(line.name), line.enrolment.pk))


def name_order(name: str) -> str:
    """Émilie stands beside Emma, not after Zoé."""
    return "".join(sign for sign in normalize("NFKD", name.casefold()) if not combining(sign))


def words_of(sign_off: SignOff) -> str:
    if sign_off.state != SignOff.State.LATE or not sign_off.minutes_late:
        return str(sign_off.get_state_display())
    return ngettext("Late by %(count)s minute", "Late by %(count)s minutes", sign_off.minutes_late) % {
        "count": sign_off.minutes_late
    }


def candidates(session: Session, words: str, by: Person) -> QuerySet[Enrolment]:
    """Learners who could sit here and have no seat, by name: those that `by` knows by name."""
    rows = Enrolment.objects.filter(organisation=session.organisation_id, state=Enrolment.State.ACTIVE)
    if session.journey_id is not None:
        rows = rows.filter(journey=session.journey_id)
    if not may_see_names(by, session.organisation_id):
        rows = rows.filter(coach=by)
    seated = Booking.objects.filter(session=session, state=Booking.State.BOOKED).values("enrolment")
    rows = rows.filter(person__name__icontains=words).exclude(pk__in=seated)
    return rows.select_related("person").order_by("person__name", "pk")[:MOST_FOUND]


@transaction.atomic
def add(session: Session, enrolment: Enrolment, by: Person) -> Booking:
    """A seat for somebody who is in the room, also beyond the capacity: they sit there already."""
    refusals.check_leader(by, session)
    if session.state == Session.State.CANCELLED:
        raise Refused(_("This session is cancelled: there is nothing to sign."))
    if not may_see_name_of(by, session.organisation_id, enrolment.person_id, enrolment.coach_id):
        raise Refused(_("You add the people you coach. Ask a coordinator for the others."))
    other = session.journey_id is not None and session.journey_id != enrolment.journey_id
    if other or enrolment.person_id is None or enrolment.organisation_id != session.organisation_id:
        raise Refused(_("This person does not follow the journey of this session. Ask a coordinator to enrol them."))
    seat, is_new = Booking.objects.select_for_update().get_or_create(
        session=session, enrolment=enrolment, defaults={"state": Booking.State.BOOKED, "made_by": by}
    )
    if not is_new and seat.state != Booking.State.BOOKED:
        seat.state, seat.made_by, seat.cancelled_at, seat.reason = Booking.State.BOOKED, by, None, ""
        seat.promoted_at = timezone.now()
        seat.save()
    return seat


def _line(half_day: HalfDay, enrolment: Enrolment, sign_off: SignOff | None) -> Line:
    name = str(enrolment.person or _("Somebody"))
    if sign_off is None:
        words = _("Not signed") if half_day.closed_at else _("Not yet")
        return Line(enrolment, name, None, "todo", words, "")
    moment = sign_off.signed_at.astimezone(half_day.session.organisation.zone)
    detail = sign_off.reason or time_format(moment, "TIME_FORMAT")
    return Line(enrolment, name, sign_off, KNOTS[SignOff.State(sign_off.state)], words_of(sign_off), detail)

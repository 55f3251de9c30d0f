"""Before a session or an appointment, and after a session that somebody missed (domain.md B1, indicator 12)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.agenda.models import Appointment, Booking, Presence, Session, SignOff
from lms.agenda.reminders import words
from lms.agenda.reminders.scene import NEWS, Scene
from lms.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.tell import Telling
from lms.people.models import Person


def coming(scene: Scene) -> Iterator[Telling]:
    """So many hours before, as the organisation wishes. Who has just booked has just been told."""
    latest = scene.now + timedelta(hours=max(scene.all_of("remind_before_hours")))
    soon = {"starts_at__gt": scene.now, "starts_at__lte": latest}
    for seat in _seats(**{f"session__{name}": value for name, value in soon.items()}).iterator(2000):
        told_at = max(seat.since, seat.promoted_at or seat.since)
        yield from _remind(scene, seat.session, seat.enrolment.person, told_at)
    rows = Appointment.objects.filter(state=Appointment.State.BOOKED, enrolment__person__isnull=False, **soon)
    for row in rows.select_related("type", "venue", "enrolment__person").iterator(2000):
        yield from _remind(scene, row, row.enrolment.person, row.changed_at)


def missed(scene: Scene) -> Iterator[Telling]:
    """The trainer has closed the half-day, and it says that they were absent, or nothing of them."""
    there = SignOff.objects.filter(
        half_day=OuterRef("half_day"),
        enrolment=OuterRef("enrolment"),
        cancelled_at=None,
        state__in=(SignOff.State.PRESENT, SignOff.State.LATE),
    )
    seats = _seats().annotate(
        half_day=F("session__half_days__pk"),
        closed_at=F("session__half_days__closed_at"),
        half_day_at=F("session__half_days__starts_at"),
        half_day_ends=F("session__half_days__ends_at"),
    )
    # Whom the server of a virtual class saw is on the sheet soon, if it was long enough.
    seen = Presence.objects.filter(
        session=OuterRef("session"),
        enrolment=OuterRef("enrolment"),
        joined_at__lt=OuterRef("half_day_ends"),
        left_at__gt=OuterRef("half_day_at"),
    )
    closed = seats.filter(closed_at__gt=scene.now - NEWS, closed_at__lte=scene.now, half_day_at__lt=scene.now)
    for seat in closed.filter(~Exists(there), ~Exists(seen)).order_by("half_day_at").iterator(2000):
        session, person = seat.session, seat.enrolment.person
        assert person is not None
        yield Telling(
            person,
            session.organisation_id,
            Topic.ABSENCE,
            f"missed:session:{session.pk}",
            format_lazy(_("We missed you: {title}"), title=session.title),
            format_lazy(
                _(
                    "You were expected on {when}. It happens, and nothing of what you did before is lost.\n"
                    "Tell us how we can help, or choose another date."
                ),
                when=words.when(seat.half_day_at, scene.zone(session.organisation_id)),
            ),
            _other_dates(session),
        )


def _other_dates(session: Session) -> str | Promise:
    if session.sequence is None:
        return words.address("agenda:calendar")
    return words.address("agenda:choose_session", sequence_key=session.sequence.key)


def _seats(**narrower: object) -> QuerySet[Booking]:
    rows = Booking.objects.filter(
        state=Booking.State.BOOKED, session__state=Session.State.PLANNED, enrolment__person__isnull=False, **narrower
    ).exclude(enrolment__state=Enrolment.State.ENDED)
    return rows.select_related("session__venue", "session__room", "session__sequence", "enrolment__person").order_by(
        "pk"
    )


def _remind(
    scene: Scene, meeting: Session | Appointment, person: Person | None, told_at: datetime
) -> Iterator[Telling]:
    first = meeting.starts_at - timedelta(hours=scene.rules(meeting.organisation_id).remind_before_hours)
    if person is None or scene.now < first or told_at > first:
        return
    is_session = isinstance(meeting, Session)
    title = meeting.title if isinstance(meeting, Session) else meeting.type.title
    when = words.when(meeting.starts_at, scene.zone(meeting.organisation_id))
    sort = "session" if is_session else "appointment"
    yield Telling(
        person,
        meeting.organisation_id,
        Topic.REMINDER,
        # Another hour is another reminder.
        f"coming:{sort}:{meeting.pk}:{meeting.starts_at:%Y%m%d%H%M}",
        format_lazy(_("{when}: {title}"), when=when, title=title),
        format_lazy(
            _("You are expected on {when}.\n{where}\nYou cannot come? Give your place back, or call: somebody waits."),
            when=when,
            where=words.where(meeting),
        ),
        words.way_to(meeting),
        useful_until=meeting.starts_at,
    )

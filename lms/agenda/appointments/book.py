"""Book, move and cancel an appointment. Screens and imports call it; nobody is in two places at once.

Whoever changes something about an appointment holds the rows of its host and its learner, in the order of their ids, so
that two tabs and two people wait for each other. Each no is a sentence for the person: `Refused`.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.appointments import told, words
from lms.agenda.appointments.allowances import balance
from lms.agenda.appointments.openings import Opening, busy, covering, openings
from lms.agenda.half_days import Span
from lms.agenda.models import Appointment, AppointmentType, Venue
from lms.agenda.rules import rules_of
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.access import may_attest
from lms.people.models import Person
from lms.plugins.kind import Dated, Refused
from lms.plugins.registry import kinds

State = Appointment.State


@dataclass(frozen=True)
class Place:
    """Where somebody of the team puts a meeting, when it is not where their weekly hours say."""

    venue: Venue | None = None
    online: str = ""
    link: str = ""


def book(
    enrolment: Enrolment,
    type: AppointmentType,
    host: Person,
    starts_at: datetime,
    by: Person,
    subject: str = "",
    activity: Activity | None = None,
    place: Place | None = None,
) -> Appointment:
    """An hour for one learner. Learners take the host's openings, the team any hour to come. The same hour asked twice
    is one appointment. Raises Refused: taken, outside the rules, or more than the allowance."""
    ends_at = starts_at + timedelta(minutes=type.minutes)
    with transaction.atomic():
        lock(host, enrolment.person)
        enrolment = Enrolment.objects.select_related("person", "organisation", "coach").get(pk=enrolment.pk)
        same = {"enrolment": enrolment, "type": type, "host": host, "starts_at": starts_at, "state": State.BOOKED}
        known = Appointment.objects.filter(**same).first()
        if known is not None:
            return known
        check_people(enrolment, type, host, starts_at)
        check_activity(enrolment, type, activity)
        where = place or _place_of(host, type, enrolment, starts_at, by)
        check_free(Span(starts_at, ends_at), host, enrolment.person)
        if refusal := balance(enrolment, type).refusal(type.minutes):
            raise Refused(refusal)
        made = Appointment.objects.create(
            organisation_id=enrolment.organisation_id,
            ends_at=ends_at,
            subject=subject.strip()[:255],
            activity=activity,
            made_by=by,
            venue=where.venue,
            online=where.online,
            link=where.link,
            **same,
        )
        told.made(made, by)
    return made


def move(appointment: Appointment, starts_at: datetime, by: Person) -> Appointment:
    """Another hour, as long as before. To where it already is changes nothing. Raises Refused."""
    with locked(appointment):
        row = fresh(appointment)
        if row.state == State.BOOKED and row.starts_at == starts_at:
            return row
        _check_changeable(row, by)
        if row.host is None:
            raise Refused(_("Nobody holds this appointment any more. Cancel it, and book another one."))
        check_people(row.enrolment, row.type, row.host, starts_at)
        where = _place_of(row.host, row.type, row.enrolment, starts_at, by, row)
        ends_at = starts_at + (row.ends_at - row.starts_at)
        check_free(Span(starts_at, ends_at), row.host, row.enrolment.person, row.pk)
        before, row.starts_at, row.ends_at = row.starts_at, starts_at, ends_at
        row.venue, row.online, row.link = where.venue, where.online, where.link
        change(row, "starts_at", "ends_at", "venue", "online", "link")
        told.moved(row, by, before)
    return row


def cancel(appointment: Appointment, by: Person, reason: str = "") -> Appointment:
    """Give the hour back. A second time changes nothing. Learners within their delay; the team says why."""
    with locked(appointment):
        row = fresh(appointment)
        if row.state == State.CANCELLED:
            return row
        _check_changeable(row, by)
        if by.pk != row.enrolment.person_id and not reason.strip():
            raise Refused(_("Say why in a few words: the other person reads it."))
        row.state, row.cancelled_at, row.cancel_reason = State.CANCELLED, timezone.now(), reason.strip()[:255]
        change(row, "state", "cancelled_at", "cancel_reason")
        told.cancelled(row, by)
    return row


def too_late(appointment: Appointment) -> str:
    """Why the learner can no longer move or cancel it, and whom to call; empty while they can."""
    hours = rules_of(appointment.organisation_id).cancel_before_hours
    if timezone.now() <= appointment.starts_at - timedelta(hours=hours):
        return ""
    said = _("It is too late to change this appointment here: that is done at least %(hours)d h before. %(call)s")
    return said % {"hours": hours, "call": call(appointment)}


def call(appointment: Appointment) -> str:
    """Whom the learner calls: the host, or whoever helps in the organisation."""
    host, organisation = appointment.host, appointment.organisation
    if host is not None and host.phone:
        return _("Call %(name)s: %(phone)s.") % {"name": host, "phone": host.phone}
    if organisation.help_phone:
        name = organisation.help_name or organisation.name
        return _("Call %(name)s: %(phone)s.") % {"name": name, "phone": organisation.help_phone}
    return _("Tell %(name)s.") % {"name": host or organisation.help_name or organisation.name}


def lock(*people: Person | None) -> None:
    """Hold these people's rows until the transaction ends, in one order for everybody."""
    numbers = sorted({person.pk for person in people if person is not None})
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk").values_list("pk"))


class locked(AbstractContextManager[None]):  # noqa: N801  reads as a verb
    """A transaction that holds the host and the learner of an appointment."""

    def __init__(self, appointment: Appointment) -> None:
        self.appointment, self.atomic = appointment, transaction.atomic()

    def __enter__(self) -> None:
        self.atomic.__enter__()
        lock(self.appointment.host, self.appointment.enrolment.person)

    def __exit__(self, *error: object) -> None:
        self.atomic.__exit__(*error)  # type: ignore[arg-type]


def fresh(appointment: Appointment) -> Appointment:
    """The row as it is now that we hold its people."""
    rows = Appointment.objects.select_related(
        "enrolment__person", "enrolment__organisation", "enrolment__coach", "type__organisation", "host", "organisation"
    )
    return rows.select_related("activity__version", "venue").get(pk=appointment.pk)


def change(row: Appointment, *fields: str) -> None:
    """Save what changed as a new revision, which calendars follow."""
    row.revision, row.changed_at = row.revision + 1, timezone.now()
    row.save(update_fields=[*fields, "revision", "changed_at"])


def check_people(enrolment: Enrolment, type: AppointmentType, host: Person, starts_at: datetime) -> None:
    organisation = enrolment.organisation
    if enrolment.person is None or enrolment.state == Enrolment.State.ENDED:
        raise Refused(_("This journey is over: nothing more can be booked on it."))
    if type.organisation_id != enrolment.organisation_id or type.journey_id not in (None, enrolment.journey_id):
        raise Refused(_("This type of appointment belongs to another journey."))
    if host.pk == enrolment.person_id or not may_attest(host, enrolment.organisation_id):
        raise Refused(_("%(name)s cannot be met here: choose somebody of the team.") % {"name": host})
    if starts_at <= timezone.now():
        raise Refused(_("This hour has passed. Choose another one."))
    if starts_at.astimezone(organisation.zone).date() < enrolment.starts_on:
        raise Refused(_("The journey has not begun by then. Choose a later day."))


def check_activity(enrolment: Enrolment, type: AppointmentType, activity: Activity | None) -> None:
    if activity is None:
        return
    kind = kinds().get(activity.kind)
    wanted = activity.version.settings.get("type") if activity.version else ""
    is_ours = activity.journey_id == enrolment.journey_id and kind is not None and kind.dated is Dated.APPOINTMENT
    if not is_ours or wanted not in (None, "", type.code):
        raise Refused(_("This appointment cannot count for that activity."))


def check_free(span: Span, host: Person, learner: Person | None, besides: int | None = None) -> None:
    """Neither of the two has something else at that time. The team may book over an absence of its own."""
    if busy(span, [], [host], besides):
        raise Refused(_("%(name)s is not free any more at that time. Choose another one.") % {"name": host})
    if learner is not None and busy(span, [], [learner], besides):
        raise Refused(_("%(name)s has something else at that time. Choose another one.") % {"name": learner})


def _place_of(
    host: Person,
    type: AppointmentType,
    enrolment: Enrolment,
    starts_at: datetime,
    by: Person,
    moved: Appointment | None = None,
) -> Place:
    """Where the host is then. Learners take only what is open to them."""
    if by.pk == enrolment.person_id:
        hours = _opening(host, type, enrolment, starts_at, moved).hours
        return Place(hours.venue, hours.online, hours.link)
    found = covering(host, enrolment.organisation, starts_at)
    if found is not None:
        return Place(found.venue, found.online, found.link)
    return Place(moved.venue, moved.online, moved.link) if moved else Place()


def _opening(
    host: Person, type: AppointmentType, enrolment: Enrolment, starts_at: datetime, moved: Appointment | None
) -> Opening:
    if enrolment.state != Enrolment.State.ACTIVE:
        raise Refused(_("Your journey is paused. Tell your coach when you want to go on."))
    if host.pk != (type.host_id or enrolment.coach_id) and (moved is None or host.pk != moved.host_id):
        raise Refused(_("You book with your own coach. For anybody else, ask your coach."))
    type.organisation = enrolment.organisation
    day = starts_at.astimezone(enrolment.organisation.zone).date()
    for one in openings(host, type, day, 1, besides=moved.pk if moved else None):
        if one.starts_at == starts_at:
            return one
    raise Refused(
        _("%(when)s is not free any more. Choose another hour.") % {"when": words.moment(starts_at, type.organisation)}
    )


def _check_changeable(row: Appointment, by: Person) -> None:
    if row.state != State.BOOKED:
        said = _("This appointment is already “%(state)s”: it cannot be changed any more.")
        raise Refused(said % {"state": row.get_state_display()})
    if by.pk == row.enrolment.person_id and (why := too_late(row)):
        raise Refused(why)

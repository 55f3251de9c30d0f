"""What became of an appointment: held, missed, or written down afterwards. What was held enters the record.

The minutes count against the allowance; for an appointment of an activity they are evidence, which only a withdrawal
with a reason takes back.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.appointments import told
from lms.agenda.appointments.allowances import balance
from lms.agenda.appointments.book import change, check_activity, check_free, fresh, lock, locked
from lms.agenda.half_days import Span
from lms.agenda.models import Appointment, AppointmentType
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.access import may_attest
from lms.people.models import Person
from lms.plugins.kind import Refused, Verb
from lms.progress import intake
from lms.progress.models import Evidence

State = Appointment.State
LONGEST = 12 * 60  # minutes of one meeting


def hold(appointment: Appointment, minutes: int, by: Person) -> Appointment:
    """It took place, and lasted that long. Other minutes said later replace the first. Raises Refused."""
    check_minutes(minutes)
    with locked(appointment):
        row = fresh(appointment)
        if row.state == State.HELD and row.minutes_held == minutes:
            return row
        _check_witness(row.enrolment, by)
        if row.state == State.CANCELLED:
            raise Refused(_("This appointment was cancelled. If you met all the same, log the hours."))
        if row.starts_at > timezone.now():
            raise Refused(_("This appointment has not begun yet."))
        _withdraw(row, by, _("The minutes were corrected."))
        row.state, row.minutes_held = State.HELD, minutes
        _attest(row, by)
        change(row, "state", "minutes_held", "evidence")
        _warn(row)
    return row


def miss(appointment: Appointment, by: Person) -> Appointment:
    """The learner did not come; it takes nothing from the allowance. A second time changes nothing."""
    with locked(appointment):
        row = fresh(appointment)
        if row.state == State.MISSED:
            return row
        _check_witness(row.enrolment, by)
        if row.state != State.BOOKED:
            said = _("This appointment is already “%(state)s”: it cannot be changed any more.")
            raise Refused(said % {"state": row.get_state_display()})
        if row.starts_at > timezone.now():
            raise Refused(_("This appointment has not begun yet."))
        row.state = State.MISSED
        change(row, "state")
        told.missed(row, by)
    return row


def take_back(appointment: Appointment, by: Person, reason: str) -> Appointment:
    """It was said by mistake that it was held or missed: as booked again, or gone when it was only logged."""
    if not reason.strip():
        raise Refused(_("Say why you withdraw this: it stays beside the evidence."))
    with locked(appointment):
        row = fresh(appointment)
        if row.state not in (State.HELD, State.MISSED):
            return row
        _withdraw(row, by, reason)
        row.state, row.minutes_held = State.BOOKED, 0
        if row.is_logged:
            row.state, row.cancelled_at, row.cancel_reason = State.CANCELLED, timezone.now(), reason.strip()[:255]
        change(row, "state", "minutes_held", "cancelled_at", "cancel_reason")
    return row


def log(
    enrolment: Enrolment,
    type: AppointmentType,
    host: Person,
    starts_at: datetime,
    minutes: int,
    by: Person,
    subject: str = "",
    activity: Activity | None = None,
) -> Appointment:
    """Hours that were held without having been booked. The same ones twice are logged once. Raises Refused."""
    check_minutes(minutes)
    ends_at = starts_at + timedelta(minutes=minutes)
    with transaction.atomic():
        lock(host, enrolment.person)
        enrolment = Enrolment.objects.select_related("person", "organisation", "coach").get(pk=enrolment.pk)
        same = {
            "enrolment": enrolment,
            "type": type,
            "host": host,
            "starts_at": starts_at,
            "is_logged": True,
            "state": State.HELD,
        }
        known = Appointment.objects.filter(**same).first()
        if known is not None:
            return known
        _check_loggable(enrolment, type, host, Span(starts_at, ends_at), by)
        check_activity(enrolment, type, activity)
        check_free(Span(starts_at, ends_at), host, enrolment.person)
        if refusal := balance(enrolment, type).refusal(minutes):
            raise Refused(refusal)
        row = Appointment.objects.create(
            organisation_id=enrolment.organisation_id,
            ends_at=ends_at,
            minutes_held=minutes,
            subject=subject.strip()[:255],
            activity=activity,
            made_by=by,
            **same,
        )
        row = fresh(row)
        _attest(row, by)
        row.save(update_fields=["evidence"])
        _warn(row)
    return row


def check_minutes(minutes: int) -> None:
    if not 0 < minutes <= LONGEST:
        raise Refused(_("Say how many minutes it lasted, from 1 to %(most)d.") % {"most": LONGEST})


def _check_loggable(enrolment: Enrolment, type: AppointmentType, host: Person, span: Span, by: Person) -> None:
    _check_witness(enrolment, by)
    if type.organisation_id != enrolment.organisation_id or type.journey_id not in (None, enrolment.journey_id):
        raise Refused(_("This type of appointment belongs to another journey."))
    if host.pk == enrolment.person_id or not may_attest(host, enrolment.organisation_id):
        raise Refused(_("%(name)s cannot be met here: choose somebody of the team.") % {"name": host})
    if span.ends_at > timezone.now():
        raise Refused(_("These hours are not over yet. Book an appointment instead."))
    first, last = (moment.astimezone(enrolment.organisation.zone).date() for moment in (span.starts_at, span.ends_at))
    if first < enrolment.starts_on or (enrolment.ends_on is not None and last > enrolment.ends_on):
        raise Refused(_("This person was not on the journey that day. Nothing was recorded."))


def _check_witness(enrolment: Enrolment, by: Person) -> None:
    if enrolment.person_id is None:
        raise Refused(_("This enrolment does not exist any more. Ask your coach."))
    if by.pk == enrolment.person_id or not may_attest(by, enrolment.organisation_id):
        raise Refused(_("Only the team of this organisation may say that a learner was there."))


def _attest(row: Appointment, by: Person) -> None:
    """Tell the record, where the appointment counts for an activity; each time under a name of its own."""
    if row.activity is None:
        return
    told_before = len(row.evidence)
    message = {"verb": Verb.ATTENDED.value, "appointment": str(row.public_id), "minutes": row.minutes_held}
    outcome = intake.attend(
        row.enrolment,
        row.activity,
        message,
        happened_at=row.starts_at + timedelta(minutes=row.minutes_held),
        key=f"appointment:{row.pk}:{told_before + 1}",
        author=by,
    )
    known = Evidence.objects.values_list("public_id", flat=True).get(pk=outcome.evidence_id)
    row.evidence = [*row.evidence, str(known)]


def _withdraw(row: Appointment, by: Person, reason: str) -> None:
    """Take back what the record was told last, if it was told anything that still stands."""
    if row.state == State.HELD and row.evidence:
        evidence = Evidence.objects.select_related("enrolment", "activity").get(public_id=row.evidence[-1])
        intake.void(evidence, author=by, reason=reason)


def _warn(row: Appointment) -> None:
    if row.type.alert_at is not None:
        account = balance(row.enrolment, row.type)
        if account.is_alert:
            told.nearly_used(row, account)

"""How much of each type of appointment a learner has, had and may still have; and who has waited too long for one.

Screens, book.py and the coordinator's day ask. Minutes throughout (domain.md A05, A24, A25, A26).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.agenda.half_days import instant
from lms.agenda.models import AllowanceOverride, Appointment, AppointmentType
from lms.catalogue.units import duration
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation, Person


@dataclass
class Balance:
    """One learner's account of one type: what was given, held and is still booked. None: as much as is needed."""

    type: AppointmentType
    extra_minutes: int = 0
    extra_count: int = 0
    held_minutes: int = 0
    held_count: int = 0
    booked_minutes: int = 0
    booked_count: int = 0

    @property
    def given_minutes(self) -> int | None:
        given = self.type.allowance_minutes
        return None if given is None else given + self.extra_minutes

    @property
    def given_count(self) -> int | None:
        given = self.type.allowance_count
        return None if given is None else given + self.extra_count

    @property
    def left_minutes(self) -> int | None:
        given = self.given_minutes
        return None if given is None else given - self.held_minutes - self.booked_minutes

    @property
    def left_count(self) -> int | None:
        given = self.given_count
        return None if given is None else given - self.held_count - self.booked_count

    @property
    def is_alert(self) -> bool:
        """The range is nearly used up: the adviser is warned, nothing is blocked (domain.md A05, AC1)."""
        return self.type.alert_at is not None and self.held_minutes >= self.type.alert_at

    def refusal(self, minutes: int) -> str:
        """Why another meeting of that length is more than the allowance; empty when it is not."""
        if self.left_count is not None and self.left_count < 1:
            said = ngettext(
                "The %(count)d meeting of “%(title)s” is used or booked.",
                "The %(count)d meetings of “%(title)s” are used or booked.",
                self.given_count or 0,
            )
            told = said % {"count": self.given_count or 0, "title": self.type.title}
        elif self.left_minutes is not None and self.left_minutes < minutes:
            said = _("“%(title)s”: %(left)s left, and this meeting takes %(asked)s.")
            left, asked = duration(max(self.left_minutes, 0)), duration(minutes)
            told = said % {"title": self.type.title, "left": left, "asked": asked}
        else:
            return ""
        return told + " " + _("A coordinator can grant more, and says why.")


def balances(enrolment: Enrolment) -> list[Balance]:
    """One for each type this learner can have, or had. Three queries."""
    return list(_balances(enrolment).values())


def balance(enrolment: Enrolment, type: AppointmentType) -> Balance:
    """The account of one type; an unused one when there is nothing yet."""
    return _balances(enrolment).get(type.pk) or Balance(type)


def types_for(enrolment: Enrolment) -> QuerySet[AppointmentType]:
    """What can be booked for this learner: of their journey, or of the whole organisation."""
    rows = AppointmentType.objects.filter(organisation_id=enrolment.organisation_id, is_active=True)
    return rows.filter(Q(journey=None) | Q(journey_id=enrolment.journey_id)).select_related("organisation", "host")


def _balances(enrolment: Enrolment) -> dict[int, Balance]:
    of_journey = Q(is_active=True) & (Q(journey=None) | Q(journey_id=enrolment.journey_id))
    used = Q(pk__in=Appointment.objects.filter(enrolment=enrolment).values("type"))
    types = AppointmentType.objects.filter(of_journey | used, organisation_id=enrolment.organisation_id)
    found = {type.pk: Balance(type) for type in types.select_related("organisation", "host")}
    for row in _granted(enrolment):
        if row["type"] in found:
            found[row["type"]].extra_minutes, found[row["type"]].extra_count = row["minutes"], row["meetings"]
    _count(found, Appointment.objects.filter(enrolment=enrolment, type__in=found))
    return found


def _granted(enrolment: Enrolment) -> Iterable[Mapping[str, int]]:
    rows = AllowanceOverride.objects.filter(enrolment=enrolment).values("type")
    granted: Any = rows.annotate(minutes=Sum("extra_minutes"), meetings=Sum("extra_count")).order_by()
    return list(granted)


def _count(found: dict[int, Balance], rows: QuerySet[Appointment]) -> None:
    wanted = rows.filter(state__in=(Appointment.State.BOOKED, Appointment.State.HELD))
    for row in wanted.only("type_id", "state", "starts_at", "ends_at", "minutes_held"):
        account = found[row.type_id]
        if row.state == Appointment.State.HELD:
            account.held_minutes += row.minutes_held
            account.held_count += 1
        else:
            account.booked_minutes += length_of(row)
            account.booked_count += 1


def length_of(appointment: Appointment) -> int:
    """Minutes planned."""
    return int((appointment.ends_at - appointment.starts_at).total_seconds() // 60)


@dataclass(frozen=True)
class Overdue:
    """A learner who has had no meeting of a type for longer than its rule says."""

    enrolment: Enrolment  # with person, coach, journey and organisation
    type: AppointmentType
    last_on: date | None  # the last one held; None: none since they entered
    days: int  # since then
    next_at: datetime | None  # the next one that is booked, if any


def overdue(organisation: Organisation, on: date, coach: Person | None = None) -> list[Overdue]:
    """Who has had no meeting for longer than `every_days`, longest first; of one coach's learners, if asked.

    Counted from the last held one, else from entry; who is paused or has left is not in it. One query a type with
    such a rule, and one for the types (domain.md A26, AC1).
    """
    types = AppointmentType.objects.filter(organisation=organisation, is_active=True, every_days__isnull=False)
    found = [line for type in types.select_related("organisation") for line in _overdue(type, on, coach)]
    return sorted(found, key=lambda line: (-line.days, line.enrolment.pk))


def _overdue(type: AppointmentType, on: date, coach: Person | None) -> Iterator[Overdue]:
    assert type.every_days is not None
    zone, latest = type.organisation.zone, on - timedelta(days=type.every_days)
    rows = Enrolment.objects.filter(
        organisation_id=type.organisation_id, state=Enrolment.State.ACTIVE, person__isnull=False, starts_on__lt=latest
    )
    if type.journey_id is not None:
        rows = rows.filter(journey_id=type.journey_id)
    if coach is not None:
        rows = rows.filter(coach=coach)
    held = Q(appointments__type=type, appointments__state=Appointment.State.HELD)
    coming = Q(
        appointments__type=type,
        appointments__state=Appointment.State.BOOKED,
        appointments__starts_at__gte=timezone.now(),
    )
    annotated = rows.annotate(
        last_at=Max("appointments__starts_at", filter=held), next_at=Min("appointments__starts_at", filter=coming)
    ).filter(Q(last_at=None) | Q(last_at__lt=instant(latest, time(0), zone)))
    for row in annotated.select_related("person", "coach", "journey", "organisation"):
        last_on = row.last_at.astimezone(zone).date() if row.last_at else None
        yield Overdue(row, type, last_on, (on - (last_on or row.starts_on)).days, row.next_at)

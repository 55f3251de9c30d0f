"""What the other side is told of an appointment, once a fact, in their own language. book.py and held.py call it."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.agenda.appointments import words
from lms.agenda.appointments.allowances import Balance
from lms.agenda.models import Appointment
from lms.catalogue import units
from lms.notices.models import Topic
from lms.notices.tell import tell
from lms.people.models import Organisation, Person

_moment = lazy(words.moment, str)
_where = lazy(words.where, str)
_duration = lazy(units.duration, str)


def made(row: Appointment, by: Person) -> None:
    subject = format_lazy(_("Appointment on {when}"), when=_moment(row.starts_at, row.organisation))
    for person, other in _others(row, by):
        body = format_lazy(_("{title}, with {name}. {where}"), title=row.type.title, name=str(other), where=_where(row))
        _say(row, person, "made", subject, body)


def moved(row: Appointment, by: Person, before: datetime) -> None:
    subject = format_lazy(_("Your appointment is now on {when}"), when=_moment(row.starts_at, row.organisation))
    for person, other in _others(row, by):
        body = format_lazy(
            _("{title}, with {name}. It was planned on {before}. {where}"),
            title=row.type.title,
            name=str(other),
            before=_moment(before, row.organisation),
            where=_where(row),
        )
        _say(row, person, f"moved:{row.revision}", subject, body)


def cancelled(row: Appointment, by: Person) -> None:
    subject = format_lazy(_("Cancelled: appointment on {when}"), when=_moment(row.starts_at, row.organisation))
    for person, other in _others(row, by):
        body = format_lazy(
            _("{title}, with {name}. {reason}"), title=row.type.title, name=str(other), reason=row.cancel_reason
        )
        _say(row, person, "cancelled", subject, body)


def missed(row: Appointment, by: Person) -> None:
    """To the learner: nothing is lost, and how to meet all the same."""
    learner = row.enrolment.person
    if learner is not None and learner.pk != by.pk:
        subject = format_lazy(_("We missed you on {when}"), when=_moment(row.starts_at, row.organisation))
        body = _("Nothing is lost: book another hour when it suits you, or call your coach.")
        _say(row, learner, "missed", subject, body, Topic.ABSENCE)


def nearly_used(row: Appointment, account: Balance) -> None:
    """To the coach, when the hours of a range come near its end. Nothing is blocked (domain.md A05, AC1)."""
    coach = row.enrolment.coach or row.host
    if coach is not None:
        subject = format_lazy(
            _("{name}: {held} of “{title}”"),
            name=str(row.enrolment.person),
            held=_duration(account.held_minutes),
            title=row.type.title,
        )
        body = _("The planned hours are nearly used. Nothing is blocked: decide together how to go on.")
        key = f"range:{row.enrolment_id}:{row.type_id}"
        address = _address(coach, "agenda:accompany", row.enrolment.public_id)
        tell(coach, row.organisation, Topic.TEAM, key, subject, body, address, row.enrolment.person)


def _others(row: Appointment, by: Person) -> Iterable[tuple[Person, Person | Organisation]]:
    """Who is told, and whom they meet: the learner and the host, except whoever did it."""
    learner, host = row.enrolment.person, row.host
    if learner is not None and learner.pk != by.pk:
        yield learner, host or row.organisation
    if host is not None and learner is not None and host.pk != by.pk:
        yield host, learner


def _say(
    row: Appointment,
    person: Person,
    fact: str,
    subject: Promise | str,
    body: Promise | str,
    topic: Topic = Topic.BOOKING,
) -> None:
    is_host = person.pk == row.host_id
    name, args = ("agenda:accompany", [row.enrolment.public_id]) if is_host else ("agenda:appointments", [])
    about = row.enrolment.person if is_host else None
    key, address = f"appointment:{row.pk}:{fact}", _address(person, name, *args)
    tell(person, row.organisation, topic, key, subject, body, address, about)


def _address(person: Person, name: str, *args: object) -> str:
    with translation.override(person.language):
        return reverse(name, args=args)

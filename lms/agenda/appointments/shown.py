"""Appointments, balances and goals as templates read them; see themes/default/templates/agenda/appointments/."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone

from lms.agenda.access import may_host
from lms.agenda.appointments import words
from lms.agenda.appointments.allowances import Balance, Overdue, length_of
from lms.agenda.appointments.openings import Opening
from lms.agenda.classes.door import join_url
from lms.agenda.models import Appointment, Goal
from lms.catalogue import units
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation, Person

State = Appointment.State
KNOTS = {State.BOOKED: "doing", State.HELD: "done", State.MISSED: "todo", State.CANCELLED: "closed"}


def coming(enrolment: Enrolment) -> list[Appointment]:
    """What this learner has booked and is not over, soonest first. One query."""
    rows = _rows().filter(enrolment=enrolment, state=State.BOOKED, ends_at__gte=timezone.now())
    return list(rows.order_by("starts_at", "pk"))


def past(enrolment: Enrolment, limit: int = 20) -> list[Appointment]:
    """What was held, missed or cancelled, or waits for the host's word, latest first. One query."""
    rows = _rows().filter(enrolment=enrolment).exclude(state=State.BOOKED, ends_at__gte=timezone.now())
    return list(rows.order_by("-starts_at", "-pk")[:limit])


def hosted(person: Person, organisations: list[int]) -> list[Appointment]:
    """What somebody hosts and has still to say something about, or has coming; in order. One query."""
    rows = _rows().filter(host=person, organisation_id__in=organisations, state=State.BOOKED)
    return list(rows.filter(enrolment__person__isnull=False).order_by("starts_at", "pk")[:200])


def _rows() -> Any:
    return Appointment.objects.select_related("enrolment__person", "type", "host", "organisation", "venue")


def line(row: Appointment, viewer: Person) -> dict[str, Any]:
    """One appointment, as this person sees it."""
    is_learner = viewer.pk == row.enrolment.person_id
    is_coming = row.state == State.BOOKED and row.ends_at >= timezone.now()
    minutes = row.minutes_held if row.state == State.HELD else length_of(row)
    return {
        "key": row.public_id,
        "day": words.day(row.starts_at, row.organisation),
        "hour": words.hour(row.starts_at, row.organisation),
        "title": row.type.title,
        "with": str((row.host if is_learner else row.enrolment.person) or row.organisation),
        "learner_url": "" if is_learner else reverse("agenda:accompany", args=[row.enrolment.public_id]),
        "where": words.where(row),
        "address": row.venue.address if row.venue else "",
        "join_url": join_url(row) if is_coming else "",
        "length": units.duration(minutes),
        "minutes": minutes,
        "subject": row.subject,
        "state": KNOTS[State(row.state)],
        "words": row.get_state_display(),
        "is_booked": row.state == State.BOOKED,
        "is_coming": is_coming,
        "has_begun": row.state == State.BOOKED and row.starts_at <= timezone.now(),
        "can_take_back": row.state in (State.HELD, State.MISSED),
        "reason": row.cancel_reason,
        "may_host": not is_learner and may_host(viewer, row),
    }


def account(one: Balance) -> dict[str, Any]:
    """One balance in words, with its knot."""
    used = one.held_count or one.booked_count
    is_full = bool(used) and bool(one.refusal(one.type.minutes))
    return {
        "id": one.type.pk,
        "title": one.type.title,
        "done": words.done(one),
        "left": words.left(one),
        "booked": units.duration(one.booked_minutes) if one.booked_minutes else "",
        "state": "done" if is_full else "doing" if used else "todo",
        "refusal": one.refusal(one.type.minutes),
        "is_alert": one.is_alert,
        "is_limited": one.given_count is not None or one.given_minutes is not None,
        "is_active": one.type.is_active,
    }


def by_day(found: Iterable[Opening], organisation: Organisation) -> list[dict[str, Any]]:
    """Openings under their day: {day, where, hours: [{value, hour, where}]}."""
    days: list[dict[str, Any]] = []
    said = ""
    for day, each in groupby(found, key=lambda one: words.day(one.starts_at, organisation)):
        hours = list(each)
        where = words.where(hours[0].hours)
        days.append(
            {
                "day": day,
                # A place is said where it changes.
                "where": where if where != said else "",
                "hours": [
                    {
                        "value": one.starts_at.isoformat(),
                        "hour": words.hour(one.starts_at, organisation),
                        "where": words.where(one.hours),
                    }
                    for one in hours
                ],
            }
        )
        said = where
    return days


def goal(row: Goal, today: date) -> dict[str, Any]:
    return {
        "id": row.pk,
        "text": row.text,
        "sort": row.get_sort_display(),
        "is_goal": row.sort == Goal.Sort.GOAL,
        "state": "done" if row.done_at else "todo",
        "is_done": row.done_at is not None,
        "due": formats.date_format(row.due_on, "j F Y") if row.due_on else "",
        "is_late": bool(row.due_on and row.due_on < today and not row.done_at),
        "who": str(row.author or ""),
    }


def goals(enrolment: Enrolment) -> list[dict[str, Any]]:
    """What was agreed: still open first, the nearest day first. One query."""
    today = timezone.localdate(timezone=enrolment.organisation.zone)
    rows = list(Goal.objects.filter(enrolment=enrolment).select_related("author").order_by("pk"))
    rows.sort(key=lambda row: (row.done_at is not None, row.due_on or date.max, row.pk))
    return [goal(row, today) for row in rows]


def late(one: Overdue) -> dict[str, Any]:
    """One line of the list of people to call."""
    organisation = one.enrolment.organisation
    return {
        "name": str(one.enrolment.person),
        "url": reverse("agenda:accompany", args=[one.enrolment.public_id]),
        "phone": one.enrolment.person.phone if one.enrolment.person else "",
        "title": one.type.title,
        "days": one.days,
        "last": formats.date_format(one.last_on, "j F Y") if one.last_on else "",
        "next": words.moment(one.next_at, organisation) if one.next_at else "",
        "coach": str(one.enrolment.coach or ""),
    }

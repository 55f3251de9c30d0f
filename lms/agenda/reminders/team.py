"""What waits for the team: half-days that nobody signed, learners who have had no meeting for too long (A26, AC1)."""

from collections.abc import Iterator
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.agenda.models import Appointment, AppointmentType, Booking, HalfDay, Session
from lms.agenda.reminders import words
from lms.agenda.reminders.scene import NEWS, Scene
from lms.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.tell import Telling
from lms.people.models import Person


def unsigned(scene: Scene) -> Iterator[Telling]:
    """The trainer once the half-day is over; the coordinators when signing closes, or where there is no trainer."""
    seats = Booking.objects.filter(session=OuterRef("session"), state=Booking.State.BOOKED)
    rows = HalfDay.objects.filter(
        Exists(seats),
        closed_at=None,
        ends_at__gt=scene.now - NEWS,
        ends_at__lte=scene.now,
        session__state=Session.State.PLANNED,
        session__sequence__isnull=False,
    )
    for row in rows.select_related("session__trainer").order_by("pk").iterator(2000):
        session = row.session
        if session.trainer is not None:
            yield _sign(scene, row, session.trainer, f"unsigned:{row.pk}")
        hours = scene.rules(session.organisation_id).sign_after_hours
        if session.trainer is None or row.ends_at <= scene.now - timedelta(hours=hours):
            for person in scene.coordinators[session.organisation_id]:
                yield _sign(scene, row, person, f"unsigned:{row.pk}:late")


def overdue(scene: Scene) -> Iterator[Telling]:
    """No held appointment of a type for longer than its rule says, counted from entry where there is none."""
    rows = list(_without_meeting(scene))
    wanted = Enrolment.objects.filter(pk__in={row.enrolment for row in rows}).select_related("person", "coach")
    enrolments = wanted.in_bulk() if rows else {}
    for row in rows:
        enrolment = enrolments[row.enrolment]
        zone = scene.zone(row.organisation_id)
        since = row.last_at.astimezone(zone).date() if row.last_at else enrolment.starts_on
        late = (scene.today(row.organisation_id) - since).days - row.every_days
        if not 0 < late <= NEWS.days:
            continue
        for person in scene.followers(row.organisation_id, enrolment.coach):
            yield Telling(
                person,
                row.organisation_id,
                Topic.TEAM,
                f"overdue:{row.pk}:{enrolment.pk}:{since:%Y%m%d}",
                format_lazy(_("{name} waits for a meeting"), name=str(enrolment.person)),
                format_lazy(_("{title}: none since {day}."), title=row.title, day=words.day(since)),
                words.address("courses:learner", enrolment=enrolment.public_id),
                about=enrolment.person,
            )


def _without_meeting(scene: Scene) -> QuerySet[Any, Any]:
    """A row for each learner and type with a rule, where the last one is long ago and none is booked. One query."""
    mine = Appointment.objects.filter(type=OuterRef("pk"), enrolment=OuterRef("enrolment"))
    held = mine.filter(state=Appointment.State.HELD).order_by("-starts_at").values("starts_at")[:1]
    booked = mine.filter(state=Appointment.State.BOOKED, ends_at__gt=scene.now)
    rows = AppointmentType.objects.filter(is_active=True, every_days__isnull=False)
    rules = [days for days in rows.order_by().values_list("every_days", flat=True).distinct() if days]
    pairs = rows.annotate(
        enrolment=F("organisation__enrolments__pk"),
        state=F("organisation__enrolments__state"),
        learner=F("organisation__enrolments__person"),
        on=F("organisation__enrolments__journey"),
        starts_on=F("organisation__enrolments__starts_on"),
        last_at=Subquery(held),
    ).filter(Q(journey=None) | Q(journey=F("on")), state=Enrolment.State.ACTIVE, learner__isnull=False)
    late = pairs.filter(reduce(or_, (_long_ago(scene, days) for days in rules), Q(pk=None))).filter(~Exists(booked))
    return late.values_list("pk", "title", "organisation_id", "every_days", "enrolment", "last_at", named=True)


def _long_ago(scene: Scene, days: int) -> Q:
    """A day wider than the rule: the organisation's own clock decides afterwards."""
    latest, earliest = scene.now - timedelta(days=days - 1), scene.now - timedelta(days=days + 1) - NEWS
    never = Q(last_at=None, starts_on__gte=earliest.date(), starts_on__lte=latest.date())
    return Q(every_days=days) & (never | Q(last_at__gte=earliest, last_at__lte=latest))


def _sign(scene: Scene, row: HalfDay, person: Person, key: str) -> Telling:
    session = row.session
    return Telling(
        person,
        session.organisation_id,
        Topic.TEAM,
        key,
        format_lazy(_("To sign: {title}"), title=session.title),
        format_lazy(
            _("The half-day of {when} is over, and the trainer has not signed. Until then it proves nothing."),
            when=words.when(row.starts_at, scene.zone(session.organisation_id)),
        ),
        words.address("agenda:signing", signed_session=session.public_id, part=row.part),
    )

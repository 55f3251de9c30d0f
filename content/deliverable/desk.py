"""One learner at one deliverable: whose work it is, what is asked, by when, and why it cannot be handed in now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.deliverable.asked import Asked, Dates, asked_of, calendars_of, dates_of
from content.deliverable.models import HandedFile, Member, Version, Work
from courses.learner import Look
from courses.seat import NotEnrolled, Seat, seat_for_activity
from lms.catalogue.models import Activity
from lms.catalogue.outline import outline_of
from lms.enrolment.agreed import Agreed
from lms.enrolment.models import Enrolment
from lms.people.models import Person

FILE = ("public_id", "name", "type", "size", "in_draft", "first_version", "last_version")


@dataclass
class Desk:
    """A learner's enrolment at an activity. `member` is None until something is saved."""

    enrolment: Enrolment  # with journey and organisation
    activity: Activity  # with its version
    members: list[Member] = field(default_factory=list)  # all of the team, with work and enrolment
    known: Mapping[int, Agreed] = field(default_factory=dict)  # what was agreed, by enrolment, when it was read already

    @cached_property
    def asked(self) -> Asked:
        version = self.activity.version
        return asked_of(version.settings if version else {})

    @property
    def member(self) -> Member | None:
        """This learner's own row."""
        return next((one for one in self.members if one.enrolment_id == self.enrolment.pk), None)

    @property
    def together(self) -> list[Enrolment]:
        """Those who hand in together, in the order in which they are locked."""
        return [one.enrolment for one in self.members] or [self.enrolment]

    @cached_property
    def dates(self) -> Dates:
        """By the calendar of whoever hands in, and the latest date that was agreed with anybody of the team."""
        until = max((one.extended_until for one in self.members if one.extended_until), default=None)
        people = calendars_of(self.asked, [self.enrolment], self.known)
        return dates_of(self.asked, people, self.activity.sequence_id, outline_of(self.enrolment.journey), until)

    def saw(self, work: Work) -> None:
        """The work as it was locked and written just now."""
        for one in self.members:
            one.work = work

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=self.enrolment.organisation.zone)

    def refusal(self, handed: int) -> str:
        """Why nothing can be handed in now, in words; empty when it can. handed: how often it was already."""
        work = self.member.work if self.member else None
        if work is not None and work.state in (Work.State.WAITING, Work.State.OPENED):
            return _("It is handed in and waits for an answer. Nothing more to send for now.")
        if work is not None and work.state == Work.State.MARKED:
            return _("It is marked. Ask your coach if you want to hand it in again.")
        if self.asked.tries is not None and handed >= self.asked.tries:
            return _("You have handed this in as often as it is taken. Ask your coach.")
        if self.dates.is_closed(self.today):
            assert self.dates.cutoff_on is not None
            words = _("This was taken until %(day)s. What you wrote is kept: ask your coach for another date.")
            return words % {"day": date_format(self.dates.cutoff_on, "DATE_FORMAT")}
        return ""


def find_desk(person: Person, key: UUID) -> tuple[Seat | None, Desk | None]:
    """The seat of somebody before an activity, and their desk when they learn there; (None, None) for strangers."""
    try:
        seat = seat_for_activity(person, key)
    except NotEnrolled:
        return None, None
    activity = Activity.objects.filter(key=key, kind="deliverable").select_related("version").first()
    if seat is None or activity is None:
        return None, None
    if seat.enrolment is None:
        return seat, None
    return seat, Desk(seat.enrolment, activity, members_with(seat.enrolment, activity.pk))


def closed_to(seat: Seat, key: UUID) -> str:
    """Why this learner may not work here now: ended, paused, withdrawn, or a step to finish first; empty when open."""
    item = seat.outline.activity_by_key.get(str(key))
    if item is None:
        return _("This activity has been withdrawn by your team. What you did before stays.")
    return str(Look(seat).gate(seat.outline.sequence_by_id[item.sequence_id]) or "")


def member_of(enrolment: Enrolment, activity_id: int) -> Member | None:
    rows = Member.objects.filter(enrolment=enrolment, activity_id=activity_id)
    return rows.select_related("work").first()


def members_with(enrolment: Enrolment, activity_id: int) -> list[Member]:
    """This learner and their team, nobody when nothing was begun. One query."""
    return list(_members(enrolment, activity_id))


def members_and_files(enrolment: Enrolment, activity_id: int) -> tuple[list[Member], list[HandedFile]]:
    """The same with the files of the work, in one query: a learner's page has few to spend."""
    columns = {f"file_{name}": F(f"work__files__{name}") for name in FILE}
    found = _members(enrolment, activity_id).annotate(**columns).order_by("enrolment", "work__files__pk")
    rows: list[Any] = list(found)
    members: dict[int, Member] = {row.pk: row for row in reversed(rows)}
    own = [row for row in rows if row.enrolment_id == enrolment.pk and row.file_public_id is not None]
    files = [HandedFile(**{name: getattr(row, f"file_{name}") for name in FILE}) for row in own]
    return list(reversed(members.values())), files


def _members(enrolment: Enrolment, activity_id: int) -> QuerySet[Member]:
    rows = Member.objects.filter(work__members__enrolment=enrolment, activity_id=activity_id)
    people = ("enrolment__person", "enrolment__journey", "enrolment__organisation")
    return rows.select_related("work", *people).order_by("enrolment")


def ensure_member(desk: Desk) -> Member:
    """The member's row, made with a work of their own when there is none. Two at once make one."""
    if desk.member is not None:
        return desk.member
    try:
        with transaction.atomic():
            work = Work.objects.create(organisation_id=desk.enrolment.organisation_id, activity=desk.activity)
            desk.members = [Member.objects.create(work=work, enrolment=desk.enrolment, activity=desk.activity)]
    except IntegrityError:
        desk.members = members_with(desk.enrolment, desk.activity.pk)
    assert desk.member is not None
    return desk.member


def lock_work(work_id: int) -> Work:
    """The work as it is now, nobody else's to change until the transaction ends."""
    return Work.objects.select_for_update(of=("self",)).select_related("activity__version").get(pk=work_id)


def was_there(enrolment: Enrolment, moment: datetime) -> bool:
    """Was this person still on the journey then? Of a team, who had left before is neither asked nor marked."""
    day = timezone.localdate(moment, timezone=enrolment.organisation.zone)
    return enrolment.state != Enrolment.State.ENDED or enrolment.ends_on is None or day <= enrolment.ends_on


def handed_in(work: Work) -> list[Version]:
    """The versions that count, oldest first: what was taken back does not."""
    return list(work.versions.filter(taken_back_at=None))

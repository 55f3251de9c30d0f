"""The queue of work that waits for a person. Kinds put pieces in and take them out; one screen lists them all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lms.assessment.access import MARKERS, marked_by
from lms.assessment.models import Hold, Waiting
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.access import has_role_somewhere
from lms.people.models import Person

HELD = timedelta(minutes=30)
FRESH = 30  # seconds that the number in the menu may be old


def ask(
    enrolment: Enrolment, activity: Activity, subject: str, address: str, due_at: datetime | None = None
) -> Waiting:
    """A piece waits to be marked. Handed in again, it waits again, from now.

    subject: the kind's own name of the piece, "deliverable:<public id>"; address: the path of the screen where it is
    marked, behind the language; due_at: by when an answer was promised (UTC).
    """
    fresh = {"asked_at": timezone.now(), "due_at": due_at, "marked_at": None, "address": address}
    row, is_new = Waiting.objects.update_or_create(
        subject=subject,
        defaults={
            **fresh,
            "organisation_id": enrolment.organisation_id,
            "enrolment": enrolment,
            "activity": activity,
        },
    )
    if not is_new:
        row.holds.all().delete()
    return row


def settle(subject: str) -> None:
    """It was marked, or taken back: nobody needs to look any more. A second time changes nothing."""
    Waiting.objects.filter(subject=subject, marked_at=None).update(marked_at=timezone.now())
    Hold.objects.filter(waiting__subject=subject).delete()


def hold(subject: str, person: Person) -> list[Hold]:
    """This person opens a piece: it is theirs for HELD. Returns who else has it open now, so that both are told.

    A marking screen calls it each time it is shown.
    """
    row = Waiting.objects.filter(subject=subject, marked_at=None).first()
    if row is None:
        return []
    now = timezone.now()
    Hold.objects.update_or_create(waiting=row, person=person, defaults={"until": now + HELD})
    return list(row.holds.filter(until__gt=now).exclude(person=person).select_related("person").order_by("since"))


def let_go(subject: str, person: Person) -> None:
    """This person leaves a piece unmarked."""
    Hold.objects.filter(waiting__subject=subject, person=person).delete()


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the queue; empty: everything they may mark."""

    which: str = ""  # "mine": learners they coach or train, and what they hold; "late": promised before now
    journey: str = ""  # keys, as text
    sequence: str = ""
    activity: str = ""
    who: str = ""  # a part of a learner's name


def waiting_for(person: Person, wanted: Wanted | None = None) -> QuerySet[Waiting]:
    """What this person may mark, oldest first."""
    rows = Waiting.objects.filter(marked_by(person), marked_at=None).order_by("asked_at", "pk")
    return _only(rows, wanted, person) if wanted else rows


def take_next(person: Person, wanted: Wanted, passing: str = "") -> Waiting | None:
    """The oldest piece that nobody else holds, held from now on by this person; None when there is none.

    passing: the subject of the piece that was just looked at: it comes after all others.
    """
    now = timezone.now()
    others = Hold.objects.filter(waiting=OuterRef("pk"), until__gt=now).exclude(person=person)
    with transaction.atomic():
        rows = waiting_for(person, wanted).filter(~Exists(others)).exclude(subject=passing)
        # Two who ask at one moment get two pieces, where the database can pass a locked row by.
        row = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if row is not None:
            Hold.objects.update_or_create(waiting=row, person=person, defaults={"since": now, "until": now + HELD})
    return row


def count_for(person: Person) -> int:
    """How much waits for this person, half a minute old at most; no query for who marks nothing."""
    if not has_role_somewhere(person, *MARKERS):
        return 0
    return int(cache.get_or_set(f"cordee.to_mark.{person.pk}", lambda: waiting_for(person).count(), FRESH) or 0)


def _only(rows: QuerySet[Waiting], wanted: Wanted, person: Person) -> QuerySet[Waiting]:
    now = timezone.now()
    if wanted.which == "mine":
        held = Hold.objects.filter(waiting=OuterRef("pk"), person=person, until__gt=now)
        trained = person.cohorts.values("pk")
        rows = rows.filter(Q(enrolment__coach=person) | Q(enrolment__cohort__in=trained) | Exists(held))
    if wanted.which == "late":
        rows = rows.filter(due_at__lt=now)
    if wanted.journey:
        rows = rows.filter(activity__journey__key=wanted.journey)
    if wanted.sequence:
        rows = rows.filter(activity__sequence__key=wanted.sequence)
    if wanted.activity:
        rows = rows.filter(activity__key=wanted.activity)
    if wanted.who:
        rows = rows.filter(enrolment__person__name__icontains=wanted.who)
    return rows

"""Dated sessions that serve everybody who is at that point of their journey: half-days, seats and waiting list."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.agenda.models.places import Room, Venue
from lms.catalogue.models import Journey, Sequence
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation


class Online(models.TextChoices):
    """How people meet at a distance; empty: they do not. Stored, never renamed."""

    LINK = "link", _("a link")
    JITSI = "jitsi", _("Jitsi")
    BIGBLUEBUTTON = "bigbluebutton", _("BigBlueButton")


class Series(models.Model):
    """A session that comes again: "every four weeks, Tuesday 9:30". Times are the organisation's own clock."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    every_weeks = models.PositiveSmallIntegerField(_("every how many weeks"), default=4)
    first_on = models.DateField(_("first day"))
    until = models.DateField(_("until"))

    class Meta:
        verbose_name = _("series")


class Session(models.Model):
    """One dated session. Starts and ends with the first and last of its half-days."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sessions")
    # The sequence it serves; without one it is an access point's opening hours, or a meeting beside the journey.
    journey = models.ForeignKey(Journey, models.PROTECT, null=True, blank=True, related_name="sessions")
    sequence = models.ForeignKey(Sequence, models.SET_NULL, null=True, blank=True, related_name="sessions")
    series = models.ForeignKey(Series, models.SET_NULL, null=True, related_name="sessions")
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField()  # UTC, of its first half-day
    ends_at = models.DateTimeField()  # UTC, of its last half-day
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="sessions")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="sessions")
    online = models.CharField(_("at a distance by"), max_length=20, choices=Online.choices, blank=True)
    link = models.URLField(_("link"), blank=True, max_length=500)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="sessions_led"
    )
    capacity_min = models.PositiveSmallIntegerField(_("at least"), default=1)
    capacity_max = models.PositiveSmallIntegerField(_("at most"), default=12)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=255, blank=True)
    revision = models.PositiveIntegerField(default=0)  # of date, place or state: iCalendar's SEQUENCE
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("session")
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "starts_at"]),
            models.Index(fields=["sequence", "starts_at"]),
            models.Index(fields=["trainer", "starts_at"]),
            models.Index(fields=["room", "starts_at"]),
        ]

    def __str__(self) -> str:
        return self.title


class HalfDay(models.Model):
    """What is signed: a part of a session on one side of midday (domain.md B3, AttendanceSlot)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="half_days")
    part = models.PositiveSmallIntegerField()  # 1, 2, ... in the order of the session
    starts_at = models.DateTimeField()  # UTC
    ends_at = models.DateTimeField()  # UTC
    secret = models.UUIDField(default=uuid.uuid4, editable=False)  # what its rotating codes are made of
    closed_at = models.DateTimeField(null=True)  # when the trainer signed

    class Meta:
        ordering: ClassVar = ["session", "part"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "part"], name="half_day_part_once")]

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Booking(models.Model):
    """One learner's seat in one session. One row a pair: who comes back after cancelling queues again."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        WAITING = "waiting", _("On the waiting list")
        CANCELLED = "cancelled", _("Cancelled")

    session = models.ForeignKey(Session, models.CASCADE, related_name="bookings")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="bookings")
    state = models.CharField(max_length=10, choices=State.choices)
    since = models.DateTimeField(default=timezone.now)  # the place in the queue
    promoted_at = models.DateTimeField(null=True)  # from the waiting list
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=255, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "enrolment"], name="booking_once")]
        indexes: ClassVar = [
            models.Index(fields=["session", "state", "since"]),
            models.Index(fields=["enrolment", "state"]),
        ]


class Presence(models.Model):
    """How long a virtual class's own server saw somebody: for information, and where the rule lets it count."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="presences")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="presences")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField()
    source = models.CharField(max_length=20, choices=Online.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "enrolment", "joined_at"], name="presence_once"),
        ]

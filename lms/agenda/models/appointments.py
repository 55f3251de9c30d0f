"""One to one: what types there are and what each learner may have of them, when coaches can, what was agreed."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.agenda.models.places import Venue
from lms.agenda.models.sessions import Online
from lms.catalogue.models import Activity, Journey
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation


class AppointmentType(models.Model):
    """A sort of meeting and its allowance: 20 h of referent, 2 h of legal advice, 3 meetings (domain.md A24, A25)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="appointment_types")
    journey = models.ForeignKey(Journey, models.CASCADE, null=True, blank=True, related_name="appointment_types")
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=150)
    minutes = models.PositiveSmallIntegerField(_("usual length, in minutes"), default=60)
    # What one learner may have in all; empty: as much as is needed.
    allowance_minutes = models.PositiveIntegerField(_("allowance, in minutes"), null=True, blank=True)
    allowance_count = models.PositiveSmallIntegerField(_("allowance, in meetings"), null=True, blank=True)
    # A range with an alert and no block: 5 to 10 h, alert at 9 (domain.md A05, AC1).
    range_min = models.PositiveIntegerField(_("range from, in minutes"), null=True, blank=True)
    range_max = models.PositiveIntegerField(_("range to, in minutes"), null=True, blank=True)
    alert_at = models.PositiveIntegerField(_("alert at, in minutes"), null=True, blank=True)
    # A learner without one for longer than this is overdue (domain.md A26, AC1).
    every_days = models.PositiveSmallIntegerField(_("at least once in how many days"), null=True, blank=True)
    # A lawyer, a mentor; empty: each learner's own coach.
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whom learners meet"),
    )
    is_active = models.BooleanField(_("can be booked"), default=True)

    class Meta:
        verbose_name = _("type of appointment")
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "journey", "code"], name="appointment_type_once"),
        ]

    def __str__(self) -> str:
        return self.title


class AllowanceOverride(models.Model):
    """A coordinator gives one learner more of a type, with who and why. Only added."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="allowance_overrides")
    type = models.ForeignKey(AppointmentType, models.CASCADE, related_name="overrides")
    extra_minutes = models.IntegerField(default=0)
    extra_count = models.IntegerField(default=0)
    reason = models.CharField(max_length=255)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)


class Availability(models.Model):
    """When a coach can be booked, week after week, on the organisation's own clock."""

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="availabilities")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("day"))  # 0 Monday
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    first_on = models.DateField(_("from which day on"))
    until = models.DateField(_("until"), null=True, blank=True)
    venue = models.ForeignKey(Venue, models.SET_NULL, null=True, blank=True, related_name="+")
    online = models.CharField(_("at a distance by"), max_length=20, choices=Online.choices, blank=True)
    link = models.URLField(_("link"), blank=True, max_length=500)


class Unavailability(models.Model):
    """When a coach cannot, for once: leave, training, a full day elsewhere."""

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unavailabilities")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=150, blank=True)  # for the team; learners see no reason


class Appointment(models.Model):
    """A learner and somebody of the team at a given hour. Hours a coach logs afterwards are held appointments too."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        HELD = "held", _("Held")
        MISSED = "missed", _("Missed")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="appointments")
    type = models.ForeignKey(AppointmentType, models.PROTECT, related_name="appointments")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, related_name="appointments")  # it counts for
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="appointments_hosted")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="appointments")
    online = models.CharField(max_length=20, choices=Online.choices, blank=True)
    link = models.URLField(blank=True, max_length=500)
    subject = models.CharField(_("what you would like to talk about"), max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    minutes_held = models.PositiveSmallIntegerField(default=0)  # counted against the allowance
    is_logged = models.BooleanField(default=False)  # written down afterwards, never booked
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=255, blank=True)
    evidence = models.JSONField(default=list)  # public ids of what it told the record
    revision = models.PositiveIntegerField(default=0)  # iCalendar's SEQUENCE
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("appointment")
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "starts_at"]),
            models.Index(fields=["host", "starts_at"]),
            models.Index(fields=["organisation", "starts_at"]),
        ]


class PrivateNote(models.Model):
    """A coach's own note on a learner, for coaches. The learner may ask to read it (domain.md C, right of access)."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="private_notes")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="private_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)


class NoteReading(models.Model):
    """Who opened a learner's private notes, and when: written before they are shown."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="note_readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)


class Goal(models.Model):
    """What a learner and a coach agreed: a goal with a day, or a decision. The learner reads it."""

    class Sort(models.TextChoices):
        GOAL = "goal", _("Goal")
        DECISION = "decision", _("Decision")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="goals")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="goals")
    sort = models.CharField(max_length=10, choices=Sort.choices, default=Sort.GOAL)
    text = models.CharField(max_length=500)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

"""What was reported. Narratives stand in tables of their own, which only lms/incidents/reading.py reads for screens."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.incidents.models.procedure import Procedure
from lms.people.models import Organisation


class Sort(models.TextChoices):
    """Stored, never renamed."""

    VIOLENCE = "violence", _("Violence or threats")
    SEXUAL = "sexual", _("Sexist or sexual violence, or sexual harassment")
    BULLYING = "bullying", _("Bullying or moral harassment")
    DISCRIMINATION = "discrimination", _("Discrimination or insults")
    OTHER = "other", _("Something else, or I am not sure")


class IncidentReport(models.Model):
    class State(models.TextChoices):
        """Stored, never renamed."""

        RECEIVED = "received", _("Received")
        HANDLED = "handled", _("Being handled")
        CLOSED = "closed", _("Closed")

    class About(models.TextChoices):
        """Whom of the two contacts it is about: that one never reads it."""

        NEITHER = "neither", _("No")
        CONTACT = "contact", _("Yes, the first one")
        SECOND = "second", _("Yes, the second one")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="incident_reports")
    number = models.CharField(max_length=20)  # of the organisation and year; says nothing
    procedure = models.ForeignKey(Procedure, models.RESTRICT, related_name="reports")  # in force when it came
    handed_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=10, choices=About.choices, default=About.NEITHER)
    # Nobody where it is anonymous, also for somebody who was signed in.
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="incident_reports")
    name = models.CharField(max_length=150, blank=True)  # of a visitor who gave it
    reach = models.CharField(max_length=255, blank=True)  # how a visitor wants to be reached
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)  # of the secret code, shown once
    sort = models.CharField(max_length=20, choices=Sort.choices)
    what = models.TextField(blank=True)
    where = models.TextField(blank=True)
    when = models.TextField(blank=True)
    wish = models.TextField(blank=True)
    key = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    received_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    blanked_at = models.DateTimeField(null=True)  # the retention ended: only date, sort and state are left

    class Meta:
        verbose_name = _("report")
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="incident_once"),
            models.UniqueConstraint(fields=["organisation", "number"], name="incident_number_once"),
        ]

    def __str__(self) -> str:
        return self.number


class IncidentMessage(models.Model):
    """Between the contact and who reported."""

    class Side(models.TextChoices):
        CONTACT = "contact", _("The contact")
        REPORTER = "reporter", _("Who reported")

    report = models.ForeignKey(IncidentReport, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "key"], name="incident_message_once")]


class IncidentAction(models.Model):
    """What was done about it: read by the contacts alone."""

    report = models.ForeignKey(IncidentReport, models.CASCADE, related_name="actions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "key"], name="incident_action_once")]


class IncidentReading(models.Model):
    """Who opened a report and when: written before it is shown, never changed."""

    report = models.ForeignKey(IncidentReport, models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-read_at", "-pk"]

"""Who was there, half-day by half-day. A sign-off is never edited: it is cancelled with a reason, and replaced."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.agenda.models.sessions import HalfDay
from lms.enrolment.models import Enrolment


class SignOff(models.Model):
    """One person's word on one half-day (domain.md B3). Only its cancellation is ever written afterwards."""

    class Role(models.TextChoices):
        LEARNER = "learner", _("Learner")
        TRAINER = "trainer", _("Trainer")

    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        LATE = "late", _("Late")
        ABSENT = "absent", _("Absent")

    class Method(models.TextChoices):
        CODE = "code", _("with the code shown in the room, on their own phone")
        DEVICE = "device", _("on the trainer's device")
        PAPER = "paper", _("on paper, entered afterwards")
        ONLINE = "online", _("seen by the virtual class's server")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="sign_offs")
    role = models.CharField(max_length=10, choices=Role.choices)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="sign_offs")  # of a learner
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")  # who signs
    signer = models.UUIDField()  # their public id: the statement can be checked when they are erased
    state = models.CharField(max_length=10, choices=State.choices, default=State.PRESENT)
    minutes_late = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=255, blank=True)  # of lateness or absence
    method = models.CharField(max_length=10, choices=Method.choices)
    signed_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    address_hash = models.CharField(max_length=64, blank=True)  # of the network address, salted
    device = models.CharField(max_length=200, blank=True)  # the browser, as it calls itself
    statement_hash = models.CharField(max_length=64)  # SHA-256 of exactly what was signed
    evidence = models.JSONField(default=list)  # public ids of what it told the record
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    cancel_reason = models.CharField(max_length=255, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        verbose_name = _("sign-off")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["half_day", "enrolment"],
                condition=models.Q(cancelled_at=None, role="learner"),
                name="sign_off_learner_once",
            ),
            models.UniqueConstraint(
                fields=["half_day"], condition=models.Q(cancelled_at=None, role="trainer"), name="sign_off_trainer_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["enrolment", "half_day"])]

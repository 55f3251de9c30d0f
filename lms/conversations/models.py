"""What a learner and their advisers write to each other: one conversation an enrolment, and what waits in it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation, Role


class Conversation(models.Model):
    """Begins with the first message. Its row is the lock behind which messages of one conversation wait."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="conversation")
    began_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "-last_at"])]


class Party(models.Model):
    """Somebody of the team who was brought in beside the coach, or took over."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="parties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "person"], name="conversation_party_once"),
        ]


class Message(models.Model):
    """Written once, never edited. The role is the one its author had that day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    text = models.TextField(blank=True)
    key = models.CharField(max_length=80)  # names the form, or the e-mail, that it came by
    is_by_mail = models.BooleanField(default=False)
    sent_at = models.DateTimeField(default=timezone.now)
    # When the first of the other side saw it, and who.
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["sent_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "key"], name="conversation_message_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "-sent_at", "-id"]),
            models.Index(fields=["conversation"], name="message_unseen", condition=models.Q(seen_at=None)),
        ]

    @property
    def is_from_learner(self) -> bool:
        return self.role == Role.LEARNER


class Attachment(models.Model):
    """A file of a message, on the private shelf; nobody's name is in its path."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)

    @property
    def path(self) -> str:
        return f"messages/{self.public_id.hex}"


class Exchange(models.Model):
    """A learner's question and its first answer. What they add before the answer belongs to the same question.

    The promise is the one of the day it was asked; minutes are those of working days (delay.py).
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="exchanges")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    minutes = models.PositiveIntegerField(null=True)
    # Somebody read it and says that it asks for no answer ("thank you"): it counts in no figure.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"],
                name="exchange_open_once",
                condition=models.Q(answered_at=None, settled_at=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "asked_at"],
                name="exchange_open",
                condition=models.Q(answered_at=None, settled_at=None),
            ),
            models.Index(fields=["journey", "minutes"]),
        ]

"""What is asked of a partner: the question, what was answered, and the e-mails that carry them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.partners.models.directory import Partner
from lms.people.models import Organisation


class PartnerRequest(models.Model):
    """A question of a visitor or of somebody who is signed in. Only the last moment of each sort is kept."""

    class State(models.TextChoices):
        """Stored, never renamed."""

        UNCONFIRMED = "unconfirmed", _("Waits for the visitor to confirm")
        SENT = "sent", pgettext_lazy("a question", "Sent")
        SEEN = "seen", pgettext_lazy("a question", "Seen by the partner")
        ANSWERED = "answered", pgettext_lazy("a question", "Answered")
        CLOSED = "closed", pgettext_lazy("a question", "Closed")
        BOUNCED = "bounced", pgettext_lazy("a question", "Came back: the partner’s e-mail does not work")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="partner_requests")
    partner = models.ForeignKey(Partner, models.RESTRICT, related_name="requests", verbose_name=_("partner"))
    # Somebody who was signed in; else a visitor, by name and e-mail.
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="partner_requests")
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="fr")
    question = models.TextField(blank=True)
    key = models.CharField(max_length=60)  # of the form it came by: the same one again is the same question
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    consented_at = models.DateTimeField(default=timezone.now)  # to these data being sent to the partner
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)  # from when on the promise runs
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the first answer, never moved
    closed_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(default=timezone.now)
    promised_hours = models.PositiveSmallIntegerField(default=16)  # as it was promised to this one
    answered_minutes = models.PositiveIntegerField(null=True)  # working minutes to the first answer
    reminders = models.PositiveSmallIntegerField(default=0)
    serial = models.PositiveSmallIntegerField(default=1)  # of the partner's link: a new one ends the old
    erased_at = models.DateTimeField(null=True)  # names and words are gone, figures stay

    class Meta:
        verbose_name = _("question to a partner")
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="partner_request_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="partner_request_state")]

    def __str__(self) -> str:
        return f"{self.partner}, {self.get_state_display()}"

    @property
    def asker_name(self) -> str:
        return str(self.asker) if self.asker else self.name

    @property
    def asker_email(self) -> str:
        return self.asker.email if self.asker else self.email

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.SENT, self.State.SEEN, self.State.BOUNCED)


class RequestMessage(models.Model):
    """What was written after the question; the first of the partner's is the first answer."""

    class Side(models.TextChoices):
        PARTNER = "partner", _("The partner")
        ASKER = "asker", _("Who asked")

    request = models.ForeignKey(PartnerRequest, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices)
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "key"], name="request_message_once")]


class Letter(models.Model):
    """One e-mail to somebody without an account. A row first; the worker sends it, later again when it failed."""

    class Sort(models.TextChoices):
        CONFIRM = "confirm", _("Please confirm")
        QUESTION = "question", _("A question for a partner")
        REMINDER = "reminder", _("A reminder")
        ANSWER = "answer", _("An answer")
        MORE = "more", _("One more message")

    class Mail(models.TextChoices):
        DUE = "due", _("To be sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused by the mail server")
        FAILED = "failed", _("Could not be sent")
        DROPPED = "dropped", _("No longer needed")

    request = models.ForeignKey(PartnerRequest, models.CASCADE, related_name="letters")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    message = models.ForeignKey(RequestMessage, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=60)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.DUE)
    mail_after = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)  # what the mail server said; never an address

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "key"], name="partner_letter_once")]
        indexes: ClassVar = [
            models.Index(fields=["mail_after"], name="partner_letter_due", condition=models.Q(mail="due")),
        ]

"""What people are told, once each, and how each wants to be told. A notice is a row first; e-mail follows it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation


class Topic(models.TextChoices):
    """What a notice is about; people choose by topic how they are told. Stored, never renamed."""

    BOOKING = "booking", _("My bookings and appointments: made, moved, cancelled")
    REMINDER = "reminder", _("Reminders before a session or an appointment")
    ABSENCE = "absence", _("A session I missed")
    PACE = "pace", _("When nothing has happened for a while, and before my journey ends")
    DOCUMENT = "document", _("Documents that are ready")
    ANSWER = "answer", _("Answers to what I handed in")
    ASKED = "asked", _("What I am asked to do for others: a jury to sit on, peers to review")
    MESSAGE = "message", _("Messages that somebody writes to me")
    FORUM = "forum", _("Forums and threads that I follow")
    PARTNER = "partner", _("What I asked of a partner, or am asked as one")
    TEAM = "team", _("For the team: waiting lists, people to call, sessions to sign")


class Way(models.TextChoices):
    NOW = "now", _("by e-mail at once")
    DIGEST = "digest", _("in one e-mail a day")
    NONE = "none", _("only here, without e-mail")


class Preference(models.Model):
    """How one person wants to be told of one topic; e-mail at once where there is no row."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.NOW)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "topic"], name="notice_preference_once")]


class Notice(models.Model):
    """One thing one person was told. The same key tells it once, whoever repeats it."""

    class Mail(models.TextChoices):
        DUE = "due", _("To be sent")
        DIGEST = "digest", _("Waits for the day's e-mail")
        SENT = "sent", _("Sent")
        NONE = "none", _("Not by e-mail")
        FAILED = "failed", _("Could not be sent")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # Whom it names, when that is somebody else: it goes when they are erased.
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)  # a path of this site, to go on from here
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.DUE)
    mail_after = models.DateTimeField(default=timezone.now)  # the next try, when one failed
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)  # what the mail server said last; never a person's words
    # Where it comes from, such as "conversation:<uuid>": from one place only so many e-mails an hour (storms.py).
    place = models.CharField(max_length=80, blank=True)
    is_held = models.BooleanField(default=False)  # it was to leave at once, and waits for the day's e-mail instead
    # What an answer to its e-mail goes to, "<sort>:<id>" (lms/notices/inbound); empty: nothing.
    reply_to = models.CharField(max_length=80, blank=True)
    # After this moment it is of no use: quiet hours that last longer do not hold it.
    useful_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["mail_after"], name="notice_due", condition=models.Q(mail="due")),
            models.Index(fields=["person"], name="notice_digest", condition=models.Q(mail="digest")),
            models.Index(fields=["person"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["person", "-created_at"]),
        ]


class Rhythm(models.Model):
    """When one person wants no e-mail, and at what hour the day's comes. On their organisation's clock."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_rhythm"
    )
    quiet_from = models.TimeField(null=True, blank=True)  # both, or none; from 20:00 to 8:00 goes over midnight
    quiet_to = models.TimeField(null=True, blank=True)
    is_quiet_at_weekends = models.BooleanField(default=False)
    digest_hour = models.PositiveSmallIntegerField(null=True, blank=True)  # none: DIGEST_HOUR


class FailingAddress(models.Model):
    """E-mails to this person come back. Nothing more is sent to that address until somebody says that it works."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="failing_address"
    )
    email = models.EmailField()  # as it was: a new address fails no more
    status = models.CharField(max_length=20, blank=True)  # RFC 3463, such as 5.1.1
    since = models.DateTimeField(default=timezone.now)


class InboundMail(models.Model):
    """An e-mail that came in: once, whoever delivers it again. Nobody's address and none of its words are kept here."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Taken")
        REFUSED = "refused", _("Refused, and its sender told why")
        DROPPED = "dropped", _("Dropped without an answer")
        BOUNCE = "bounce", _("An e-mail of ours that came back")

    message_key = models.CharField(max_length=64, unique=True)  # SHA-256 of the Message-ID, else of all of it
    sender_key = models.CharField(max_length=64, db_index=True)  # SHA-256 of the address
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=40, blank=True)  # a word for who looks after the site
    was_answered = models.BooleanField(default=False)
    came_at = models.DateTimeField(default=timezone.now)


class PeriodicRun(models.Model):
    """When a periodic task last began; its row is the lock that lets one worker of many run it."""

    name = models.CharField(max_length=120, primary_key=True)
    began_at = models.DateTimeField()

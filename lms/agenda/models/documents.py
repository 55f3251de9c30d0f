"""End documents and sheets as they were issued: numbered, immutable, verifiable; and private calendar addresses."""

from datetime import time
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.enrolment.models import Enrolment
from lms.people.models import Organisation


class EndDocumentRows(models.QuerySet["EndDocument"]):
    def update(self, **fields: Any) -> int:
        raise TypeError(NEVER_CHANGED)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(NEVER_CHANGED)

    def blank(self) -> int:
        """Take out what a document says when its learner is erased: number, code, hash, sort and date stay, so that it
        can still be verified and no number is missing. documents/privacy.py alone calls it."""
        return super().update(pdf=b"", facts={}, reason="")


NEVER_CHANGED = "An issued document is never changed: issue another that replaces it."


class EndDocument(models.Model):
    """One PDF as issued (domain.md B4). Another one replaces it; it is never changed."""

    class Sort(models.TextChoices):
        CERTIFICATE = "certificate", _("Certificate of completion of service")
        OUTCOMES = "outcomes", _("Statement of outcomes")
        ATTENDANCE = "attendance", _("Attendance statement")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="end_documents")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="end_documents")
    sort = models.CharField(max_length=20, choices=Sort.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()  # 1, 2, ... of this organisation in this year, without a gap
    code = models.CharField(max_length=20, unique=True)  # what a reader types to verify it; says nothing of the person
    facts = models.JSONField()  # what it says, as it was printed
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=255, blank=True)  # why it was issued again

    objects = EndDocumentRows.as_manager()

    class Meta:
        verbose_name = _("end document")
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="document_number_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(NEVER_CHANGED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(NEVER_CHANGED)

    @property
    def full_number(self) -> str:
        return f"{self.year}-{self.number:04d}"

    @property
    def is_blanked(self) -> bool:
        """Its learner was erased: what it said is gone, that it was issued is not."""
        return not self.facts


class CalendarFeed(models.Model):
    """The private address of one person's calendar, until they revoke it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    secret = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(revoked_at=None), name="calendar_feed_once"),
        ]


class AgendaRules(models.Model):
    """An organisation's settings of time: half-days, signing, presence, reminders. Defaults where there is no row."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="agenda_rules")
    midday = models.TimeField(_("the afternoon begins at"), default=time(13))
    half_day_minutes = models.PositiveSmallIntegerField(_("a half-day, in minutes"), default=210)
    day_minutes = models.PositiveSmallIntegerField(_("a day, in minutes"), default=420)
    sign_before = models.PositiveSmallIntegerField(_("signing opens, minutes before"), default=15)
    sign_after_hours = models.PositiveSmallIntegerField(_("signing closes, hours after the end"), default=24)
    late_after = models.PositiveSmallIntegerField(_("late after, in minutes"), default=15)
    presence_share = models.PositiveSmallIntegerField(_("presence in a virtual class that counts, in %"), default=80)
    cancel_before_hours = models.PositiveSmallIntegerField(_("learners cancel until, hours before"), default=24)
    remind_before_hours = models.PositiveSmallIntegerField(_("reminder, hours before"), default=24)
    inactive_after_days = models.PositiveSmallIntegerField(_("inactive after, in days"), default=21)
    end_alert_days = models.PositiveSmallIntegerField(_("alert before the longest duration, in days"), default=30)
    radius_km = models.PositiveSmallIntegerField(_("a place is near within, in km"), default=30)
    signatory = models.CharField(_("who signs end documents"), max_length=150, blank=True)
    signatory_capacity = models.CharField(_("in which capacity"), max_length=150, blank=True)
    registration_number = models.CharField(_("provider's registration number"), max_length=60, blank=True)
    city = models.CharField(_("place of signature"), max_length=100, blank=True)
    # A BigBlueButton or Jitsi server of the organisation's own.
    bigbluebutton_url = models.URLField(_("BigBlueButton address"), blank=True)
    bigbluebutton_secret = models.CharField(_("BigBlueButton secret"), max_length=200, blank=True)
    jitsi_url = models.URLField(_("Jitsi address"), blank=True)

    class Meta:
        verbose_name = _("settings of time")

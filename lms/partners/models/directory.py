"""Who is in an organisation's directory, what each does, and how the directory is kept."""

import uuid
from datetime import time
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.partners.pictograms import Axis, Sign, every_sign
from lms.people.models import Organisation


class DirectoryRules(models.Model):
    """What an organisation chose: who sees the directory, and within which delay partners promise an answer."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="directory_rules")
    is_public = models.BooleanField(
        _("everybody may see it, without an account"),
        default=False,
        help_text=_("Visitors may then write to your partners too."),
    )
    intro = models.TextField(_("a few words at the top"), blank=True, max_length=1000)
    promised_hours = models.PositiveSmallIntegerField(
        _("first answer promised within"),
        default=16,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_("In working hours: 16 hours are two days of 8 hours. New questions only."),
    )
    opens_at = models.TimeField(_("working hours begin at"), default=time(9))
    closes_at = models.TimeField(_("working hours end at"), default=time(17))
    retention_months = models.PositiveSmallIntegerField(
        _("visitors' questions are kept for"),
        default=36,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text=_("In months after the last message; 36 at most. Then names and words go, and figures stay."),
    )

    class Meta:
        verbose_name = _("rules of the directory")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(opens_at__lt=models.F("closes_at")), name="directory_hours"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Partner(models.Model):
    """One partner. Its code is the stable identifier that tables name: a second import changes it, and adds none."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="partners")
    code = models.SlugField(
        _("identifier"), max_length=60, help_text=_("Never changes: tables and links name it. For example agency-19.")
    )
    name = models.CharField(_("name"), max_length=200)
    presentation = models.TextField(_("who they are and what they do"), blank=True, max_length=4000)
    address = models.CharField(_("address"), max_length=255, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    commune = models.CharField(_("town"), max_length=120, blank=True)
    territory = models.CharField(
        _("territory served"),
        max_length=120,
        blank=True,
        help_text=_("As people call it here; a filter is made of it."),
    )
    # Degrees, WGS 84. Of places, never of people.
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Questions are sent there. It is shown to nobody."))
    site = models.URLField(_("web site"), max_length=300, blank=True)
    hours = models.CharField(_("opening hours"), max_length=300, blank=True)
    accessibility = models.CharField(
        _("accessibility"), max_length=300, blank=True, help_text=_("For example: step-free, parking, sign language.")
    )
    is_published = models.BooleanField(_("published in the directory and the guide"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="partner_code_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def signs(self) -> dict[str, list[Sign]]:
        """Its pictograms by axis, in the order of the lists; prefetch `pictograms` before asking several."""
        held = {(row.axis, row.code) for row in self.pictograms.all()}
        found: dict[str, list[Sign]] = {axis: [] for axis in Axis.values}
        for sign in every_sign():
            if (sign.axis, sign.code) in held:
                found[sign.axis].append(sign)
        return found

    @property
    def place(self) -> str:
        return " ".join(part for part in (self.postcode, self.commune) if part)


class Pictogram(models.Model):
    """One thing a partner does: see lms/partners/pictograms.py."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="pictograms")
    axis = models.CharField(max_length=10, choices=Axis.choices)
    code = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "axis", "code"], name="pictogram_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["axis", "code"])]


class Logo(models.Model):
    """A partner's logo, drawn again by us as a small PNG: nothing of the file that came is kept."""

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="logo")
    png = models.BinaryField()
    alternative = models.CharField(max_length=200, blank=True)


class PartnerPlan(models.Model):
    """What each line of one table would do. Kept for a day; once applied, only what came of it stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    lines = models.JSONField(default=list)  # see lms/partners/table/plan.py; emptied once applied
    ignored = models.JSONField(default=list)  # headings nothing is made of
    applied_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)  # how many of each act

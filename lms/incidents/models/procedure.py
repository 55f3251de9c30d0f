"""What an organisation does when violence or harassment is reported, and who hears of it. Versions are only added."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation


class Procedure(models.Model):
    """The newest version is in force (domain.md B1, finding 5: a versioned procedure with named contacts)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="incident_procedures")
    version = models.PositiveSmallIntegerField()
    text = models.TextField(_("the procedure"), max_length=20_000)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("named contact")
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("second contact")
    )
    quality = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who answers for quality"),
        help_text=_("Sees who read what and when, and the yearly count; never what was reported."),
    )
    phone = models.CharField(_("telephone of the contacts"), max_length=30, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("first answer within, in working days"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    # A crime other than a felony is prosecuted within six years (Code de procédure pénale, art. 8).
    retention_years = models.PositiveSmallIntegerField(
        _("a case is kept for, in years after it was closed"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("procedure for reports")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "version"], name="procedure_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.version}"

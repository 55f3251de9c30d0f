"""Whom a yearly return counts an enrolment among (bilan pédagogique et financier, table F-1; domain.md B5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TraineeType(models.TextChoices):
    """A property of the enrolment, not of the person. Stored, never renamed."""

    EMPLOYEE = "F1a", _("employee of a private employer")
    APPRENTICE = "F1b", _("apprentice")
    JOB_SEEKER = "F1c", _("job seeker")
    PAYS_ALONE = "F1d", _("pays for it alone")
    OTHER = "F1e", _("other")

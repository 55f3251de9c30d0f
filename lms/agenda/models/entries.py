"""A table of people as it was shown before anything was written: what is confirmed is exactly that."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation


class EntryPlan(models.Model):
    """What each line of one file would do. Kept for a day; once applied, only what came of it stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    lines = models.JSONField(default=list)  # see lms/agenda/entries/plan.py; emptied once applied
    ignored = models.JSONField(default=list)  # headings nothing is made of
    applied_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)  # how many of each act, without a name

    class Meta:
        verbose_name = _("table of entries")

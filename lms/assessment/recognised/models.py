"""What somebody could do before they came, as a person of the team recognised it, with the paper that shows it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.catalogue.models import Competency
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation


class Recognition(models.Model):
    """A level of one competency, recognised by a person. Never edited: withdrawn with a reason, and said again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="recognitions")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()  # 2 with support, 3 alone
    reason = models.TextField()  # what was seen: a title, an interview, a year of work
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=100)
    made_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=150, blank=True)  # nothing: no paper, or it was erased
    file_type = models.CharField(max_length=100, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    evidence = models.JSONField(default=list)  # public ids of what it told the record
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_for = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("recognised learning")
        constraints: ClassVar = [models.UniqueConstraint(fields=["enrolment", "key"], name="recognition_key_once")]

    @property
    def path(self) -> str:
        """On the shelf; nobody's name is in it."""
        return f"recognised/{self.public_id.hex}"

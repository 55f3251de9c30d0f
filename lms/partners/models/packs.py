"""Solutions that worked somewhere, written so that they can be tried elsewhere (domain.md A01)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.partners.models.directory import Partner
from lms.people.models import Organisation


class TerritoryType(models.TextChoices):
    """Stored, never renamed."""

    RURAL = "rural", _("Countryside")
    TOWN = "town", _("Small or medium-sized town")
    CITY = "city", _("Large city")
    PRIORITY = "priority", _("Priority neighbourhood")
    MOUNTAIN = "mountain", _("Mountains or islands")


class SolutionPack(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="solution_packs")
    title = models.CharField(_("title"), max_length=200)
    territory_type = models.CharField(_("kind of territory"), max_length=20, choices=TerritoryType.choices)
    problem = models.TextField(_("the problem"), max_length=4000)
    solution = models.TextField(_("the solution"), max_length=8000)
    conditions = models.TextField(_("what it takes to succeed"), max_length=4000, blank=True)
    sites = models.TextField(_("where it was tried"), max_length=2000, blank=True, help_text=_("One place a line."))
    cost = models.CharField(_("what it costs"), max_length=300, blank=True)
    contacts = models.TextField(
        _("whom to ask"), max_length=1000, blank=True, help_text=_("Only people who agreed to be named here.")
    )
    partners = models.ManyToManyField(Partner, verbose_name=_("partners"), blank=True, related_name="solution_packs")
    is_published = models.BooleanField(_("published"), default=False)
    changed_at = models.DateTimeField(auto_now=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

"""Where people meet: venues, their rooms, and the access points of people without a computer."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation


class Venue(models.Model):
    """A place with an address. Its code is what a sequence names (`Sequence.venue`), e.g. SIEGE."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="venues")
    code = models.CharField(_("code"), max_length=40, help_text=_("For example HOUSE; sequences name it."))
    name = models.CharField(_("name"), max_length=150)
    address = models.TextField(_("address"), blank=True)
    # Degrees, WGS 84. Only of places, never of people (domain.md C: no precise location).
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    directions = models.TextField(_("how to get there"), blank=True)
    is_step_free = models.BooleanField(_("step-free access"), default=False)
    # For people without a computer (domain.md A09, AC5).
    is_access_point = models.BooleanField(_("digital access point"), default=False)
    seats = models.PositiveSmallIntegerField(_("seats with a computer"), default=0)
    equipment = models.CharField(_("equipment"), max_length=255, blank=True)
    helper = models.CharField(_("who helps there"), max_length=150, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("venue")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="venue_code_once")]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=100)
    capacity = models.PositiveSmallIntegerField(_("seats"), default=12)

    class Meta:
        verbose_name = _("room")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["venue", "name"], name="room_name_once")]

    def __str__(self) -> str:
        return self.name

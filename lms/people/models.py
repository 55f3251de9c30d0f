"""Who: people, organisations, and the role a person holds in an organisation."""

import uuid
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class People(BaseUserManager["Person"]):
    """People are found by e-mail, whatever its case."""

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        if not email:
            raise ValueError("A person signs in by e-mail.")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. The public id is what leaves the site; the e-mail never stands in an address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, help_text=_("As others see it, for example Ana Ferreira."))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, default="fr")
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="person_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    # Wagtail's admin asks for these two names.
    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def last_name(self) -> str:
        return self.name.partition(" ")[2]

    @property
    def is_staff(self) -> bool:
        return self.is_superuser

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.first_name or self.email

    def forget_roles(self) -> None:
        """Let `access.roles` read the memberships again; it keeps them on this instance."""
        self.__dict__.pop("_held_roles", None)


def check_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("%(zone)s is not a known time zone, such as Europe/Paris."), params={"zone": value})


class Organisation(models.Model):
    """A team that accompanies people. Another organisation's rows do not exist for its members."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    zone_name = models.CharField(_("time zone"), max_length=60, default="Europe/Paris", validators=[check_zone])
    help_name = models.CharField(_("who helps learners"), max_length=150, blank=True)
    help_phone = models.CharField(_("telephone for help"), max_length=30, blank=True)
    help_email = models.EmailField(_("e-mail for help"), blank=True)
    # Named contacts a public page must give (domain.md B1, indicators 1, 12, 26): {"disability": "Name", ...}.
    referents = models.JSONField(_("named contacts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)


class Role(models.TextChoices):
    """What a person is in one organisation. Stored, never renamed."""

    LEARNER = "learner", _("Learner")
    TRAINER = "trainer", _("Trainer")
    COACH = "coach", _("Coach")
    COORDINATOR = "coordinator", _("Coordinator")
    EDITOR = "editor", _("Editor")
    EVALUATOR = "evaluator", _("Evaluator")
    ADMIN = "admin", _("Organisation administrator")
    GUEST = "guest", _("Guest")


class Membership(models.Model):
    """One role of one person in one organisation; a person may hold several."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # Evaluators see figures without names unless their agreement says otherwise (design.md 7).
    may_see_names = models.BooleanField(_("may see names"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    # Rights that follow from a role must never lag behind it, whoever writes: a screen, a command or an import.
    # Learners by the thousand come by bulk_create, which follows nothing: a learner's role opens no right elsewhere.
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        follow_roles(self.person, self.organisation)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        follow_roles(self.person, self.organisation)
        return deleted


def follow_roles(person: Person, organisation: Organisation) -> None:
    """Bring what depends on roles into step: ROLE_FOLLOWERS, dotted names of functions (person, organisation)."""
    person.forget_roles()
    for dotted in settings.ROLE_FOLLOWERS:
        import_string(dotted)(person, organisation)


class ErasureRequest(models.Model):
    """Somebody asked that their data be erased; stays, nameless, as the proof that it was done (RGPD art. 17)."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="erasure_requests", verbose_name=_("person")
    )
    person_key = models.UUIDField(editable=False)  # the public id, which names nobody once the person is gone
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)  # the reason of a refusal, told to the person

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(state="asked"), name="erasure_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.person_key}, {self.get_state_display()}"

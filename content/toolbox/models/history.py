"""What becomes of a resource: its versions, who proofread it, whose favourite it is; and an organisation's options."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.toolbox import names
from content.toolbox.models.resource import Resource, StoredFile
from lms.people.models import Organisation


class ResourceVersion(models.Model):
    """A resource as it was published once. Only added; a resource's body is parsed by its own block."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField()
    format = models.CharField(max_length=20, choices=names.Format.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    link = models.URLField(max_length=500, blank=True)
    body = models.JSONField(default=list)
    licence = models.CharField(max_length=40)
    authors = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    easy_read = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["resource", "number"], name="resource_version_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def stream(self) -> Any:
        """The page as it was written then."""
        field: Any = Resource._meta.get_field("body")
        return field.to_python(self.body)


class EasyReadReview(models.Model):
    """Somebody proofread this very summary, with the people it is for (domain.md: FALC)."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="easy_read_reviews")
    text_sha256 = models.CharField(max_length=64)
    readers = models.CharField(
        _("who read it over"),
        max_length=300,
        help_text=_("The people it is for, as they want to be named: for example the readers of the Tuesday workshop."),
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["resource", "text_sha256"], name="easy_read_once")]


class Favourite(models.Model):
    """A person wants to find this resource again."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "resource"], name="favourite_once")]


class Library(models.Model):
    """What an organisation chose for its library; without a row, members alone read it."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    is_open = models.BooleanField(
        _("visitors may read published resources without signing in"),
        default=False,
        help_text=_("Drafts, old versions and favourites stay for those who sign in."),
    )

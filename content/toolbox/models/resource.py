"""A resource of an organisation: a file, a link, or a page written here; and files, which are written once."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import DraftStateMixin, Revision, RevisionMixin

from content.toolbox import names
from content.toolbox.pictograms import PICTOGRAMS
from courses.models import PROSE
from lms.catalogue.models import Competency, CompetencyBlock
from lms.people.models import Organisation


class StoredFile(models.Model):
    """A file as it came, private and never written over: a new one is a new row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    path = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=130)
    type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True)  # of a PDF; sheets of a spreadsheet
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class PictogramBlock(StructBlock):
    """A sign of ours with its words: the words say it all, the sign makes it quick to find."""

    sign = ChoiceBlock(choices=[(name, each.label) for name, each in PICTOGRAMS.items()], label=_("Sign"))
    title = CharBlock(max_length=120, label=_("Title"))
    text = RichTextBlock(features=PROSE, label=_("Text"))

    class Meta:
        template = "toolbox/pictogram_block.html"
        label = _("Sign with words")
        icon = "image"


class Resource(DraftStateMixin, RevisionMixin, models.Model):
    """What readers see is the last published version; drafts are Wagtail's revisions, versions are history.py's."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation"))
    code = models.CharField(
        _("code"), max_length=40, blank=True, help_text=_("For example O01: journey files name it so.")
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(
        _("what it is for"), max_length=1000, help_text=_("One to three sentences: when it helps, and what one gets.")
    )
    format = models.CharField(_("format"), max_length=20, choices=names.Format.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    link = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("For a link: the whole address, beginning with https://."),
    )
    body = StreamField(
        [
            ("prose", RichTextBlock(label=_("Text"), features=PROSE)),
            ("pictogram", PictogramBlock()),
            ("picture", ImageBlock(label=_("Picture"))),
        ],
        blank=True,
        verbose_name=_("page"),
        help_text=_("For a page to read here. Pictures need a text for those who do not see them."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=40,
        choices=names.licence_choices,
        help_text=_("What readers may do with it. Without one it cannot be published."),
    )
    authors = models.CharField(
        _("authors"), max_length=300, help_text=_("As they want to be named, with commas between them.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
        help_text=_("Told when it is time to read it over."),
    )
    review_months = models.PositiveSmallIntegerField(
        _("read over every (months)"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    # When it is to be read over; kept apart from drafts, which do not move it.
    review_on = models.DateField(null=True, blank=True, editable=False)
    step = models.CharField(
        _("step"),
        max_length=60,
        blank=True,
        help_text=_(
            "Where in a journey it helps: idee, marche, chiffrage, cadre, reseau, lancement, or your own words."
        ),
    )
    competency_block = models.ForeignKey(
        CompetencyBlock, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("competency block")
    )
    competency = models.ForeignKey(
        Competency, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("competency")
    )
    language = models.CharField(_("language"), max_length=10, choices=names.LANGUAGES, default="fr")
    easy_read = models.TextField(
        _("easy-read summary"),
        max_length=3000,
        blank=True,
        help_text=_("One short sentence a line, twelve words at most. The sign appears once it was proofread."),
    )
    audience = models.CharField(
        _("who may use it"), max_length=20, choices=names.Audience.choices, default=names.Audience.MEMBERS
    )
    change_note = models.CharField(
        _("what this version changes"), max_length=300, blank=True, help_text=_("Readers see it beside the version.")
    )
    # Derived: does the summary stand as it was proofread? And what a search looks through.
    is_easy_read = models.BooleanField(default=False, editable=False)
    words = models.TextField(default="", blank=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    # Of the row as a whole, whatever a draft says.
    KEPT: ClassVar = ("public_id", "organisation_id", "review_on", "is_easy_read", "made_at")

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=~models.Q(code=""), name="resource_code_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["live", "review_on"], name="resource_review")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        from content.toolbox.library import words_of

        self.words = words_of(self)
        super().save(*args, **kwargs)

    def with_content_json(self, content: Any) -> "Resource":
        """A draft of this row: what concerns the row itself is as it is today."""
        draft: Resource = super().with_content_json(content)
        for name in self.KEPT:
            setattr(draft, name, getattr(self, name))
        return draft

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> None:
        """As Wagtail does; raises ValidationError, in words, without a licence. What readers had stays a version."""
        from content.toolbox.versions import publish

        publish(self, revision, user, lambda: DraftStateMixin.publish(self, revision, user=user, **kwargs))

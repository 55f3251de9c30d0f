"""The library of videos: files and their lighter versions, captions, and the consents of those who are seen in them."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.models import Collection, GroupCollectionPermission
from wagtailmedia.models import AbstractMedia

from courses.media.captions.words import fold
from courses.media.shelf import PRIVATE
from courses.permissions import collection_of, group_name, sync
from lms.people.models import Organisation, Person, Role

PROVIDERS = ("youtube", "vimeo", "peertube")


def video_path(video: "Video", name: str) -> str:
    return f"videos/{video.key.hex}/source-{uuid.uuid4().hex[:8]}.{name.rpartition('.')[2].lower()[:5]}"


def poster_path(video: "Video", name: str) -> str:
    return f"videos/{video.key.hex}/poster-{uuid.uuid4().hex[:8]}.{name.rpartition('.')[2].lower()[:5]}"


def rendition_path(row: "Rendition", name: str) -> str:
    return f"videos/{row.video.key.hex}/{row.quality}-{uuid.uuid4().hex[:8]}.{name.rpartition('.')[2].lower()[:5]}"


def proof_path(consent: "Consent", name: str) -> str:
    return f"consents/{consent.key.hex}.{name.rpartition('.')[2].lower()[:5]}"


class Video(AbstractMedia):
    """One film: a file of ours, or an address at somebody else's. Its organisation keeps it; the collection follows."""

    class Work(models.TextChoices):
        NONE = "none", _("Nothing to prepare")
        WAITING = "waiting", _("Waiting to be prepared")
        RUNNING = "running", _("Being prepared")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Could not be prepared")

    # What the base keeps in seconds and without a guard, we keep in milliseconds and in private.
    duration = None
    thumbnail = None
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="videos", editable=False)
    file = models.FileField(_("file"), upload_to=video_path, storage=PRIVATE, blank=True)
    language = models.CharField(_("language spoken"), max_length=10, choices=settings.LANGUAGES, default="fr")
    external_url = models.URLField(
        _("address at another host"),
        blank=True,
        help_text=_("YouTube, Vimeo or PeerTube. Nothing is asked of them before the visitor chooses to watch."),
    )
    poster = models.FileField(_("picture shown before it plays"), upload_to=poster_path, storage=PRIVATE, blank=True)
    duration_ms = models.PositiveBigIntegerField(_("length"), default=0, help_text=_("In thousandths of a second."))
    is_testimonial = models.BooleanField(
        _("somebody speaks of themselves in it"),
        default=False,
        help_text=_("Then it is shown only once everybody seen in it has agreed, in writing."),
    )
    file_bytes = models.PositiveBigIntegerField(default=0, editable=False)
    file_type = models.CharField(max_length=60, blank=True, editable=False)
    work = models.CharField(max_length=10, choices=Work, default=Work.NONE, editable=False)
    work_share = models.PositiveSmallIntegerField(default=0, editable=False)  # per cent
    work_words = models.TextField(blank=True, editable=False)
    work_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    work_claimed_at = models.DateTimeField(null=True, editable=False)

    tags = TaggableManager(help_text=None, blank=True, verbose_name=_("tags"), related_name="videos")
    admin_form_fields = ("title", "language", "file", "external_url", "is_testimonial", "poster", "collection")

    class Meta(AbstractMedia.Meta):
        abstract = False
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        indexes: ClassVar = [models.Index(fields=["organisation", "-created_at"], name="media_of_organisation")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its organisation is the owner of its collection, and the other way round: whichever is known first."""
        if self.organisation_id is None:
            kept_in: Collection = self.collection  # type: ignore[has-type]
            self.organisation = owner_of(kept_in)
        elif self._state.adding:
            self.collection = _kept_by(self.organisation)
        self.type = "video"
        super().save(*args, **kwargs)

    @property
    def url(self) -> str:
        return PRIVATE.url(self.file.name)

    @property
    def sources(self) -> list[dict[str, str]]:
        return []


def owner_of(collection: Collection) -> Organisation:
    """The organisation whose authors write in this collection; raises Organisation.DoesNotExist for the site's own."""
    above = collection.get_ancestors(inclusive=True)
    names = GroupCollectionPermission.objects.filter(collection__in=above).values_list("group__name", flat=True)
    codes = [name.removesuffix(": trainers") for name in names if name.endswith(": trainers")]
    organisation = Organisation.objects.filter(code__in=codes).first()
    if organisation is None:
        raise Organisation.DoesNotExist
    return organisation


def _kept_by(organisation: Organisation) -> Collection:
    if not GroupCollectionPermission.objects.filter(group__name=group_name(organisation, Role.TRAINER)).exists():
        sync(organisation)
    return collection_of(organisation)


class Rendition(models.Model):
    """A lighter version of a video: small, smaller, or the sound alone."""

    class Quality(models.TextChoices):
        P360 = "360p", _("Small picture (360 lines)")
        P240 = "240p", _("Smallest picture (240 lines)")
        AUDIO = "audio", _("Sound alone")

    video = models.ForeignKey(Video, models.CASCADE, related_name="renditions")
    quality = models.CharField(max_length=10, choices=Quality)
    file = models.FileField(upload_to=rendition_path, storage=PRIVATE)
    bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["video", "quality"], name="media_one_a_quality")]


class CaptionTrack(models.Model):
    """What is said in a video, in one language. A draft until a person has read it over."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Read over")

    class Source(models.TextChoices):
        FILE = "file", _("A file")
        AUTOMATIC = "automatic", _("Made by a machine")
        HAND = "hand", _("Written by hand")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    video = models.ForeignKey(Video, models.CASCADE, related_name="tracks")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="fr")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    source = models.CharField(_("where it comes from"), max_length=10, choices=Source, default=Source.FILE)
    reviewed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    # Counts the changes: who edits an older state is told, and nothing is written over.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["video", "language"], name="media_one_a_language")]

    @property
    def is_reviewed(self) -> bool:
        return self.state == self.State.REVIEWED


class Cue(models.Model):
    """One line of captions. Times in milliseconds from the beginning; `words` is what a search looks for."""

    track = models.ForeignKey(CaptionTrack, models.CASCADE, related_name="cues")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    text = models.TextField()
    words = models.TextField(editable=False)
    position = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        indexes: ClassVar = [models.Index(fields=["track", "position"], name="media_cue_order")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(end_ms__gt=models.F("start_ms")), name="media_cue_lasts")
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = fold(self.text)
        super().save(*args, **kwargs)


class CueWords(models.Model):
    """SQLite's own index of the words of all cues (migration 0002); triggers keep it. PostgreSQL has none such."""

    id = models.BigIntegerField(primary_key=True, db_column="rowid")
    words = models.TextField()

    class Meta:
        managed = False
        db_table = "media_cue_fts"


class GlossaryEntry(models.Model):
    """A name that machines hear wrongly, and how it is written."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="glossary")
    right = models.CharField(_("how it is written"), max_length=120)
    heard = models.TextField(_("what machines hear"), help_text=_("One form a line."))

    class Meta:
        verbose_name = _("name of the glossary")
        ordering: ClassVar = ["right", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "right"], name="media_one_a_name")]

    def forms(self) -> list[str]:
        return [line.strip() for line in self.heard.splitlines() if line.strip()]


class Consent(models.Model):
    """What one person agreed to about one video (domain.md C, testimonials). It outlives the video, as proof."""

    class State(models.TextChoices):
        PENDING = "pending", _("Awaited")
        GIVEN = "given", _("Given")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MEDIA: ClassVar = ("platform", "public_site", "social_networks")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="consents", editable=False)
    video = models.ForeignKey(Video, models.SET_NULL, null=True, related_name="consents")
    video_title = models.CharField(max_length=255, editable=False, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    person_name = models.CharField(_("who is seen or heard"), max_length=150)
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("A link to withdraw is sent there, without account.")
    )
    purpose = models.TextField(_("what for"), help_text=_("For example: to show what our learners have started."))
    platform = models.BooleanField(_("inside the platform"), default=True)
    public_site = models.BooleanField(_("on pages that anybody reads"), default=False)
    social_networks = models.BooleanField(_("on social networks"), default=False)
    territory = models.CharField(_("where in the world"), max_length=120, default=_("France"))
    is_paid = models.BooleanField(_("the person is paid for it"), default=False)
    text_version = models.CharField(_("version of the text that was signed"), max_length=60, blank=True)
    proof_file = models.FileField(_("signed paper"), upload_to=proof_path, storage=PRIVATE, blank=True)
    proof_name = models.CharField(max_length=150, blank=True, editable=False)
    proof_type = models.CharField(max_length=60, blank=True, editable=False)
    given_at = models.DateField(_("signed on"), null=True, blank=True)
    expires_at = models.DateField(_("holds until"), null=True, blank=True, help_text=_("That day included."))
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.TextField(blank=True, editable=False)
    recorded_by = models.ForeignKey(Person, models.SET_NULL, null=True, editable=False, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("consent")
        ordering: ClassVar = ["recorded_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="media_consent_ends")]

    @property
    def media(self) -> list[str]:
        return [name for name in self.MEDIA if getattr(self, name)]

    def state_on(self, day: date) -> "Consent.State":
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        if self.given_at is None or self.given_at > day:
            return self.State.PENDING
        if self.expires_at is not None and self.expires_at < day:
            return self.State.EXPIRED
        return self.State.GIVEN

    @property
    def state(self) -> "Consent.State":
        return self.state_on(timezone.localdate())


class OutsideCopy(models.Model):
    """A copy that we do not hold (a social network, a partner's site): whoever withdraws is owed that we ask for it."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="copies")
    where = models.CharField(_("where it was published"), max_length=150)
    address = models.URLField(_("address"), blank=True)
    asked_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, editable=False)
    removed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, editable=False
    )

    class Meta:
        verbose_name = _("copy elsewhere")
        ordering: ClassVar = ["pk"]

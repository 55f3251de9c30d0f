"""What can be learned, as last published, and the competency framework. publish.py alone writes the outline."""

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from lms.people.models import Organisation


class Timing(models.TextChoices):
    SYNCHRONOUS = "synchronous", _("Together at the same time")
    ASYNCHRONOUS = "asynchronous", _("Whenever you want")


class Grouping(models.TextChoices):
    COLLECTIVE = "collective", _("In a group")
    INDIVIDUAL = "individual", _("One by one")


class Place(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    REMOTE = "remote", _("At a distance")


class Operator(models.TextChoices):
    AT_LEAST = ">=", _("at least")
    AT_MOST = "<=", _("at most")
    EXACTLY = "==", _("exactly")


class EvidenceType(models.TextChoices):
    QUIZ = "quiz", _("Quiz")
    DELIVERABLE = "deliverable", _("Deliverable")
    OBSERVATION_GRID = "observation_grid", _("Observation grid")
    SELF_ASSESSMENT = "self_assessment", _("Self-assessment")
    FORUM_CONTRIBUTION = "forum_contribution", _("Forum contribution")
    INTERVIEW = "interview", _("Interview")
    SIGN_OFF = "sign_off", _("Attendance sign-off")
    ACTIVITY_TRACE = "activity_trace", _("Trace of activity")


class Assessor(models.TextChoices):
    PLATFORM = "platform", _("The platform")
    TRAINER = "trainer", _("A trainer")
    COACH = "coach", _("A coach")
    MODERATOR = "moderator", _("A moderator")
    PEER = "peer", _("Peers")
    LEARNER = "learner", _("The learner")
    JURY = "jury", _("A jury")


class Framework(ClusterableModel):
    """A competency framework of one organisation (1EdTech CASE: CFDocument)."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="frameworks", verbose_name=_("organisation")
    )
    code = models.CharField(_("code"), max_length=100)
    title = models.CharField(_("title"), max_length=255)
    source = models.CharField(_("source"), max_length=255, blank=True, help_text=_("Where it comes from, if imported."))

    class Meta:
        verbose_name = _("competency framework")
        verbose_name_plural = _("competency frameworks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="framework_code_once"),
        ]

    def __str__(self) -> str:
        return self.title


class CompetencyBlock(ClusterableModel):
    """A homogeneous set of competencies (domain.md B7). Internal blocks are not RNCP blocks."""

    class Origin(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        RNCP = "rncp", "RNCP"

    framework = ParentalKey(Framework, on_delete=models.CASCADE, related_name="blocks", verbose_name=_("framework"))
    code = models.CharField(_("code"), max_length=100)
    title = models.CharField(_("title"), max_length=500)
    aim = models.TextField(_("aim"), blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.INTERNAL)
    position = models.PositiveIntegerField(_("position"), default=0)
    # The authors' screens let people drag lines; this names where their order is kept.
    sort_order_field = "position"

    class Meta:
        verbose_name = _("competency block")
        verbose_name_plural = _("competency blocks")
        ordering: ClassVar = ["framework", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "code"], name="competency_block_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Competency(ClusterableModel):
    """What a person is able to do (CASE: CFItem)."""

    competency_block = ParentalKey(
        CompetencyBlock, on_delete=models.CASCADE, related_name="competencies", verbose_name=_("competency block")
    )
    code = models.CharField(_("code"), max_length=100)
    title = models.TextField(_("title"))
    domain = models.CharField(_("domain"), max_length=60, blank=True)
    source_id = models.CharField(_("identifier in the source"), max_length=255, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering: ClassVar = ["competency_block", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["competency_block", "code"], name="competency_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Indicator(models.Model):
    """A measurable sign of a competency: met when the last validated measure satisfies operator and threshold."""

    competency = ParentalKey(
        Competency, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("competency")
    )
    code = models.CharField(_("code"), max_length=100)
    title = models.CharField(_("title"), max_length=500)
    measure = models.CharField(_("what is measured"), max_length=255, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    operator = models.CharField(_("operator"), max_length=2, choices=Operator.choices, default=Operator.AT_LEAST)
    threshold = models.DecimalField(_("threshold"), max_digits=12, decimal_places=4)
    autonomy_threshold = models.DecimalField(
        _("autonomy threshold"),
        max_digits=12,
        decimal_places=4,
        help_text=_("The value that shows somebody does it alone; at least as hard as the threshold."),
    )
    evidence_type = models.CharField(_("type of evidence"), max_length=30, choices=EvidenceType.choices)
    assessor = models.CharField(_("who assesses"), max_length=20, choices=Assessor.choices)
    # A sequence's code, not a key: a framework may be written before, or shared by several journeys.
    source_sequence = models.CharField(_("measured in sequence"), max_length=40, blank=True)
    accepts_self_reported = models.BooleanField(
        _("accept scores that only the browser vouches for"),
        default=False,
        help_text=_("Off: such a score is shown, marked so, and does not count by itself."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    # The authors' screens let people drag lines; this names where their order is kept.
    sort_order_field = "position"
    # RESTRICT: an indicator nobody was measured on may go, and its versions with it; a version alone never.
    version = models.ForeignKey(
        "IndicatorVersion", models.RESTRICT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering: ClassVar = ["competency", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["competency", "code"], name="indicator_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class IndicatorVersion(models.Model):
    """Operator and thresholds as they stood: a learner keeps those of the first measure. Only added."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="versions")
    operator = models.CharField(max_length=2, choices=Operator.choices)
    threshold = models.DecimalField(max_digits=12, decimal_places=4)
    autonomy_threshold = models.DecimalField(max_digits=12, decimal_places=4)
    # What a level and a block were made of then, so that an indicator added later takes no level away.
    siblings = models.JSONField(default=list)  # ids of the competency's indicators
    block_competencies = models.JSONField(default=list)  # ids of the block's competencies
    created_at = models.DateTimeField(auto_now_add=True)

    def is_met(self, value: Decimal) -> bool:
        return _holds(self.operator, value, self.threshold)

    def is_autonomous(self, value: Decimal) -> bool:
        return _holds(self.operator, value, self.autonomy_threshold)


def _holds(operator: str, value: Decimal, bound: Decimal) -> bool:
    if operator == Operator.AT_LEAST:
        return value >= bound
    if operator == Operator.AT_MOST:
        return value <= bound
    return value == bound


class Published(models.Model):
    """What journeys, sequences and activities share: a key that outlives pages, titles and addresses by language."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    titles = models.JSONField(default=dict)  # {"fr": "..."}
    addresses = models.JSONField(default=dict)  # {"fr": "/fr/..."}; empty when not published in that language
    is_live = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def address(self) -> str:
        return in_language(self.addresses)


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """The text in the language asked, else French, else whatever there is, else nothing."""
    wanted = (language or get_language() or "fr").split("-")[0]
    return texts.get(wanted) or texts.get("fr") or next(iter(texts.values()), "")


class Journey(Published):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="journeys")
    framework = models.ForeignKey(Framework, models.PROTECT, null=True, related_name="journeys")
    code = models.CharField(max_length=60)
    weeks = models.PositiveSmallIntegerField(default=8)
    minutes = models.PositiveIntegerField(default=0)  # the sum of its sequences
    entry_every_days = models.PositiveSmallIntegerField(default=14)
    max_weeks = models.PositiveSmallIntegerField(default=16)
    # What the YAML says and pages do not show yet (referrers, funders, exit categories): carried whole.
    extras = models.JSONField(default=dict, blank=True)
    outline_version = models.PositiveIntegerField(default=0)
    outline_stamp = models.UUIDField(null=True, editable=False)  # another at each publication, also after a rollback

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="journey_code_once"),
        ]


class Outline(models.Model):
    """The published outline of a journey as one document, so that a learner's page reads it in one query."""

    journey = models.OneToOneField(Journey, models.CASCADE, primary_key=True, related_name="outline")
    version = models.PositiveIntegerField()
    document = models.JSONField()


class Sequence(Published):
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="sequences")
    competency_block = models.ForeignKey(CompetencyBlock, models.SET_NULL, null=True, related_name="sequences")
    code = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)
    week = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveIntegerField(default=0)  # announced (Code du travail D6313-3-1, 2°)
    timing = models.CharField(max_length=20, choices=Timing.choices)
    grouping = models.CharField(max_length=20, choices=Grouping.choices)
    place = models.CharField(max_length=20, choices=Place.choices)
    off_site = models.BooleanField(default=False)
    venue = models.CharField(max_length=200, blank=True)
    prerequisites = models.JSONField(default=list)  # keys of sequences, as text
    competencies = models.ManyToManyField(Competency, related_name="sequences")

    class Meta:
        ordering: ClassVar = ["position", "id"]


class Activity(Published):
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="activities")
    sequence = models.ForeignKey(Sequence, models.SET_NULL, null=True, related_name="activities")
    kind = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0, validators=[MinValueValidator(0)])  # as the author announced
    is_required = models.BooleanField(default=True)
    version = models.ForeignKey("ActivityVersion", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["position", "id"]


class ActivityVersion(models.Model):
    """Rule, settings and weight of an activity as published once. Only added; evidence points at it."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="versions")
    rule = models.CharField(max_length=40)
    settings = models.JSONField(default=dict)
    minutes = models.PositiveIntegerField(default=0)  # its exact share of the sequence's announced minutes
    place = models.CharField(max_length=20, choices=Place.choices)
    timing = models.CharField(max_length=20, choices=Timing.choices)
    # Indicators that a score of this activity measures: [{"indicator": id, "scale": "100"}]; value = score x scale.
    feeds = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    def content(self) -> dict[str, Any]:
        """What makes two versions equal."""
        names = ("rule", "settings", "minutes", "place", "timing", "feeds")
        return {name: getattr(self, name) for name in names}

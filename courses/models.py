"""The pages that authors write and learners walk through: Home / Catalogue / Journey / Block / Sequence / Activity."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from courses import panels
from courses.forms import ActivityPageForm, BlockPageForm, CataloguePageForm, JourneyPageForm, SequencePageForm
from courses.naming import free_code
from courses.shown import Guarded, Shown
from lms.catalogue.models import Competency, CompetencyBlock, Framework, Grouping, Indicator, Place, Timing
from lms.people.models import Organisation
from lms.plugins.registry import kind_of

PROSE = ["bold", "italic", "h3", "h4", "ol", "ul", "link", "document-link"]


class HomePage(Shown, Page):
    """The door of the site: what it is for, and the catalogues below it."""

    intro = RichTextField(_("introduction"), blank=True, features=PROSE)

    template = "courses/home_page.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["courses.CataloguePage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("home page")


class CataloguePage(Shown, Page):
    """The journeys of one organisation; permission to write starts here."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
        help_text=_("All journeys below belong to it. It cannot change any more once there are journeys."),
    )
    intro = RichTextField(_("introduction"), blank=True, features=PROSE)

    template = "courses/catalogue_page.html"
    base_form_class = CataloguePageForm
    parent_page_types: ClassVar = ["courses.HomePage"]
    # Journeys, and what kinds offer to visitors: whatever page names a catalogue as its parent.
    subpage_types: ClassVar[list[str] | None] = None
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("organisation"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("catalogue")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        from courses.permissions import sync  # rights stand on this page, and on its class

        sync(self.organisation)


class JourneyPage(Shown, Page):
    """A journey, and what a visitor must be able to read about it (domain.md B1, indicator 1)."""

    code = models.CharField(
        _("code"), max_length=60, help_text=_("Short name in files and reports, once in your organisation.")
    )
    framework = models.ForeignKey(
        Framework,
        models.PROTECT,
        related_name="+",
        verbose_name=_("competency framework"),
        null=True,
        help_text=_("The competencies and indicators that this journey works on and measures."),
    )
    tagline = models.CharField(_("in one sentence"), max_length=300, blank=True)
    easy_read = models.TextField(
        _("easy-read summary"), blank=True, help_text=_("Short sentences, one idea a line (FALC).")
    )
    audience = models.TextField(_("who it is for"), blank=True, help_text=_("One audience a line."))
    requirements = models.TextField(
        _("what is asked before"), blank=True, help_text=_("Say so if nothing is asked: it is part of the answer.")
    )
    assessment = models.TextField(_("how you are assessed"), blank=True, help_text=_("One way a line."))
    accessibility = models.TextField(
        _("accessibility and adaptations"), blank=True, help_text=_("What can be adapted, and whom to ask.")
    )
    access_delay_days = models.PositiveSmallIntegerField(_("delay before you can start (working days)"), default=15)
    reply_delay_days = models.PositiveSmallIntegerField(_("delay to answer a learner (working days)"), default=2)
    price = models.DecimalField(_("price for the learner (euros)"), max_digits=8, decimal_places=2, default=Decimal(0))
    weeks = models.PositiveSmallIntegerField(_("duration (weeks)"), default=8, validators=[MinValueValidator(1)])
    max_weeks = models.PositiveSmallIntegerField(_("longest personal duration (weeks)"), default=16)
    entry_every_days = models.PositiveSmallIntegerField(
        _("people may enter every (days)"), default=14, validators=[MinValueValidator(1)]
    )
    in_person_share = models.DecimalField(
        _("announced share in person (0-1)"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("For example 0.5 for half. Leave empty to announce no balance."),
    )
    balance_tolerance = models.DecimalField(
        _("tolerance of that share (0-1)"),
        max_digits=4,
        decimal_places=3,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Outside it, the journey cannot be published as balanced."),
    )
    # What a journey file carries and pages do not show yet: toolbox, forums, referrers, funders...
    extras = models.JSONField(default=dict, blank=True, editable=False)

    template = "courses/journey_page.html"
    base_form_class = JourneyPageForm
    parent_page_types: ClassVar = ["courses.CataloguePage"]
    subpage_types: ClassVar = ["courses.BlockPage"]
    content_panels: ClassVar = [*Page.content_panels, *panels.JOURNEY]

    class Meta:
        verbose_name = _("journey")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.path:
            # A copy starts a new history: under the code of its source its records would mix with the other's.
            self.code = free_code(self)
        super().full_clean(*args, **kwargs)

    def with_content_json(self, content: Any) -> Any:
        """A version of this page; a copy's older versions still say its source's code, which is not its own."""
        version = super().with_content_json(content)
        if version.code != self.code and free_code(version) != version.code:
            version.code = self.code
        return version

    def can_move_to(self, parent: Page) -> bool:
        """Only within its organisation: learners' records belong to it."""
        target = parent.specific
        here = self.get_parent().specific
        return super().can_move_to(parent) and getattr(target, "organisation_id", None) == here.organisation_id

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail does; raises Unbalanced when it announces a balance that its sequences do not hold."""
        from courses.balance import refuse_unbalanced

        refuse_unbalanced(revision.as_object(), live_only=True)
        return super().publish(revision, *args, **kwargs)


class BlockPage(Guarded, Page):
    """The part of a journey that works on one competency block."""

    code = models.CharField(_("code"), max_length=40, help_text=_("For example B1."))
    competency_block = models.ForeignKey(
        CompetencyBlock,
        models.PROTECT,
        related_name="+",
        verbose_name=_("competency block"),
        null=True,
        blank=True,
        help_text=_("The part of the framework that these sequences lead to."),
    )
    aim = models.TextField(_("aim"), blank=True, help_text=_("What learners will be able to do, in one sentence."))
    extras = models.JSONField(default=dict, blank=True, editable=False)

    template = "courses/block_page.html"
    base_form_class = BlockPageForm
    parent_page_types: ClassVar = ["courses.JourneyPage"]
    subpage_types: ClassVar = ["courses.SequencePage"]
    content_panels: ClassVar = [*Page.content_panels, *panels.BLOCK]

    class Meta:
        verbose_name = _("competency block")


class SequencePage(Guarded, Page):
    """A sequence: its three axes (timing, grouping, place) and its announced minutes."""

    code = models.CharField(_("code"), max_length=40, help_text=_("For example S01, once in the journey."))
    week = models.PositiveSmallIntegerField(
        _("week"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from each learner's own start."),
    )
    timing = models.CharField(_("when"), max_length=20, choices=Timing.choices, default=Timing.ASYNCHRONOUS)
    grouping = models.CharField(_("with whom"), max_length=20, choices=Grouping.choices, default=Grouping.INDIVIDUAL)
    place = models.CharField(_("where"), max_length=20, choices=Place.choices, default=Place.REMOTE)
    off_site = models.BooleanField(
        _("off site"), default=False, help_text=_("Field work outside the training place; it counts as at a distance.")
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    minutes = models.PositiveIntegerField(
        _("announced minutes"),
        default=0,
        help_text=_("What a learner needs on average. The sum of its activities, if you leave 0."),
    )
    intro = RichTextField(_("introduction"), blank=True, features=PROSE)
    competencies = ParentalManyToManyField(Competency, blank=True, related_name="+", verbose_name=_("competencies"))
    extras = models.JSONField(default=dict, blank=True, editable=False)

    template = "courses/sequence_page.html"
    base_form_class = SequencePageForm
    parent_page_types: ClassVar = ["courses.BlockPage"]
    content_panels: ClassVar = [*Page.content_panels, *panels.SEQUENCE]

    class Meta:
        verbose_name = _("sequence")


class Prerequisite(Orderable):
    """A sequence that must be done before this one opens."""

    page = ParentalKey(SequencePage, on_delete=models.CASCADE, related_name="prerequisites")
    needs = models.ForeignKey(SequencePage, models.CASCADE, related_name="+", verbose_name=_("sequence"))


class ActivityPage(Guarded, Page):
    """Base of every kind's page. A kind's page class sets `kind` and adds its own fields."""

    kind: ClassVar[str] = ""

    minutes = models.PositiveIntegerField(
        _("announced minutes"), default=15, help_text=_("What a learner needs on average.")
    )
    is_required = models.BooleanField(_("needed to finish the sequence"), default=True)
    rule = models.CharField(_("it is done when"), max_length=40, blank=True)
    pass_score = models.DecimalField(
        _("pass score (0-1)"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("For example 0.6 for 60%. Only for the rule that asks for it."),
    )
    intro = RichTextField(
        _("instructions"),
        blank=True,
        features=PROSE,
        help_text=_("What to do, what to hand in, and how long it takes."),
    )
    # The type named by an imported journey when no installed kind plays it yet; shown to authors.
    imported_type = models.CharField(max_length=60, blank=True, editable=False)
    # The entry of the journey file, less what the page's own fields hold.
    imported = models.JSONField(default=dict, blank=True, editable=False)

    template = "courses/activity_page.html"
    base_form_class = ActivityPageForm
    parent_page_types: ClassVar = ["courses.SequencePage"]
    subpage_types: ClassVar[list[str]] = []
    is_creatable = False

    # A kind puts its own panels after the second of these.
    content_panels: ClassVar = [*Page.content_panels, *panels.ACTIVITY]

    class Meta:
        verbose_name = _("activity")

    def rule_in_force(self) -> str:
        """The rule an author chose, or the kind's default."""
        return self.rule or kind_of(self.kind).rules[0].name

    def rule_settings(self) -> dict[str, Any]:
        """What the kind's rule and reading need, copied into the ActivityVersion at publish. Kinds extend it."""
        return {} if self.pass_score is None else {"pass_score": float(self.pass_score)}

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        """What the kind's own template needs besides page, activity and completion. Kinds override it."""
        return {}


class Feed(Orderable):
    """This activity's score measures an indicator: value = score (0-1) x scale, 100 for a percentage."""

    page = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="feeds")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", verbose_name=_("indicator"))
    scale = models.DecimalField(
        _("full score is worth"),
        max_digits=8,
        decimal_places=2,
        default=Decimal(100),
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("In the indicator's unit: 100 for a percentage, 10 for ten answers."),
    )

"""Questionnaires, their uses, who was asked, what was said; and the page of the survey kind.

What is anonymous is stored in Response without a person, an enrolment or a moment; who has answered stands in
Participant, which knows nothing of what was said. No key leads from one to the other.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from content.survey.page_form import SurveyPageForm
from courses.models import ActivityPage
from lms.agenda.models import Session
from lms.catalogue.models import Activity, Journey
from lms.enrolment.models import Cohort, Enrolment
from lms.people.models import Organisation


class Use(models.TextChoices):
    """What a questionnaire is for. Stored, never renamed."""

    POSITIONING = "positioning", _("Positioning at entry: levels the learner declares")
    SELF_ASSESSMENT = "self_assessment", _("Self-assessment along the way")
    SATISFACTION = "satisfaction", _("Satisfaction and follow-up")
    NEEDS = "needs", _("Needs study among several audiences")
    POLL = "poll", _("Poll in a session")


class Sort(models.TextChoices):
    """How a question is answered. Stored, never renamed."""

    SCALE5 = "scale5", _("Scale from 1 to 5")
    SCALE10 = "scale10", _("Scale from 0 to 10")
    CHOICE = "choice", _("One choice")
    CHOICES = "choices", _("Several choices")
    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")
    LEVELS = "levels", _("A level for each competency of the journey (0 to 3)")
    INDICATOR = "indicator", _("The value of an indicator that learners assess themselves")


NUMBERS = frozenset({Sort.SCALE5, Sort.SCALE10, Sort.LEVELS, Sort.INDICATOR})
CHOSEN = frozenset({Sort.CHOICE, Sort.CHOICES})
WORDS = frozenset({Sort.SHORT, Sort.LONG})
# They say something of one learner to the record: never anonymous.
PERSONAL = frozenset({Sort.LEVELS, Sort.INDICATOR})


class Questionnaire(models.Model):
    """One version of a questionnaire. The first answer freezes it, with its promise of anonymity."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("what people read first"), blank=True)
    use = models.CharField(_("what it is for"), max_length=20, choices=Use.choices, default=Use.SATISFACTION)
    is_anonymous = models.BooleanField(
        _("anonymous"),
        default=False,
        help_text=_(
            "People are told so. Answers are kept without any link to who gave them, and nobody reads fewer than five. "
            "It cannot change any more after the first answer."
        ),
    )
    one_at_a_time = models.BooleanField(_("one question a page"), default=False)
    # Asked this many days after somebody left; nothing: only where a page or a person asks.
    delay_days = models.PositiveSmallIntegerField(_("days after the exit"), null=True, blank=True)
    reminder_days = models.JSONField(default=list)  # days after the invitation, ascending
    frozen_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("questionnaire")
        ordering: ClassVar = ["title", "-version", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code", "version"], name="questionnaire_version_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_frozen(self) -> bool:
        return self.frozen_on is not None


class Question(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    code = models.CharField(max_length=40)
    title = models.CharField(_("question"), max_length=500)
    help = models.CharField(_("help"), max_length=500, blank=True)
    sort = models.CharField(_("how it is answered"), max_length=20, choices=Sort.choices, default=Sort.SCALE5)
    options = models.JSONField(default=list)  # [{"code": "creation", "label": "..."}]
    indicator_code = models.CharField(_("code of the indicator"), max_length=100, blank=True)
    # Codes of competencies a LEVELS question asks about; empty: all of the journey.
    competency_codes = models.JSONField(default=list)
    is_required = models.BooleanField(_("an answer is needed"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="question_code_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Survey(models.Model):
    """One use of a questionnaire: on a page, after people left, among audiences, in a session."""

    class Sort(models.TextChoices):
        ACTIVITY = "activity", _("On a page of the journey")
        FOLLOW_UP = "follow_up", _("After people have left")
        STUDY = "study", _("By invitation")
        POLL = "poll", _("In a session")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="surveys")
    sort = models.CharField(max_length=20, choices=Sort.choices)
    title = models.CharField(_("title"), max_length=200, blank=True)
    journey = models.ForeignKey(Journey, models.PROTECT, null=True, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="+")
    code = models.CharField(max_length=8, null=True, unique=True)  # of a poll, typed from a wall  # noqa: DJ001
    opens_on = models.DateField(default=timezone.localdate)
    closes_on = models.DateField(_("last day to answer"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["questionnaire", "activity"],
                condition=models.Q(activity__isnull=False),
                name="survey_of_activity_once",
            ),
            models.UniqueConstraint(
                fields=["questionnaire", "journey"],
                condition=models.Q(sort="follow_up"),
                name="survey_follow_up_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.questionnaire.title

    def is_open(self) -> bool:
        today = timezone.localdate(timezone=self.organisation.zone)
        return self.closed_at is None and (self.closes_on is None or today <= self.closes_on)


class Participant(models.Model):
    """Somebody who is asked: whether they have answered, never what. Their draft goes when they send it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="participants")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, null=True, related_name="+")
    email = models.EmailField(blank=True)  # of who has no enrolment
    audience = models.CharField(max_length=80, blank=True)
    has_answered = models.BooleanField(default=False)
    draft = models.JSONField(default=dict)  # {"data": {field: [texts]}, "is_checked": they tried to send it}
    # By e-mail: how often, when next, until when the link opens.
    sends = models.PositiveSmallIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True)
    next_send_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["survey", "enrolment"],
                condition=models.Q(enrolment__isnull=False),
                name="survey_participant_once",
            ),
            models.UniqueConstraint(
                fields=["survey", "email"], condition=~models.Q(email=""), name="survey_address_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_send_at"], name="survey_send_due", condition=models.Q(next_send_at__isnull=False)
            ),
        ]


class Response(models.Model):
    """What one person said, all of it. Anonymous: no enrolment, no moment, and a number drawn by lot."""

    # By lot, so that the order of rows does not tell the order of people.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="+")
    cohort = models.ForeignKey(Cohort, models.SET_NULL, null=True, related_name="+")
    audience = models.CharField(max_length=80, blank=True)
    # The day it was sent; anonymous: the first of the month in which its group of five came together.
    said_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)  # never of what is anonymous
    # Anonymous answers are counted five at a time, so that no two looks at the results differ by one person.
    is_counted = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survey", "is_counted", "cohort"])]


class Answer(models.Model):
    """One thing said about one question; several choices, or several competencies, are as many rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    part = models.CharField(max_length=100, blank=True)  # code of the competency
    number = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    option = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["question", "part", "option"])]


class SurveyPage(ActivityPage):
    """Asks the newest version of one questionnaire of the organisation."""

    kind = "survey"
    is_creatable = True

    questionnaire_code = models.CharField(
        _("questionnaire"), max_length=40, blank=True, help_text=_("Written under “Surveys” in the site's menu.")
    )

    template = "survey/survey_page.html"
    base_form_class = SurveyPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        FieldPanel("questionnaire_code", disable_comments=True),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("survey")

    def rule_settings(self) -> dict[str, Any]:
        return {**super().rule_settings(), "questionnaire": self.questionnaire_code}

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.survey.screen import page_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | page_context(self, request, context)

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        return {"seat_of_survey": state}

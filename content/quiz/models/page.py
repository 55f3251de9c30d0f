"""The page of the quiz kind: which questions, how they are put, and what a learner sees of the marks and when."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.blocks import RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Orderable

from content.quiz.grades import AVERAGE, BEST, LAST
from content.quiz.models.bank import Question
from content.quiz.page_form import QuizPageForm
from courses.models import PROSE, ActivityPage
from courses.panels import plain
from lms.catalogue.models import Competency
from lms.plugins import rules


class When(models.TextChoices):
    """From when on a learner sees something of the marking. Stored, never renamed."""

    DURING = "during", _("As soon as a page of answers is checked, which then stays as it is")
    AFTER = "after", _("After each attempt")
    LAST = "last", _("After the last attempt")
    NEVER = "never", _("Never")


class Grade(models.TextChoices):
    BEST = BEST, _("The best attempt")
    LAST = LAST, _("The last attempt")
    AVERAGE = AVERAGE, _("The average of the attempts")


class QuizPage(ActivityPage):
    """Without a question it is a draft that learners say is done."""

    kind = "quiz"
    is_creatable = True

    body = StreamField(
        [("prose", RichTextBlock(label=_("Text"), features=PROSE)), ("picture", ImageBlock(label=_("Picture")))],
        blank=True,
        verbose_name=_("text"),
        help_text=_("What there is to read before. Pictures need a text for those who do not see them."),
    )
    is_one_a_page = models.BooleanField(_("one question a page"), default=False)
    is_shuffled = models.BooleanField(_("mix the order of the questions"), default=False)
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as wanted."),
    )
    minutes_allowed = models.PositiveSmallIntegerField(
        _("time limit (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text=_("Empty: no limit. Coaches give a person extra time, for all quizzes."),
    )
    grade = models.CharField(_("the grade is"), max_length=10, choices=Grade.choices, default=Grade.BEST)
    show_marks = models.CharField(_("show the marks"), max_length=10, choices=When.choices, default=When.AFTER)
    show_feedback = models.CharField(_("show the feedback"), max_length=10, choices=When.choices, default=When.AFTER)
    show_answers = models.CharField(_("show the right answers"), max_length=10, choices=When.choices, default=When.LAST)
    # How many questions its lines come to: written with them, so that learners' pages need not read the lines.
    question_count = models.PositiveSmallIntegerField(default=0, editable=False)
    # Questions named by a journey file: put into the bank, and into the lines, when the page has its place.
    brought = models.JSONField(default=list, blank=True, editable=False)

    template = "quiz/quiz_page.html"
    base_form_class = QuizPageForm
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        FieldPanel("body"),
        InlinePanel(
            "lines",
            heading=_("Questions"),
            label=_("question, or draw"),
            help_text=_("Choose a question of the bank, or have some drawn at random by a competency or a tag."),
            panels=[
                FieldPanel("question"),
                FieldRowPanel([plain("count"), plain("competency"), plain("tag"), plain("points")]),
            ],
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([plain("attempts_allowed"), plain("minutes_allowed"), plain("grade")]),
                FieldRowPanel([plain("is_one_a_page"), plain("is_shuffled")]),
            ],
            heading=_("How it is taken"),
        ),
        MultiFieldPanel(
            [plain("show_marks"), plain("show_feedback"), plain("show_answers")],
            heading=_("What a learner sees, and when"),
        ),
        InlinePanel(
            "score_feedback",
            heading=_("Words by score"),
            label=_("words"),
            help_text=_("Said with the marks: the line with the highest score that was reached."),
            panels=[plain("from_percent"), FieldPanel("text")],
        ),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("quiz")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.brought and self.path:
            from content.quiz.bringing import bring_in

            bring_in(self)
        self.question_count = sum(line.count for line in self.lines.all())
        super().save(*args, **kwargs)

    def rule_in_force(self) -> str:
        """The author's choice; without a question, what learners say."""
        if not self.question_count:
            return rules.FINISHED.name
        return self.rule if self.rule and self.rule != rules.FINISHED.name else rules.SUBMITTED.name

    def rule_settings(self) -> dict[str, Any]:
        return {**super().rule_settings(), "questions": self.question_count, "grade": self.grade}

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        from content.quiz.overview import page_context

        return page_context(self, state)


class Line(Orderable):
    """One question of the bank, or so many drawn from it at random."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="lines")
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("question")
    )
    count = models.PositiveSmallIntegerField(
        _("how many"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    competency = models.ForeignKey(
        Competency, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("about the competency")
    )
    tag = models.CharField(_("tagged"), max_length=60, blank=True)
    points = models.DecimalField(
        _("points each"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: as the question says."),
    )


class ScoreFeedback(Orderable):
    """What is said from a score on."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="score_feedback")
    from_percent = models.PositiveSmallIntegerField(_("from (%)"), default=0, validators=[MaxValueValidator(100)])
    text = RichTextField(_("words"), features=PROSE)

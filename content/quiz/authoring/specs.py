"""What the plain form of each type asks for; the keys are those of the document (content/quiz/questions)."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from content.quiz.authoring.fields import (
    Choice,
    Field,
    Flag,
    GapAnswers,
    Line,
    Lines,
    Long,
    Number,
    Rich,
    Share,
    Truth,
    Whole,
)


@dataclass(frozen=True)
class Rows:
    """A list of the document, one line each; a row without its first field is left out."""

    name: str
    label: object
    fields: dict[str, Field]
    help_text: object = ""


@dataclass(frozen=True)
class Spec:
    fields: dict[str, Field] = field(default_factory=dict)
    rows: Rows | None = None


FIRST: dict[str, Field] = {
    "name": Field(_("Name"), _("Short, for you and your colleagues; learners do not see it."), max_length=255),
    "text": Rich(_("Question")),
}
LAST: dict[str, Field] = {
    "points": Number(_("Points"), default=1.0),
    "feedback": Rich(_("Feedback, whatever the answer")),
    "feedback_right": Rich(_("Feedback when it is right")),
    "feedback_partly": Rich(_("Feedback when it is partly right")),
    "feedback_wrong": Rich(_("Feedback when it is not right")),
}
_SHARE = Share(_("Points (%)"))
_ALL = Share(_("Points (%)"), default=1.0)
_FEEDBACK = Line(_("Feedback"))
_SHUFFLE = Flag(_("Mix the order"), default=True)
_CHOICES = {"text": Line(_("Choice")), "share": _SHARE, "feedback": _FEEDBACK}

SPECS: dict[str, Spec] = {
    "single": Spec({"shuffle": _SHUFFLE}, Rows("choices", _("Choices"), _CHOICES, _("100 for the right one."))),
    "multiple": Spec(
        {"shuffle": _SHUFFLE, "exact": Flag(_("All or nothing"))},
        Rows(
            "choices",
            _("Choices"),
            _CHOICES,
            _("The right ones come to 100 together, for example 50 and 50; below 0 takes points away."),
        ),
    ),
    "true_false": Spec(
        {
            "answer": Truth(_("The statement is")),
            "feedback_true": Rich(_("Feedback to who answers true")),
            "feedback_false": Rich(_("Feedback to who answers false")),
        }
    ),
    "short": Spec(
        {"case": Flag(_("Capitals matter"))},
        Rows(
            "answers",
            _("Accepted answers"),
            {"text": Field(_("Answer")), "share": _ALL, "feedback": _FEEDBACK},
            _("A star stands for any letters. The first one that fits counts."),
        ),
    ),
    "numerical": Spec(
        {"unit": Field(_("Unit"), _("Shown after the field."), max_length=40)},
        Rows(
            "answers",
            _("Accepted numbers"),
            {
                "value": Number(_("Number")),
                "tolerance": Number(_("Give or take")),
                "share": _ALL,
                "feedback": _FEEDBACK,
            },
        ),
    ),
    "matching": Spec(
        {"distractors": Lines(_("Other answers on offer, one a line")), "shuffle": _SHUFFLE},
        Rows(
            "pairs",
            _("Pairs"),
            {"text": Line(_("This")), "answer": Field(_("goes with")), "feedback": _FEEDBACK},
        ),
    ),
    "ordering": Spec({}, Rows("items", _("In the right order"), {"text": Line(_("Item"))})),
    "gaps": Spec(
        {},
        Rows(
            "gaps",
            _("Gaps"),
            {
                "answers": GapAnswers(_("Answers, one a line")),
                "type": Choice(
                    _("How it is filled"),
                    [("typed", _("typed")), ("chosen", _("chosen in a list")), ("number", _("a number"))],
                ),
                "case": Flag(_("Capitals matter")),
                "weight": Number(_("Weight"), default=1.0),
            },
            _(
                "Write [[1]], [[2]]… in the question where the gaps stand. A line may go on with a percentage and a "
                "feedback: right answer | 100 | Well seen. Of a list, the first line is right."
            ),
        ),
    ),
    "drag": Spec(
        {
            "blanks": Lines(_("Words of the blanks, one a line"), _("The first one for [[1]] in the question.")),
            "distractors": Lines(_("Other words on offer, one a line")),
            "shuffle": _SHUFFLE,
        }
    ),
    "essay": Spec(
        {
            "min_words": Whole(_("Words at least"), _("0: no limit.")),
            "max_words": Whole(_("Words at most"), _("0: no limit.")),
            "start": Long(_("What stands in the field to begin with")),
            "guidance": Rich(_("What whoever marks it looks for")),
        }
    ),
}

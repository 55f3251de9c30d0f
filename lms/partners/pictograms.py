"""What a partner does, in pictograms: at which step, in which field, with what (domain.md A02, A04).

Codes are stored and stand in tables that people import: never renamed. Each sign has its words beside it or as its
text; its drawing is `themes/*/templates/partners/signs.html`, by axis and code.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Axis(TextChoices):
    STEP = "step", pgettext_lazy("of a project", "Step")
    FIELD = "field", pgettext_lazy("of activity", "Field")
    ACTION = "action", _("What it can do")


class Step(TextChoices):
    IDEA = "idea", _("Finding the idea")
    PROJECT = "project", _("From the idea to the project")
    PLAN = "plan", _("Business plan")
    STATUS = "status", _("Choosing a legal form")
    FINANCING = "financing", _("Financing")
    LAUNCH = "launch", _("Starting")
    GROWTH = "growth", _("Lasting and growing")


class Field(TextChoices):
    EVERY = "every", _("Every field")
    FARMING = "farming", _("Farming and food")
    CRAFTS = "crafts", _("Crafts and building")
    TRADE = "trade", _("Shops and restaurants")
    CARE = "care", _("Services and care")
    CULTURE = "culture", _("Culture and tourism")
    DIGITAL = "digital", _("Digital")
    SOLIDARITY = "solidarity", _("Social and solidarity economy")


class Action(TextChoices):
    LISTEN = "listen", _("Welcome and direct")
    ADVISE = "advise", _("Advise")
    BUILD = "build", _("Build the project with you")
    TRAIN = "train", _("Train")
    NETWORK = "network", _("Put in touch")
    FINANCE = "finance", _("Lend or give money")
    HOST = "host", _("Lend a place")
    TRY = "try", _("Let you try for real")


CHOICES: dict[str, type[TextChoices]] = {Axis.STEP: Step, Axis.FIELD: Field, Axis.ACTION: Action}


@dataclass(frozen=True)
class Sign:
    """One pictogram: which drawing, and its text."""

    axis: str
    code: str

    @property
    def axis_words(self) -> str:
        return str(Axis(self.axis).label)

    @property
    def words(self) -> str:
        return str(CHOICES[self.axis](self.code).label)

    @property
    def alternative(self) -> str:
        """The text that stands for the drawing where it is alone: "Step: Financing"."""
        return str(_("%(axis)s: %(sign)s")) % {"axis": self.axis_words, "sign": self.words}


def is_sign(axis: str, code: str) -> bool:
    return axis in CHOICES and code in CHOICES[axis].values


def every_sign() -> list[Sign]:
    return [Sign(axis, code) for axis, choices in CHOICES.items() for code in choices.values]

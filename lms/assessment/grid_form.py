"""The form of a grid: its criteria one below the other, each with a few levels. Works without JavaScript."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms import BaseFormSet, BoundField, formset_factory
from django.utils.translation import gettext_lazy as _

from lms.assessment.grids import CriterionTold, GridTold, LevelTold
from lms.assessment.models import Grid
from lms.catalogue.models import Indicator

LEVELS = 6  # lines of levels under each criterion
MOST_CRITERIA = 30
MOST_POINTS = Decimal("9999.99")
CODE = RegexValidator(r"\A[\w-]+\Z", _("Letters, digits and hyphens, without spaces."))


class GridForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[CODE],
        help_text=_("Short name by which activities call this grid, once in your organisation."),
    )
    title = forms.CharField(label=_("Title"), max_length=255)
    instructions = forms.CharField(
        label=_("Instructions for whoever assesses"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CriterionForm(forms.Form):
    title = forms.CharField(label=_("Criterion"), max_length=255)
    help = forms.CharField(
        label=_("What to look for"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    weight = forms.DecimalField(
        label=_("Weight"), initial=1, min_value=Decimal("0.01"), max_value=MOST_POINTS, decimal_places=2
    )
    indicator = forms.ChoiceField(
        label=_("Indicator it measures"),
        required=False,
        help_text=_("What you give here becomes a measure of this indicator, with your name."),
    )
    scale = forms.DecimalField(
        label=_("Full marks are worth"),
        initial=100,
        min_value=Decimal("0.01"),
        max_value=Decimal("999999.99"),
        decimal_places=2,
        help_text=_("In the indicator's unit: 100 for a percentage, 20 for a mark out of 20."),
    )

    def __init__(self, *args: Any, indicators: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = self.fields["indicator"]
        assert isinstance(picker, forms.ChoiceField)
        picker.choices = [("", _("None")), *indicators]
        for number in range(LEVELS):
            self.fields[f"points_{number}"] = forms.DecimalField(
                label=_("Points"), required=False, min_value=0, max_value=MOST_POINTS, decimal_places=2
            )
            self.fields[f"level_{number}"] = forms.CharField(label=_("Level"), required=False, max_length=120)
            self.fields[f"words_{number}"] = forms.CharField(label=_("What it means"), required=False, max_length=1000)

    def own_fields(self) -> list[BoundField]:
        return [self[name] for name in ("title", "help", "weight", "indicator", "scale")]

    def level_lines(self) -> list[list[BoundField]]:
        names = ("points", "level", "words")
        return [[self[f"{name}_{number}"] for name in names] for number in range(LEVELS)]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for number in range(LEVELS):
            points, title = told.get(f"points_{number}"), told.get(f"level_{number}")
            if title and points is None and f"points_{number}" not in self.errors:
                self.add_error(f"points_{number}", _("How many points is this level worth?"))
            if not title and (points is not None or told.get(f"words_{number}")):
                self.add_error(f"level_{number}", _("Give this level a name."))
        return told

    def told(self, indicators: dict[str, Indicator]) -> CriterionTold:
        given = self.cleaned_data
        levels = [
            LevelTold(given[f"level_{n}"], given[f"points_{n}"], given[f"words_{n}"])
            for n in range(LEVELS)
            if given[f"level_{n}"]
        ]
        return CriterionTold(
            title=given["title"],
            help=given["help"],
            weight=given["weight"],
            indicator=indicators.get(given["indicator"]),
            scale=given["scale"],
            levels=levels,
        )


CriteriaSet = formset_factory(
    CriterionForm,
    extra=1,
    can_order=True,
    can_delete=True,
    max_num=MOST_CRITERIA,
    validate_max=True,
    absolute_max=MOST_CRITERIA,
)


def initial_of(grid: Grid) -> list[dict[str, Any]]:
    """What the lines of a grid's form hold at first."""
    found = []
    for row in grid.criteria.all():
        told = {name: getattr(row, name) for name in ("title", "help", "weight", "scale")}
        line: dict[str, Any] = {**told, "indicator": str(row.indicator_id or "")}
        for number, level in enumerate(list(row.levels.all())[:LEVELS]):
            line |= {f"points_{number}": level.points, f"level_{number}": level.title}
            line[f"words_{number}"] = level.description
        found.append(line)
    return found


def told_of(form: GridForm, criteria: BaseFormSet[CriterionForm], indicators: dict[str, Indicator]) -> GridTold:
    """The grid as the two forms say it; both are valid."""
    given = form.cleaned_data
    lines = [line.told(indicators) for line in criteria.ordered_forms]
    return GridTold(given["code"], given["title"], lines, given["instructions"])

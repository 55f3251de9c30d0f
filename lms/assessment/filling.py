"""A grid as a form: one choice of level a criterion, and words. Juries, observations and peers fill it in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.assessment.grading import LONGEST, Given, line_words
from lms.assessment.models import Criterion, Grading, Grid

Lines = list[dict[str, Any]]  # as a Grading keeps them


class FillForm(forms.Form):
    """The grid comes with its criteria and levels (grids.with_lines). Nothing is asked: a draft may be half empty."""

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(grid.criteria.all())
        for one in self.criteria:
            self.fields[f"level_{one.pk}"] = forms.ChoiceField(
                label=one.title,
                help_text=one.help,
                required=False,
                widget=forms.RadioSelect,
                choices=[(str(row.pk), level_words(row)) for row in one.levels.all()],
            )
            self.fields[f"words_{one.pk}"] = forms.CharField(
                label=_("About “%(criterion)s”") % {"criterion": one.title}, required=False, max_length=LONGEST
            )
        self.fields["comment"] = forms.CharField(
            label=gettext_lazy("In a few words"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each criterion's choice of level and its words, for templates."""
        return [(self[f"level_{one.pk}"], self[f"words_{one.pk}"]) for one in self.criteria]

    def given(self) -> dict[int, Given]:
        """What was chosen, by criterion; those left open are not in it."""
        chosen = ((one.pk, self.cleaned_data.get(f"level_{one.pk}")) for one in self.criteria)
        return {pk: Given(int(level), self.cleaned_data[f"words_{pk}"]) for pk, level in chosen if level}


def level_words(level: Any) -> str:
    """« Tout à fait (4) : des exemples précis. »"""
    said = f"{level.title} ({number_format(level.points.normalize())})"
    return (
        _("%(level)s: %(description)s") % {"level": said, "description": level.description}
        if level.description
        else said
    )


def initial_of(lines: Iterable[Mapping[str, Any]], comment: str = "") -> dict[str, Any]:
    """What a form shows of lines that are kept."""
    found: dict[str, Any] = {"comment": comment}
    for line in lines:
        found[f"level_{line['criterion']}"] = str(line["level"])
        found[f"words_{line['criterion']}"] = line["comment"]
    return found


def to_read(lines: Lines, criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """Kept lines in words, in the grid's order: see grading.line_words."""
    return line_words(Grading(lines=lines), list(criteria))


def without_words(lines: Lines) -> Lines:
    """The same lines when somebody is erased: levels stay, words go."""
    return [{**line, "comment": ""} for line in lines]

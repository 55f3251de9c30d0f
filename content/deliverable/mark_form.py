"""The form of a marker: a level for each criterion, or a plain mark; a comment; a reason when the mark changes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from lms.assessment.grading import Given
from lms.assessment.models import Criterion, Grid
from lms.catalogue.units import number


class MarkForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=5000,
        help_text=_("The learner reads it: what is good, what to do next."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reason = forms.CharField(
        label=_("Why the mark changes"),
        required=False,
        max_length=255,
        help_text=_("It stays readable, with your name."),
    )

    def __init__(self, *args: Any, grid: Grid | None, out_of: int, is_marked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid, self.out_of = grid, out_of
        self.criteria: list[Criterion] = list(grid.criteria.all()) if grid else []
        if not is_marked:
            del self.fields["reason"]
        for one in self.criteria:
            levels = [(str(row.pk), f"{row.title} ({number(row.points)})") for row in one.levels.all()]
            self.fields[f"level_{one.pk}"] = forms.ChoiceField(
                label=one.title, choices=levels, help_text=one.help, widget=forms.RadioSelect
            )
            self.fields[f"words_{one.pk}"] = forms.CharField(
                label=_("Comment on this"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )
        if grid is None and out_of:
            self.fields["mark"] = forms.DecimalField(
                label=_("Mark out of %(most)d") % {"most": out_of},
                min_value=Decimal(0),
                max_value=Decimal(out_of),
                decimal_places=2,
            )

    def lines(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"level_{one.pk}"], self[f"words_{one.pk}"]) for one in self.criteria]

    def plain_fields(self) -> list[BoundField]:
        return [self[name] for name in ("mark", "comment", "reason") if name in self.fields]

    def score(self) -> float | None:
        """0-1, of a plain mark."""
        given = self.cleaned_data.get("mark")
        return None if given is None else float(given / self.out_of)

    def given(self) -> dict[int, Given]:
        sent = self.cleaned_data
        return {one.pk: Given(int(sent[f"level_{one.pk}"]), sent[f"words_{one.pk}"]) for one in self.criteria}


class ReturnForm(forms.Form):
    """The same screen, when it is sent back: only the comment is asked for."""

    version = forms.IntegerField()
    key = forms.CharField(max_length=60)
    comment = forms.CharField(max_length=5000)

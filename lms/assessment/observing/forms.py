"""Names x levels on one screen: a learner left empty was not observed, one that is begun is finished."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.assessment.grading import LONGEST, Given
from lms.assessment.models import Grid
from lms.assessment.observing.observe import Seen
from lms.enrolment.models import Enrolment


class GroupForm(forms.Form):
    """Fields level_<enrolment>_<criterion> and words_<enrolment>; the grid comes with its criteria and levels."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, grid: Grid, learners: Sequence[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid4().hex}, **kwargs)
        self.criteria, self.learners = list(grid.criteria.all()), learners
        for criterion in self.criteria:
            choices = [
                (str(row.pk), f"{row.title} ({number_format(row.points.normalize())})")
                for row in criterion.levels.all()
            ]
            for learner in learners:
                self.fields[f"level_{learner.pk}_{criterion.pk}"] = forms.ChoiceField(
                    label=str(learner.person), required=False, widget=forms.RadioSelect, choices=choices
                )
        for learner in learners:
            self.fields[f"words_{learner.pk}"] = forms.CharField(
                label=str(learner.person),
                required=False,
                max_length=LONGEST,
                help_text=gettext_lazy("The learner reads it."),
            )

    def sections(self) -> list[dict[str, Any]]:
        """For templates: each criterion with the choice of each learner."""
        return [
            {"criterion": one, "fields": [self[f"level_{learner.pk}_{one.pk}"] for learner in self.learners]}
            for one in self.criteria
        ]

    def words(self) -> list[forms.BoundField]:
        return [self[f"words_{learner.pk}"] for learner in self.learners]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        begun = 0
        for learner in self.learners:
            names = [f"level_{learner.pk}_{one.pk}" for one in self.criteria]
            empty = [name for name in names if not cleaned.get(name) and name not in self.errors]
            if len(empty) == len(names) and not cleaned.get(f"words_{learner.pk}"):
                continue
            begun += 1
            for name in empty:
                self.add_error(name, _("Choose a level for %(name)s here too.") % {"name": learner.person})
        if not begun:
            self.add_error(None, _("Choose a level for at least one learner."))
        return cleaned

    def seen(self) -> list[Seen]:
        """Those who were observed, once the form is valid."""
        found = []
        for learner in self.learners:
            levels = {one.pk: self.cleaned_data[f"level_{learner.pk}_{one.pk}"] for one in self.criteria}
            if all(levels.values()):
                given = {pk: Given(int(level)) for pk, level in levels.items()}
                found.append(Seen(learner, given, self.cleaned_data[f"words_{learner.pk}"]))
        return found

"""The plain form of a question: fields and rows of its type, from a document and back to one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.images.widgets import AdminImageChooser

from content.quiz.authoring.fields import Field, read_gap
from content.quiz.authoring.specs import FIRST, LAST, SPECS, Rows
from content.quiz.models import Question
from content.quiz.questions import NotAQuestion, read
from lms.catalogue.models import Competency
from lms.people.models import Organisation

MORE_ROWS = 4  # empty rows at the end
MOST_ROWS = 60


class BankForm(forms.Form):
    """What the bank knows of a question beside its document."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    competencies = forms.ModelMultipleChoiceField(
        Competency.objects.none(),
        label=_("Competencies"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=600, help_text=_("Free words, separated by commas.")
    )
    picture = forms.IntegerField(label=_("Add a picture"), required=False, widget=AdminImageChooser)
    picture_words = forms.CharField(
        label=_("What the picture shows"),
        required=False,
        max_length=250,
        help_text=_("For those who do not see it. It is put at the end of the question as [image 12: words]."),
    )

    def __init__(self, organisations: Any, question: Question | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        if question is not None:
            field.initial, field.disabled = question.organisation, True
        elif len(organisations) == 1:
            field.initial, field.widget = organisations[0], forms.HiddenInput()
        choices: Any = self.fields["competencies"]
        of_one = [question.organisation_id] if question else [row.pk for row in organisations]
        rows = Competency.objects.filter(competency_block__framework__organisation__in=of_one)
        choices.queryset = rows.order_by("competency_block__framework", "competency_block__position", "position")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        organisation = cleaned.get("organisation")
        foreign = Q(competency_block__framework__organisation=organisation)
        if organisation and cleaned.get("competencies") is not None:
            cleaned["competencies"] = cleaned["competencies"].filter(foreign)
        if cleaned.get("picture") and not cleaned.get("picture_words", "").strip():
            self.add_error("picture_words", _("Say in a few words what the picture shows."))
        return cleaned


class DocumentForm:
    """Fields and rows of one type. `original`: the document being changed; what is not touched stays in it."""

    def __init__(self, type: str, original: Mapping[str, Any] | None = None, data: Any = None) -> None:
        self.type, self.original, self.spec = type, dict(original or {}), SPECS[type]
        self.keys = {**FIRST, **self.spec.fields, **LAST}
        self.form = _form(self.keys, self.original, data, "d")
        self.rows = [] if self.spec.rows is None else self._rows(self.spec.rows, data)
        self.problems: list[str] = []

    def _rows(self, rows: Rows, data: Any) -> list[forms.Form]:
        known = self._known_rows(rows)
        told = data.get("rows", "") if data is not None else ""
        count = int(told) if told.isascii() and told.isdecimal() and len(told) < 4 else len(known) + MORE_ROWS
        blank: list[dict[str, Any]] = [{}] * max(0, min(count, MOST_ROWS) - len(known))
        return [_form(rows.fields, row, data, f"r{place}") for place, row in enumerate([*known, *blank])]

    def _known_rows(self, rows: Rows) -> list[dict[str, Any]]:
        return list(self.original.get(rows.name) or [])

    def is_valid(self) -> bool:
        """Also reads the question: what is wrong with it as a whole is in `problems`."""
        bad = [form for form in (self.form, *self.rows) if not form.is_valid()]
        if bad:
            return False
        try:
            read(self.document())
        except NotAQuestion as found:
            self.problems = found.problems
        return not self.problems

    def document(self) -> dict[str, Any]:
        """What the form says, as a document; call it when the forms are valid."""
        told = {**self.original, "type": self.type, **_typed(self.keys, self.form, self.original)}
        if self.spec.rows is not None:
            told[self.spec.rows.name] = self._told_rows(self.spec.rows)
        return told

    def _told_rows(self, rows: Rows) -> list[dict[str, Any]]:
        first, known = next(iter(rows.fields)), self._known_rows(rows)
        found = []
        for place, form in enumerate(self.rows):
            if form.cleaned_data.get(first) in (None, ""):
                continue
            before = known[place] if place < len(known) else {}
            row = {**before, **_typed(rows.fields, form, before)}
            found.append(_gap(row) if self.type == "gaps" else row)
        return found


def _form(keys: Mapping[str, Field], document: Mapping[str, Any], data: Any, prefix: str) -> forms.Form:
    form = forms.Form(data, prefix=prefix)
    for name, key in keys.items():
        value = document.get(name, key.default)
        built = key.build(value)
        is_blank = not document and isinstance(value, int | float) and not isinstance(value, bool)
        built.initial = None if is_blank else key.show(value)
        form.fields[name] = built
    return form


def _typed(keys: Mapping[str, Field], form: forms.Form, before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: key.read(form.cleaned_data.get(name), before.get(name)) for name, key in keys.items()}


def _gap(row: dict[str, Any]) -> dict[str, Any]:
    """Answers typed line by line become those of the document; untouched ones are that already."""
    answers = [
        each if isinstance(each, dict) else read_gap(row["type"], each, place == 0)
        for place, each in enumerate(row["answers"])
    ]
    return {**row, "answers": answers}

"""A questionnaire as a form: one field a question, one a competency where levels are asked. No database."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from content.survey.models import CHOSEN, NUMBERS, Question, Sort
from lms.catalogue.outline import CompetencyItem, IndicatorItem, OutlineItem

LONGEST_SHORT, LONGEST_LONG = 300, 4000
MOST_OPTIONS = 50
LARGEST = Decimal(10**6)


@dataclass
class Item:
    """One thing that is asked: a field of the form, and where its answer goes."""

    name: str
    question: Question
    label: str
    field: forms.Field
    competency: CompetencyItem | None = None
    indicator: IndicatorItem | None = None
    heading: str = ""  # of the block it opens
    look: str = ""  # "scale" where the choices stand side by side

    @property
    def part(self) -> str:
        return self.competency.code if self.competency else ""


def items_of(questions: Iterable[Question], outline: OutlineItem | None) -> list[Item]:
    """What is asked, in order. Without an outline nothing can be asked of competencies and indicators."""
    return [item for question in questions for item in _items(question, outline)]


def level_words() -> list[tuple[str, str]]:
    """The journey's own scale, as a learner says it of themselves."""
    return [
        ("0", _("Not begun yet")),
        ("1", _("Under way")),
        ("2", _("I can, with some help")),
        ("3", _("I can, on my own")),
    ]


def choices_of(question: Question) -> list[tuple[str, str]]:
    """(code, words) of everything that may be chosen; nothing for words and values."""
    if question.sort == Sort.SCALE5:
        ends = {1: _("not at all"), 5: _("completely")}
        return [(str(n), f"{n}, {ends[n]}" if n in ends else str(n)) for n in range(1, 6)]
    if question.sort == Sort.SCALE10:
        ends = {0: _("not at all"), 10: _("completely")}
        return [(str(n), f"{n}, {ends[n]}" if n in ends else str(n)) for n in range(11)]
    if question.sort == Sort.LEVELS:
        return level_words()
    if question.sort in CHOSEN:
        return [(one["code"], one["label"]) for one in question.options]
    return []


class FillForm(forms.Form):
    """The questions, bound to a draft or to what was just sent."""

    def __init__(self, items: list[Item], data: MultiValueDict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.items = items
        self.fields.update({item.name: item.field for item in items})

    @property
    def shown(self) -> list[tuple[Item, forms.BoundField]]:
        return [(item, self[item.name]) for item in self.items]

    def answers(self) -> Iterator[dict[str, Any]]:
        """Columns of Answer rows, once the form is valid. What was left out has none."""
        for item in self.items:
            value = self.cleaned_data.get(item.name)
            if value in (None, "", []):
                continue
            base = {"question": item.question, "part": item.part}
            if item.question.sort in NUMBERS:
                yield {**base, "number": Decimal(value)}
            elif item.question.sort in CHOSEN:
                yield from ({**base, "option": code} for code in (value if isinstance(value, list) else [value]))
            else:
                yield {**base, "text": value}

    def answered(self) -> int:
        return sum(self.cleaned_data.get(item.name) not in (None, "", []) for item in self.items)


def _items(question: Question, outline: OutlineItem | None) -> Iterator[Item]:
    name = f"q{question.pk}"
    if question.sort == Sort.LEVELS:
        yield from _levels(question, outline)
    elif question.sort == Sort.INDICATOR:
        found = _indicator(question, outline)
        if found is not None:
            yield Item(name, question, question.title or found.title, _value_field(question, found), indicator=found)
    else:
        look = "scale" if question.sort in (Sort.SCALE5, Sort.SCALE10) else ""
        yield Item(name, question, question.title, _field(question), look=look)


def _levels(question: Question, outline: OutlineItem | None) -> Iterator[Item]:
    wanted = set(question.competency_codes)
    for block in outline.blocks if outline else ():
        heading = block.title
        for competency in block.competencies:
            if wanted and competency.code not in wanted:
                continue
            field = _field(question)
            yield Item(f"q{question.pk}-{competency.id}", question, competency.title, field, competency, None, heading)
            heading = ""


def _indicator(question: Question, outline: OutlineItem | None) -> IndicatorItem | None:
    rows = outline.indicators if outline else ()
    return next((row for row in rows if row.code == question.indicator_code), None)


def _field(question: Question) -> forms.Field:
    words: dict[str, Any] = {"required": question.is_required, "help_text": question.help, "label": question.title}
    missing = {"required": _("Choose one of the answers.")}
    if question.sort == Sort.CHOICES:
        missing = {"required": _("Choose at least one answer.")}
        field: forms.Field = forms.MultipleChoiceField(
            choices=choices_of(question), widget=forms.CheckboxSelectMultiple, error_messages=missing, **words
        )
    elif question.sort == Sort.SHORT:
        field = forms.CharField(max_length=LONGEST_SHORT, error_messages=_text_errors(), **words)
    elif question.sort == Sort.LONG:
        area = forms.Textarea(attrs={"rows": 4})
        field = forms.CharField(max_length=LONGEST_LONG, widget=area, error_messages=_text_errors(), **words)
    else:
        field = forms.ChoiceField(
            choices=choices_of(question), widget=forms.RadioSelect, error_messages=missing, **words
        )
    return field


def _text_errors() -> dict[str, str]:
    return {"required": _("Write a few words."), "max_length": _("This is too long: %(limit_value)d signs at most.")}


def _value_field(question: Question, indicator: IndicatorItem) -> forms.Field:
    most = _most(indicator.unit)
    unit = indicator.unit or indicator.measure
    told = {
        "required": _("Give a number, for example 7 or 7.5."),
        "invalid": _("Give a number, for example 7 or 7.5."),
        "max_value": _("%(limit_value)s at most."),
        "min_value": _("%(limit_value)s at least."),
    }
    return forms.DecimalField(
        required=question.is_required,
        help_text=question.help or unit,
        min_value=Decimal(0),
        max_value=most,
        max_digits=12,
        decimal_places=4,
        localize=True,
        error_messages=told,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def _most(unit: str) -> Decimal:
    """The highest value its unit allows: "points sur 10" is at most 10."""
    if unit.strip() in ("%", "pourcentage"):
        return Decimal(100)
    found = re.search(r"(?:sur|/|of)\s*(\d{1,4})\b", unit)
    return Decimal(found.group(1)) if found else LARGEST

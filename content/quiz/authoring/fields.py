"""Fields of the plain forms: each knows how a value of a document is shown, and how what was typed is stored."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea

from content.quiz.authoring.texts import is_simple, line_read, line_shown, marked_pictures, rich_read

EDITOR = ["bold", "italic", "ol", "ul"]


class Field:
    """One key of a document. `default` is what a document without the key means."""

    default: Any = ""

    def __init__(self, label: Any, help_text: Any = "", **more: Any) -> None:
        self.label, self.help_text, self.more = label, help_text, more

    def build(self, value: Any) -> forms.Field:
        return forms.CharField(label=self.label, help_text=self.help_text, required=False, **self.more)

    def show(self, value: Any) -> Any:
        return value

    def read(self, typed: Any, before: Any) -> Any:
        return typed


class Line(Field):
    """A short text, that may hold HTML."""

    def show(self, value: Any) -> Any:
        return line_shown(value or "")

    def read(self, typed: Any, before: Any) -> Any:
        return line_read(typed, before or "")


class Editor(DraftailRichTextArea):
    """Wagtail's small editor; what its script did not write is taken as HTML, which reading a question cleans."""

    def __init__(self) -> None:
        super().__init__(features=EDITOR)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except (ValueError, LookupError, TypeError, AttributeError):
            return data.get(name) or ""

    def settled(self, source: str) -> str:
        """The text as the editor would give it back untouched."""
        return _nameless(self.converter.to_database_format(self.converter.from_database_format(source)))


class Rich(Field):
    """A text of paragraphs. What the small editor cannot hold is edited as HTML."""

    def build(self, value: Any) -> forms.Field:
        simple = is_simple(value or "")
        widget = Editor() if simple else forms.Textarea(attrs={"rows": 10})
        help_text = self.help_text if simple else _("This text holds tables or the like: it is written in HTML.")
        return forms.CharField(label=self.label, help_text=help_text, required=False, widget=widget)

    def show(self, value: Any) -> Any:
        return marked_pictures(value or "")

    def read(self, typed: Any, before: Any) -> Any:
        shown = marked_pictures(before or "")
        is_untouched = typed == shown or (is_simple(shown) and _nameless(typed) == Editor().settled(shown))
        return before or "" if is_untouched else rich_read(_nameless(typed))


def _nameless(source: str) -> str:
    """The editor names its paragraphs for itself."""
    return re.sub(r' data-block-key="[^"]*"', "", source)


class Long(Field):
    """Plain text of several lines."""

    def build(self, value: Any) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(label=self.label, help_text=self.help_text, required=False, widget=widget)


class Lines(Long):
    """One entry a line."""

    default: Any = ()

    def show(self, value: Any) -> Any:
        return "\n".join(value or ())

    def read(self, typed: Any, before: Any) -> Any:
        return [line.strip() for line in typed.splitlines() if line.strip()]


class Flag(Field):
    def __init__(self, label: Any, default: bool = False) -> None:
        super().__init__(label)
        self.default = default

    def build(self, value: Any) -> forms.Field:
        return forms.BooleanField(label=self.label, required=False)


class Number(Field):
    """Any number; what is left empty is `default`."""

    def __init__(self, label: Any, help_text: Any = "", default: float = 0.0) -> None:
        super().__init__(label, help_text)
        self.default = default

    def build(self, value: Any) -> forms.Field:
        return forms.FloatField(label=self.label, help_text=self.help_text, required=False, localize=True)

    def read(self, typed: Any, before: Any) -> Any:
        return self.default if typed is None else typed


class Whole(Number):
    def build(self, value: Any) -> forms.Field:
        return forms.IntegerField(label=self.label, help_text=self.help_text, required=False, min_value=0)

    def read(self, typed: Any, before: Any) -> Any:
        return int(typed or 0)


class Share(Number):
    """A share of the points, typed as a percentage."""

    def show(self, value: Any) -> Any:
        return round(100 * float(value or 0), 5)

    def read(self, typed: Any, before: Any) -> Any:
        share = self.default if typed is None else round(typed / 100, 7)
        return before if before is not None and round(float(before) - share, 6) == 0 else share


class Choice(Field):
    def __init__(self, label: Any, choices: list[tuple[Any, Any]]) -> None:
        super().__init__(label)
        self.choices, self.default = choices, choices[0][0]

    def build(self, value: Any) -> forms.Field:
        return forms.ChoiceField(label=self.label, choices=self.choices)


class Truth(Field):
    default: Any = True

    def build(self, value: Any) -> forms.Field:
        choices = [("true", _("True")), ("false", _("False"))]
        return forms.ChoiceField(label=self.label, choices=choices, widget=forms.RadioSelect)

    def show(self, value: Any) -> Any:
        return "true" if value else "false"

    def read(self, typed: Any, before: Any) -> Any:
        return typed == "true"


class GapAnswers(Long):
    """Answers of one gap, one a line: text | percentage | feedback; a number: value | tolerance | percentage."""

    default: Any = ()

    def show(self, value: Any) -> Any:
        return "\n".join(_gap_line(answer) for answer in value or ())

    def read(self, typed: Any, before: Any) -> Any:
        if before and typed.splitlines() == self.show(before).splitlines():
            return before
        return [line.strip() for line in typed.splitlines() if line.strip()]


def _gap_line(answer: dict[str, Any]) -> str:
    percent = f"{100 * float(answer.get('share', 0)):g}"
    head = f"{answer['value']:g} | {answer.get('tolerance', 0):g}" if "value" in answer else answer["text"]
    return " | ".join(part for part in (head, percent, answer.get("feedback", "")) if part)


def read_gap(kind: str, line: str, is_first: bool) -> dict[str, Any]:
    """One line of a gap. Without a percentage a typed text is right, and of texts to choose from the first one is."""
    parts = [part.strip() for part in line.split("|")]
    if kind == "number":
        head: dict[str, Any] = {"value": _number(parts[0]), "tolerance": _number(parts[1]) if len(parts) > 1 else 0.0}
        rest = parts[2:]
    else:
        head, rest = {"text": parts[0]}, parts[1:]
    usual = 0.0 if kind == "chosen" and not is_first else 100.0
    percent = _number(rest[0].rstrip(" %")) if rest else usual
    share = round(percent / 100, 7) if isinstance(percent, float) else percent
    return {**head, "share": share, "feedback": " | ".join(rest[1:])}


def _number(text: str) -> float | str:
    """As a number; what is none stays as it is, and reading the question says so."""
    try:
        return float(text.replace(",", ".").replace(" ", ""))
    except ValueError:
        return text

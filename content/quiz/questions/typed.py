"""Questions answered by typing: a few words, a number, an essay that a person marks."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Part, Post, Question, Response, joined, words
from .reading import Source, lines

LARGEST = 1e15
LONGEST_ESSAY = 100_000


@dataclass(frozen=True)
class Accepted:
    """An expected text: `*` stands for any letters, `\\*` for a star. `share` 0-1; `feedback` HTML."""

    text: str
    share: float = 1.0
    feedback: str = ""


@dataclass(frozen=True)
class Expected:
    """An expected number, give or take `tolerance` (absolute). `share` 0-1; `feedback` HTML."""

    value: float
    tolerance: float = 0.0
    share: float = 1.0
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Short(Question):
    type = "short"
    label = gettext_lazy("Short answer")
    answers: tuple[Accepted, ...]
    # Do capitals matter?
    case: bool = False

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        return {"answers": read_accepted(source), "case": source.flag("case", False)}

    def write_own(self) -> dict[str, Any]:
        return {"answers": [asdict(answer) for answer in self.answers], "case": self.case}

    def response_of(self, post: Post) -> Response:
        return {"text": text} if (text := post.text()) else {}

    def is_empty(self, response: Response) -> bool:
        return not words(response.get("text")).strip()

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        if self.is_empty(response):
            return 0.0, ()
        given = words(response["text"])
        share, feedback = match_text(given, self.answers, self.case)
        return share, (Part("", "", given, self.right_answer(), share, feedback),)

    def right_answer(self) -> str:
        return right_text(self.answers)


@dataclass(frozen=True, kw_only=True)
class Numerical(Question):
    type = "numerical"
    label = gettext_lazy("Numerical answer")
    answers: tuple[Expected, ...]
    # Shown after the field; may be typed or not.
    unit: str = ""

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        return {"answers": read_expected(source), "unit": source.plain("unit", most=40)}

    def write_own(self) -> dict[str, Any]:
        return {"answers": [asdict(answer) for answer in self.answers], "unit": self.unit}

    def response_of(self, post: Post) -> Response:
        return {"text": text} if (text := post.text()) else {}

    def is_empty(self, response: Response) -> bool:
        return not words(response.get("text")).strip()

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        if self.is_empty(response):
            return 0.0, ()
        given = words(response["text"])
        share, feedback = match_number(given, self.answers, self.unit)
        return share, (Part("", "", given, self.right_answer(), share, feedback),)

    def right_answer(self) -> str:
        return f"{right_number(self.answers)} {self.unit}".strip()


@dataclass(frozen=True, kw_only=True)
class Essay(Question):
    type = "essay"
    label = gettext_lazy("Essay")
    # 0: no limit.
    min_words: int = 0
    max_words: int = 0
    # What stands in the field to begin with (plain), and what the marker is told (HTML).
    start: str = ""
    guidance: str = ""

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        least, most = source.whole("min_words", 20_000), source.whole("max_words", 20_000)
        if most and least > most:
            source.complain(_("The least number of words is above the most."))
        return {
            "min_words": least,
            "max_words": most,
            "start": lines(source.document.get("start"), 5_000).strip(),
            "guidance": source.rich("guidance"),
        }

    def write_own(self) -> dict[str, Any]:
        return {
            "min_words": self.min_words,
            "max_words": self.max_words,
            "start": self.start,
            "guidance": self.guidance,
        }

    def response_of(self, post: Post) -> Response:
        text = lines(post.raw(), LONGEST_ESSAY).strip()
        return {"text": text} if text and text != self.start else {}

    def is_empty(self, response: Response) -> bool:
        return not words(response.get("text")).strip()

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        return 0.0, ()

    def needs_person(self, response: Response) -> bool:
        return not self.is_empty(response)

    def right_answer(self) -> str:
        return ""


def read_accepted(source: Source) -> tuple[Accepted, ...]:
    answers = tuple(
        Accepted(item.plain("text", needed=True), item.number("share", 0, 1, 1), item.rich("feedback"))
        for item in source.items("answers", str(_("Expected answer")))
    )
    if answers and not any(answer.share == 1 for answer in answers):
        source.complain(_("No answer is worth all the points."))
    return answers


def read_expected(source: Source) -> tuple[Expected, ...]:
    answers = tuple(
        Expected(
            item.number("value", -LARGEST, LARGEST, 0),
            item.number("tolerance", 0, LARGEST, 0),
            item.number("share", 0, 1, 1),
            item.rich("feedback"),
        )
        for item in source.items("answers", str(_("Expected answer")))
    )
    if answers and not any(answer.share == 1 for answer in answers):
        source.complain(_("No answer is worth all the points."))
    return answers


def match_text(given: str, answers: tuple[Accepted, ...], case: bool) -> tuple[float, str]:
    """(share, feedback) of the first answer that fits, as Moodle decides."""
    typed = _folded(given, case)
    return next(((each.share, each.feedback) for each in answers if _fits(typed, _folded(each.text, case))), (0.0, ""))


def _fits(typed: str, pattern: str) -> bool:
    """Does a text fit a pattern with stars? In one pass: no pattern makes it slow."""
    pieces = [piece.replace("\0", "*") for piece in pattern.replace("\\*", "\0").split("*")]
    if len(pieces) == 1:
        return typed == pieces[0]
    first, *middle, last = pieces
    if len(typed) < len(first) + len(last) or not typed.startswith(first) or not typed.endswith(last):
        return False
    at, end = len(first), len(typed) - len(last)
    for piece in middle:
        at = typed.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _folded(text: str, case: bool) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
    return text if case else text.casefold()


def match_number(given: str, answers: tuple[Expected, ...], unit: str = "") -> tuple[float, str]:
    value = number_in(given, unit)
    for answer in answers:
        # A hair more than the tolerance: 0.1 + 0.2 is not quite 0.3.
        if value is not None and abs(value - answer.value) <= answer.tolerance + 1e-9 * max(1.0, abs(answer.value)):
            return answer.share, answer.feedback
    return 0.0, ""


def number_in(text: str, unit: str = "") -> float | None:
    """The number a person typed: `1 234,5`, `-3.2`, `1,5e3`, with its unit or without. None if it is no number."""
    text = "".join(unicodedata.normalize("NFKC", text).split()).replace("−", "-").replace("’", "").replace("'", "")
    unit = "".join(unicodedata.normalize("NFKC", unit).split())
    if unit:
        text = text.removesuffix(unit).removeprefix(unit)
    if re.fullmatch(r"[+-]?(\d{1,300}([.,]\d{0,300})?|[.,]\d{1,300})([eE][+-]?\d{1,3})?", text) is None:
        return None
    value = float(text.replace(",", "."))
    return value if abs(value) <= 1e300 else None


def right_text(answers: tuple[Accepted, ...]) -> str:
    """The first answer worth all; a learner need not see the others that would have done."""
    best = next((answer.text for answer in answers if answer.share == 1), "")
    return best.replace("\\*", "\0").replace("*", "…").replace("\0", "*")


def right_number(answers: tuple[Expected, ...]) -> str:
    return joined(_give_or_take(answer) for answer in answers if answer.share == 1)


def _give_or_take(answer: Expected) -> str:
    value, tolerance = plain_number(answer.value), plain_number(answer.tolerance)
    if not answer.tolerance:
        return value
    return _("%(value)s (give or take %(tolerance)s)") % {"value": value, "tolerance": tolerance}


def plain_number(value: float) -> str:
    """Without a useless end; with the comma where the reader's language wants one."""
    text = f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < LARGEST else f"{value:g}"
    return str(number_format(text, use_l10n=True)) if text not in ("", "-0") else "0"

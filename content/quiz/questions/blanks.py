"""Questions whose text has blanks `[[1]]`, `[[2]]`…: typed or chosen one by one, or filled from one pool of words."""

import re
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Part, Post, Question, Response, joined, rows, words
from .reading import Source, in_words, key_of
from .typed import (
    Accepted,
    Expected,
    match_number,
    match_text,
    read_accepted,
    read_expected,
    right_number,
    right_text,
)

BLANK = re.compile(r"\[\[(\d{1,3})\]\]")


@dataclass(frozen=True)
class Typed:
    """A blank that takes a few words."""

    type: ClassVar[str] = "typed"
    answers: tuple[Accepted, ...]
    case: bool = False
    weight: float = 1.0

    def match(self, given: str) -> tuple[float, str]:
        return match_text(given, self.answers, self.case)

    def right(self) -> str:
        return right_text(self.answers)


@dataclass(frozen=True)
class Number:
    """A blank that takes a number."""

    type: ClassVar[str] = "number"
    answers: tuple[Expected, ...]
    weight: float = 1.0

    def match(self, given: str) -> tuple[float, str]:
        return match_number(given, self.answers)

    def right(self) -> str:
        return right_number(self.answers)


@dataclass(frozen=True)
class Option:
    """A text (plain) offered for a blank. `share` -1 to 1; `feedback` HTML."""

    text: str
    share: float = 0.0
    feedback: str = ""

    @property
    def key(self) -> str:
        return key_of(self.text)


@dataclass(frozen=True)
class Chosen:
    """A blank filled by choosing."""

    type: ClassVar[str] = "chosen"
    answers: tuple[Option, ...]
    shuffle: bool = True
    weight: float = 1.0

    def match(self, given: str) -> tuple[float, str]:
        return next(((each.share, each.feedback) for each in self.answers if each.key == given), (0.0, ""))

    def right(self) -> str:
        return next((option.text for option in self.answers if option.share == 1), "")


Gap = Typed | Number | Chosen


@dataclass(frozen=True, kw_only=True)
class Gaps(Question):
    type = "gaps"
    label = gettext_lazy("Gap text")
    # The gap of `[[1]]` first.
    gaps: tuple[Gap, ...]

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        gaps = tuple(_read_gap(item) for item in source.items("gaps", str(_("Gap")), most=60))
        _check_blanks(source, len(gaps))
        if gaps and not any(gap.weight for gap in gaps):
            source.complain(_("No gap counts for anything."))
        return {"gaps": gaps}

    def write_own(self) -> dict[str, Any]:
        return {"gaps": [{"type": gap.type, **_listed(asdict(gap))} for gap in self.gaps]}

    def keys(self) -> tuple[tuple[str, ...], bool]:
        return tuple(option.key for gap in self.gaps if isinstance(gap, Chosen) for option in gap.answers), True

    def response_of(self, post: Post) -> Response:
        sent = {str(place): post.text(str(place)) for place in range(1, len(self.gaps) + 1)}
        given = {place: text for place, text in sent.items() if text and _may_hold(self.gaps[int(place) - 1], text)}
        return {"gaps": given} if given else {}

    def is_empty(self, response: Response) -> bool:
        return not any(text for _place, _gap, text in self._given(response))

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        total, parts = 0.0, []
        for place, gap, text in self._given(response):
            share, feedback = gap.match(text) if text else (0.0, "")
            share = max(share, 0.0)
            total += gap.weight * share
            shown = _option_text(gap, text) if isinstance(gap, Chosen) else text
            parts.append(Part(place, _("Gap %(place)s") % {"place": place}, shown, gap.right(), share, feedback))
        return total / (sum(gap.weight for gap in self.gaps) or 1), tuple(parts)

    def right_answer(self) -> str:
        return joined(f"{place}. {gap.right()}" for place, gap in enumerate(self.gaps, 1))

    def _given(self, response: Response) -> list[tuple[str, Gap, str]]:
        found = rows(response.get("gaps"))
        given = []
        for place, gap in enumerate(self.gaps, 1):
            text = words(found.get(str(place))).strip()
            given.append((str(place), gap, text if _may_hold(gap, text) else ""))
        return given


@dataclass(frozen=True, kw_only=True)
class Drag(Question):
    type = "drag"
    label = gettext_lazy("Drag words into a text")
    # The right word of each blank, `[[1]]` first; a word may serve several times.
    blanks: tuple[str, ...]
    # Words on offer that fit nowhere.
    distractors: tuple[str, ...] = ()
    shuffle: bool = True

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        items = source.items("blanks", str(_("Blank")), most=60)
        words_sent = source.document.get("blanks", ()) if items else ()
        blanks = tuple(
            Source({"text": text}, item.problems, item.where).plain("text", needed=True)
            for item, text in zip(items, words_sent, strict=True)
        )
        _check_blanks(source, len(blanks))
        distractors = tuple(text for text in source.texts("distractors") if text not in blanks)
        if blanks and len({*blanks, *distractors}) < 2:
            source.complain(_("There is only one word to choose from."))
        return {"blanks": blanks, "distractors": distractors, "shuffle": source.flag("shuffle", True)}

    def write_own(self) -> dict[str, Any]:
        return {"blanks": list(self.blanks), "distractors": list(self.distractors), "shuffle": self.shuffle}

    @property
    def options(self) -> dict[str, str]:
        """Key -> word of the pool, in alphabetical order."""
        return {key_of(text): text for text in sorted({*self.blanks, *self.distractors})}

    def keys(self) -> tuple[tuple[str, ...], bool]:
        return tuple(self.options), self.shuffle

    def response_of(self, post: Post) -> Response:
        options = self.options
        sent = {str(place): post.text(str(place)) for place in range(1, len(self.blanks) + 1)}
        given = {place: key for place, key in sent.items() if key in options}
        return {"gaps": given} if given else {}

    def is_empty(self, response: Response) -> bool:
        return not any(self._given(response))

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        parts = tuple(
            Part(str(place), _("Gap %(place)s") % {"place": place}, given, right, float(given == right))
            for place, (given, right) in enumerate(zip(self._given(response), self.blanks, strict=True), 1)
        )
        return sum(part.share for part in parts) / (len(parts) or 1), parts

    def right_answer(self) -> str:
        return joined(f"{place}. {word}" for place, word in enumerate(self.blanks, 1))

    def _given(self, response: Response) -> list[str]:
        found, options = rows(response.get("gaps")), self.options
        return [options.get(words(found.get(str(place))), "") for place in range(1, len(self.blanks) + 1)]


def _read_gap(item: Source) -> Gap:
    weight = item.number("weight", 0, 100, 1)
    kind = item.document.get("type")
    if kind == "typed":
        return Typed(read_accepted(item), item.flag("case", False), weight)
    if kind == "number":
        return Number(read_expected(item), weight)
    if kind != "chosen":
        item.complain(_("A gap is typed, a number, or chosen."))
    options = tuple(
        Option(each.plain("text", needed=True), each.number("share", -1, 1, 0), each.rich("feedback"))
        for each in item.items("answers", str(_("Choice")), least=2)
    )
    if len({option.key for option in options}) < len(options):
        item.complain(_("Two choices are the same."))
    if options and not any(option.share == 1 for option in options):
        item.complain(_("No choice is worth all the points."))
    return Chosen(options, item.flag("shuffle", True), weight)


def _check_blanks(source: Source, count: int) -> None:
    """Each blank stands once in the text, where something can be typed."""
    text = source.rich("text")
    found = Counter(BLANK.findall(text))
    if count and found != Counter(str(place) for place in range(1, count + 1)):
        source.complain(
            _("The text must hold each of its %(count)d blanks once: [[1]], [[2]] and so on.") % {"count": count}
        )
    if re.search(r"<[^<>]*\[\[\d", text):
        source.complain(_("A blank cannot stand inside an address or a picture."))


def _may_hold(gap: Gap, text: str) -> bool:
    return not isinstance(gap, Chosen) or any(option.key == text for option in gap.answers)


def _option_text(gap: Chosen, key: str) -> str:
    return next((option.text for option in gap.answers if option.key == key), "")


def _listed(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"answers": list(document["answers"])}


def text_without_blanks(text: str) -> str:
    """The text in words, its blanks as lines."""
    return BLANK.sub("_____", in_words(text))

"""Drawing a question: what its template needs, and nothing that gives the answer away unless it may be seen."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeVar

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from . import Mark, Question, Response, arrangement, right_answer
from . import mark as mark_response
from .base import FULL, Part, rows, words
from .blanks import BLANK, Chosen, Drag, Gaps, Number
from .choices import Multiple, Single, TrueFalse
from .pairs import Matching, Ordering
from .typed import LONGEST_ESSAY, Essay, Numerical, Short, plain_number

Row = dict[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Shown:
    """What of an answered question may be seen."""

    marks: bool = False
    right_answers: bool = False
    feedback: bool = False


NOTHING = Shown()


def render(
    question: Question,
    *,
    prefix: str,
    response: Response | None = None,
    order: tuple[str, ...] = (),
    readonly: bool = False,
    shown: Shown = NOTHING,
    given: Mark | None = None,
    pictures: Mapping[str, str] | None = None,
) -> SafeString:
    """The question's HTML: a fieldset to stand in a form, styled by `quiz/question.css`.

    `prefix` begins the names of its fields and must be unlike any other on the page; `order` comes from `arrangement`;
    `given` is its mark, where a person decided (else it is worked out); `pictures`: name -> address.
    """
    response = response if isinstance(response, dict) else {}
    drawing = _Drawing(question, prefix, response, order or arrangement(question, ""), shown, given, pictures or {})
    return render_to_string(
        f"quiz/questions/{question.type}.html",
        {
            "question": question,
            "text": drawing.html(question.text),
            "prefix": prefix,
            "readonly": readonly,
            "shown": shown,
            "review": drawing.review(),
            **_CONTEXTS[type(question)](drawing, question),
        },
    )


@dataclass(frozen=True)
class _Drawing:
    question: Question
    prefix: str
    response: Response
    order: tuple[str, ...]
    shown: Shown
    given: Mark | None
    pictures: Mapping[str, str]

    @property
    def mark(self) -> Mark:
        return self.given or mark_response(self.question, self.response)

    def html(self, source: str, inline: bool = False) -> SafeString:
        """Stored HTML, with the addresses of its pictures; `inline`: a single paragraph loses its tags."""
        if inline and source.startswith("<p>") and source.endswith("</p>") and source.count("<p>") == 1:
            source = source[3:-4]
        return mark_safe(re.sub(r"<img\b[^>]*>", self._picture, source))

    def _picture(self, tag: re.Match[str]) -> str:
        found = dict(re.findall(r'(src|alt)="([^"]*)"', tag[0]))
        address = self.pictures.get(unescape(found.get("src", "")).removeprefix("media:"))
        if not address:
            return format_html("<em>[{}]</em>", unescape(found.get("alt", "")))
        return format_html('<img src="{}" alt="{}" loading="lazy">', address, unescape(found.get("alt", "")))

    def sorted(self, found: Iterable[_T], key: Callable[[_T], str]) -> list[_T]:
        places = {each: place for place, each in enumerate(self.order)}
        return sorted(found, key=lambda each: places.get(key(each), len(places)))

    def parts(self) -> dict[str, Row]:
        """What may be seen of each part."""
        return {part.key: self.seen(part) for part in self.mark.parts}

    def seen(self, part: Part) -> Row:
        return {
            "verdict": verdict(part.share, bool(part.given)) if self.shown.marks else None,
            "right": part.right if self.shown.right_answers and not part.is_right else "",
            "feedback": self.html(part.feedback) if self.shown.feedback else "",
        }

    def review(self) -> Row:
        """What is said below the question."""
        if self.shown == NOTHING:
            return {}
        mark, question = self.mark, self.question
        waits = mark.needs_person and self.given is None
        is_answered = not question.is_empty(self.response)
        return {
            "waits": waits,
            "verdict": verdict(mark.share, is_answered) if self.shown.marks and not waits else None,
            "earned": plain_number(round(mark.share * question.points, 2)),
            "points": plain_number(question.points),
            # Rows say it each for itself.
            "right": right_answer(question)
            if self.shown.right_answers and not mark.is_right and not isinstance(question, Matching | Ordering)
            else "",
            "feedback": [self.html(text) for text in mark.feedback] if self.shown.feedback else [],
        }

    def options(self, found: Mapping[str, str], chosen: Any) -> list[Row]:
        keys = self.sorted(found, lambda key: key)
        return [{"key": key, "text": found[key], "chosen": key == chosen} for key in keys]


def verdict(share: float, is_answered: bool = True) -> Row:
    """How right an answer is, in a word; never by colour alone."""
    if not is_answered and share <= 0:
        return {"word": _("Not answered"), "tone": "none"}
    if share >= FULL:
        return {"word": _("Right"), "tone": "pine"}
    if share > 0:
        return {"word": _("Partly right"), "tone": "glacier"}
    return {"word": _("Not right"), "tone": "berry"}


def _choices(drawing: _Drawing, question: Single | Multiple) -> Row:
    found = drawing.response.get("choices" if isinstance(question, Multiple) else "choice")
    chosen = found if isinstance(found, list | tuple) else [found]
    parts = drawing.parts() if drawing.shown != NOTHING else {}
    return {
        "choices": [
            {
                "key": choice.key,
                "html": drawing.html(choice.text, inline=True),
                "chosen": choice.key in chosen,
                # One choice of one says what the line below the question says.
                "part": parts.get(choice.key) if isinstance(question, Multiple) else None,
            }
            for choice in drawing.sorted(question.choices, lambda choice: choice.key)
        ]
    }


def _truth(drawing: _Drawing, question: TrueFalse) -> Row:
    chosen = drawing.response.get("choice")
    options = (("true", _("True")), ("false", _("False")))
    return {"choices": [{"key": key, "html": word, "chosen": key == chosen} for key, word in options]}


def _typed(drawing: _Drawing, question: Short | Numerical) -> Row:
    return {"value": words(drawing.response.get("text"))}


def _essay(drawing: _Drawing, question: Essay) -> Row:
    return {"value": words(drawing.response.get("text")) or question.start, "longest": LONGEST_ESSAY}


def _matching(drawing: _Drawing, question: Matching) -> Row:
    chosen = rows(drawing.response.get("pairs"))
    parts = drawing.parts() if drawing.shown != NOTHING else {}
    options = question.options
    return {
        "rows": [
            {
                "key": pair.key,
                "html": drawing.html(pair.text, inline=True),
                "options": drawing.options(options, chosen.get(pair.key)),
                "part": parts.get(pair.key),
            }
            for pair in question.pairs
        ]
    }


def _ordering(drawing: _Drawing, question: Ordering) -> Row:
    given = rows(drawing.response.get("places"))
    parts = drawing.parts() if drawing.shown != NOTHING else {}
    places = range(1, len(question.items) + 1)
    return {
        "rows": [
            {
                "key": item.key,
                "html": drawing.html(item.text, inline=True),
                "options": [{"key": place, "text": place, "chosen": place == given.get(item.key)} for place in places],
                "part": parts.get(item.key),
            }
            for item in drawing.sorted(question.items, lambda item: item.key)
        ]
    }


def _gaps(drawing: _Drawing, question: Gaps) -> Row:
    given = rows(drawing.response.get("gaps"))

    def gap(place: str) -> Row:
        found, value = question.gaps[int(place) - 1], words(given.get(place))
        if not isinstance(found, Chosen):
            return {"value": value, "is_number": isinstance(found, Number)}
        options = [{"key": each.key, "text": each.text, "chosen": each.key == value} for each in found.answers]
        return {"options": drawing.sorted(options, lambda each: each["key"]) if found.shuffle else options}

    return {"pieces": _pieces(drawing, gap)}


def _drag(drawing: _Drawing, question: Drag) -> Row:
    given, options = rows(drawing.response.get("gaps")), question.options
    return {
        "pieces": _pieces(drawing, lambda place: {"options": drawing.options(options, given.get(place))}),
        "pool": [options[key] for key in drawing.sorted(options, lambda key: key)],
    }


def _pieces(drawing: _Drawing, gap: Callable[[str], Row]) -> list[Row]:
    """The text cut at its blanks: pieces of HTML, and fields."""
    parts = drawing.parts() if drawing.shown != NOTHING else {}
    cut = BLANK.split(drawing.html(drawing.question.text))
    return [
        {"place": piece, "part": parts.get(piece), **gap(piece)} if at % 2 else {"html": mark_safe(piece)}
        for at, piece in enumerate(cut)
    ]


_CONTEXTS: dict[type[Question], Callable[[_Drawing, Any], Row]] = {
    Single: _choices,
    Multiple: _choices,
    TrueFalse: _truth,
    Short: _typed,
    Numerical: _typed,
    Essay: _essay,
    Matching: _matching,
    Ordering: _ordering,
    Gaps: _gaps,
    Drag: _drag,
}

"""Questions as plain values: read, written, answered, marked and shown. No database, no clock.

    question = read(document)                          # NotAQuestion(problems) if it is none
    order = arrangement(question, seed)                # the seed of one attempt, any text
    html = render(question, prefix="q7", order=order, response=response)
    response = response_of(question, request.POST, "q7")
    mark(question, response).share                     # 0-1

`show.render` draws a question; `examples.EXAMPLES` holds one document of each type.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .base import Mark, Part, Post, Question, Response, joined
from .blanks import Drag, Gaps
from .choices import Multiple, Single, TrueFalse
from .pairs import Matching, Ordering
from .reading import NotAQuestion, Source, pictures_in
from .typed import Essay, Numerical, Short

TYPES: dict[str, type[Question]] = {
    each.type: each for each in (Single, Multiple, TrueFalse, Short, Numerical, Matching, Ordering, Gaps, Drag, Essay)
}
__all__ = [
    "TYPES",
    "Mark",
    "NotAQuestion",
    "Part",
    "Question",
    "Response",
    "answer_in_words",
    "arrangement",
    "draw",
    "is_empty",
    "mark",
    "pictures_of",
    "read",
    "response_of",
    "right_answer",
    "write",
]
_TEXTS = ("feedback", "feedback_right", "feedback_partly", "feedback_wrong")
LARGEST_POINTS = 1000


def read(document: Mapping[str, Any]) -> Question:
    """A question out of a stored or sent document, every text cleaned. Raises NotAQuestion with sentences."""
    kind = TYPES.get(str(document.get("type"))) if isinstance(document, dict) else None
    if kind is None:
        raise NotAQuestion([_("This type of question is not known here.")])
    problems: list[str] = []
    source = Source(document, problems)
    shared: dict[str, Any] = {
        "name": source.plain("name", most=255),
        "text": source.rich("text", needed=True),
        "points": source.number("points", 0, LARGEST_POINTS, 1),
        "tags": source.texts("tags", most=50),
        **{name: source.rich(name) for name in _TEXTS},
    }
    own = kind.read_own(source)
    if problems:
        raise NotAQuestion(problems)
    return kind(**shared, **own)


def write(question: Question) -> dict[str, Any]:
    """The document of a question, as JSON holds it: `read(write(question)) == question`."""
    return {
        "type": question.type,
        "name": question.name,
        "text": question.text,
        "points": question.points,
        "tags": list(question.tags),
        **{name: getattr(question, name) for name in _TEXTS},
        **question.write_own(),
    }


def response_of(question: Question, data: Mapping[str, Any], prefix: str) -> Response:
    """What a form (request.POST) answers to this question, as JSON. Rubbish is left out; nothing raises."""
    return question.response_of(Post(data, prefix))


def is_empty(question: Question, response: Response) -> bool:
    """Was nothing answered?"""
    return question.is_empty(response if isinstance(response, dict) else {})


def mark(question: Question, response: Response) -> Mark:
    """The share earned, 0-1, whatever the response holds. An essay needs a person unless it is empty."""
    response = response if isinstance(response, dict) else {}
    earned, parts = question.mark(response)
    share = round(min(max(earned, 0.0), 1.0), 6)
    needs_person = question.needs_person(response)
    return Mark(share, parts, needs_person, () if needs_person else _feedback(question, share, parts))


def arrangement(question: Question, seed: str | int) -> tuple[str, ...]:
    """The keys of what is offered, in the order for one attempt: always the same for one seed."""
    keys, may_shuffle = question.keys()
    return tuple(draw(keys, len(keys), seed)) if may_shuffle else keys


def draw(candidates: Iterable[Any], count: int, seed: str | int) -> list[Any]:
    """`count` of the candidates (told apart by str()) in an order that depends on the seed only, not on theirs."""
    known = dict.fromkeys(candidates)
    return sorted(known, key=lambda each: hashlib.sha256(f"{seed}\n{each}".encode()).digest())[: max(count, 0)]


def right_answer(question: Question) -> str:
    """What is right, in words; empty for an essay."""
    return question.right_answer()


def answer_in_words(question: Question, response: Response) -> str:
    """What was answered, in words, for whoever marks or reviews."""
    response = response if isinstance(response, dict) else {}
    if isinstance(question, Essay):
        text = response.get("text")
        return text if isinstance(text, str) else ""
    parts = mark(question, response).parts
    if isinstance(question, Multiple):
        return joined(part.given for part in parts)
    return joined(f"{part.label} → {part.given or '–'}" if part.label else part.given for part in parts)


def pictures_of(question: Question) -> set[str]:
    """The names of the pictures that its texts show."""
    return {name for text in _strings(write(question)) for name, _alt in pictures_in(text)}


def _feedback(question: Question, share: float, parts: tuple[Part, ...]) -> tuple[str, ...]:
    by_share = (
        question.feedback_partly if 0 < share < 1 else question.feedback_right if share else question.feedback_wrong
    )
    own = [part.feedback for part in parts] if len(parts) == 1 and not parts[0].label else []
    return tuple(text for text in (*own, by_share, question.feedback) if text)


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)

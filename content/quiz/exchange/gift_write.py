"""One question as GIFT; None for a type that GIFT does not know."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from content.quiz.questions import Essay, Matching, Multiple, Numerical, Question, Short, Single, TrueFalse


def written(question: Question) -> str | None:
    """Its GIFT, without an empty line in it."""
    write = _TYPES.get(type(question))
    if write is None:
        return None
    tags = "".join(f"[tag:{tag}] " for tag in question.tags if "]" not in tag)
    name = f"::{_escaped(question.name)}::" if question.name else ""
    general = f"####{_escaped(question.feedback)}" if question.feedback else ""
    inside = "\n\t".join(part for part in (*write(question), general) if part)
    comment = f"// {tags.strip()}\n" if tags else ""
    return f"{comment}{name}[html]{_escaped(question.text)}{{{inside}}}"


def _choices(question: Single | Multiple) -> Iterable[str]:
    """One `=` makes it a single choice; without any `~` it would be a short answer."""
    best = next((each for each in question.choices if each.share == 1), None) if isinstance(question, Single) else None
    for choice in question.choices:
        begin = "=" if choice is best else "~" if best and not choice.share else f"~{_percent(choice.share)}"
        yield f"{begin}{_text(choice.text)}{_feedback(choice.feedback)}"


def _truth(question: TrueFalse) -> Iterable[str]:
    right, wrong = question.feedback_true, question.feedback_false
    if not question.answer:
        right, wrong = wrong, right
    yield f"{'TRUE' if question.answer else 'FALSE'}#{_escaped(wrong)}#{_escaped(right)}"


def _short(question: Short) -> Iterable[str]:
    for answer in question.answers:
        yield f"{_begin(answer.share)}{_text(answer.text, 'plain')}{_feedback(answer.feedback)}"


def _numerical(question: Numerical) -> Iterable[str]:
    yield "#"
    for answer in question.answers:
        yield f"{_begin(answer.share)}{answer.value!r}:{answer.tolerance!r}{_feedback(answer.feedback)}"


def _matching(question: Matching) -> Iterable[str]:
    for pair in question.pairs:
        yield f"={_text(pair.text)} -> {_escaped(pair.answer)}"
    for text in question.distractors:
        yield f"= -> {_escaped(text)}"


def _essay(_question: Essay) -> Iterable[str]:
    return ()


_TYPES: dict[type[Question], Callable[[Any], Iterable[str]]] = {
    Single: _choices,
    Multiple: _choices,
    TrueFalse: _truth,
    Short: _short,
    Numerical: _numerical,
    Matching: _matching,
    Essay: _essay,
}


def _begin(share: float) -> str:
    return "=" if share == 1 else f"={_percent(share)}"


def _percent(share: float) -> str:
    return f"%{f'{share * 100:.5f}'.rstrip('0').rstrip('.')}%"


def _text(text: str, form: str = "html") -> str:
    # What looks like a format or a share is neither.
    return (f"[{form}]" if re.match(r"\s*[\[%]", text) else "") + _escaped(text)


def _feedback(text: str) -> str:
    return f"#{_escaped(text)}" if text else ""


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")

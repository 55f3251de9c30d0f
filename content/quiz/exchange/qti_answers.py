"""What each interaction of QTI asks, as a document of ours."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .found import NotOurs
from .gift import number
from .xml import all_named, attribute, first_named, local, text_of

if TYPE_CHECKING:
    from .qti_items import Item

Document = dict[str, Any]


def choice(item: "Item", interaction: Element) -> Document:
    found = all_named(interaction, "simple-choice")
    correct, (points, otherwise) = set(item.correct(interaction)), item.mapping(interaction)
    is_single = attribute(item.declaration(interaction), "cardinality") == "single"
    best = max(points.values(), default=0) if is_single else sum(each for each in points.values() if each > 0)
    choices = []
    for each in found:
        name = attribute(each, "identifier")
        if best > 0:
            share = max(-1.0, min(1.0, points.get(name, otherwise) / best))
        else:
            share = float(name in correct) if is_single else round((name in correct) / len(correct), 7)
        inner = first_named(each, "feedback-inline")
        feedback = "" if inner is None else item.adopt(item.raw(inner))
        choices.append({"id": name, "text": item.rich(each), "share": share, "feedback": feedback})
    document = {"text": item.text(), "choices": choices, "shuffle": attribute(interaction, "shuffle") == "true"}
    if is_single:
        return document | {"type": "single"}
    return document | {"type": "multiple", "exact": best <= 0}


def order(item: "Item", interaction: Element) -> Document:
    found = {attribute(each, "identifier"): each for each in all_named(interaction, "simple-choice")}
    correct = item.correct(interaction)
    if sorted(correct) != sorted(found):
        raise NotOurs(_("Only some of its items have a place in the right order."))
    item.tell_parts(interaction)
    return {"type": "ordering", "text": item.text(), "items": [{"text": item.rich(found[name])} for name in correct]}


def match(item: "Item", interaction: Element) -> Document:
    sets = [
        {attribute(each, "identifier"): each for each in all_named(one, "simple-associable-choice")}
        for one in all_named(interaction, "simple-match-set")
    ]
    pairs = [value.split() for value in item.correct(interaction)]
    if len(sets) != 2 or not all(len(pair) == 2 for pair in pairs):
        raise NotOurs(_("Its pairs cannot be understood."))
    asked, offered = sets
    if not _one_each(asked, pairs, 0) or not _in_words(item, offered):
        pairs = [pair[::-1] for pair in pairs]
        asked, offered = offered, asked
    if not _one_each(asked, pairs, 0):
        raise NotOurs(_("Some of its items go with several others, or with none."))
    if not _in_words(item, offered):
        raise NotOurs(_("What it matches with are pictures; here they must be words."))
    item.tell_parts(interaction)
    right = dict(pairs)
    words = {name: item.plain(each) for name, each in offered.items()}
    used = set(right.values())
    return {
        "type": "matching",
        "text": item.text(),
        "shuffle": attribute(interaction, "shuffle") == "true",
        "pairs": [{"text": item.rich(each), "answer": words[right[name]]} for name, each in asked.items()],
        "distractors": [text for name, text in words.items() if name not in used],
    }


def _one_each(asked: dict[str, Element], pairs: list[list[str]], side: int) -> bool:
    return sorted(pair[side] for pair in pairs) == sorted(asked)


def _in_words(item: "Item", offered: dict[str, Element]) -> bool:
    return all(text_of(each) and first_named(each, "img", "object") is None for each in offered.values())


def gap_match(item: "Item", interaction: Element) -> Document:
    """Words to put into a text."""
    if all_named(interaction, "gap-img"):
        raise NotOurs(_("Its pieces are pictures; here they must be words."))
    words = {attribute(each, "identifier"): item.plain(each) for each in all_named(interaction, "gap-text")}
    gaps = [attribute(each, "identifier") for each in all_named(interaction, "gap")]
    right = {pair.split()[1]: pair.split()[0] for pair in item.correct(interaction) if len(pair.split()) == 2}
    if set(right) != set(gaps) or not set(right.values()) <= set(words):
        raise NotOurs(_("Its blanks and its words do not go together."))
    item.tell_parts(interaction)

    def replaced(element: Element) -> str | None:
        if local(element) == "gap":
            return f"[[{gaps.index(attribute(element, 'identifier')) + 1}]]"
        if element is interaction:
            return _with_prompt(item, interaction, replaced)
        return None

    used = set(right.values())
    return {
        "type": "drag",
        "text": item.text(replaced),
        "shuffle": attribute(interaction, "shuffle") == "true",
        "blanks": [words[right[gap]] for gap in gaps],
        "distractors": [text for name, text in words.items() if name not in used],
    }


def _with_prompt(item: "Item", interaction: Element, replace: Callable[[Element], str | None]) -> str:
    from .qti_items import html_of

    prompt = first_named(interaction, "prompt")
    shown = "" if prompt is None else f"<p>{item.raw(prompt)}</p>"
    return shown + html_of(interaction, lambda each: "" if each is prompt else replace(each))


def essay(item: "Item", interaction: Element) -> Document:
    guidance = []
    for rubric in all_named(item.root, "rubric-block"):
        if "scorer" in attribute(rubric, "view"):
            guidance.append(item.adopt(item.raw(rubric)))
    return {"type": "essay", "text": item.text(), "guidance": "".join(guidance)}


def gaps(item: "Item") -> Document:
    """A text with fields or lists in it."""
    places = list(item.interactions)
    found = [_gap(item, each) for each in places]
    if len(found) > 1 and not any(item.mapping(each)[0] for each in places):
        item.tell_parts(places[0])
    text = item.text(lambda each: f"[[{places.index(each) + 1}]]" if each in places else None)
    return {"type": "gaps", "text": text, "gaps": found}


def _gap(item: "Item", interaction: Element) -> Document:
    correct, (points, _otherwise) = item.correct(interaction), item.mapping(interaction)
    best = max(points.values(), default=0)
    shares = {name: max(0.0, min(1.0, value / best)) for name, value in points.items()} if best > 0 else {}
    for value in correct:
        shares.setdefault(value, 1.0)
    if local(interaction) == "inline-choice-interaction":
        offered = all_named(interaction, "inline-choice")
        answers = [
            {"text": item.plain(each), "share": shares.get(attribute(each, "identifier"), 0.0)} for each in offered
        ]
        return {"type": "chosen", "shuffle": attribute(interaction, "shuffle") == "true", "answers": answers}
    if attribute(item.declaration(interaction), "base-type") in ("float", "integer"):
        return {"type": "number", "answers": [_number(item, interaction, *each) for each in shares.items()]}
    # "York" and "york" with different points: capitals matter there.
    case = len({name.casefold() for name in shares}) < len(shares)
    texts = [{"text": name.replace("*", "\\*"), "share": share} for name, share in shares.items()]
    return {"type": "typed", "case": case, "answers": texts}


def _number(item: "Item", interaction: Element, text: str, share: float) -> Document:
    value = number(text)
    return {"value": value, "tolerance": _tolerance(item, interaction, value), "share": share}


def _tolerance(item: "Item", interaction: Element, value: float) -> float:
    """What the rule `equal` about this response bears: absolute, or in per cent."""
    name = attribute(interaction, "response-identifier")
    for rule in all_named(item.root, "equal"):
        variables = [attribute(each, "identifier") for each in all_named(rule, "variable")]
        parts = attribute(rule, "tolerance").split()
        if name in variables and parts:
            tolerance = max(number(part) for part in parts)
            if attribute(rule, "tolerance-mode") == "relative":
                return abs(round(value * tolerance / 100, 12))
            return tolerance if attribute(rule, "tolerance-mode") == "absolute" else 0.0
    return 0.0


TYPES: dict[str, Callable[["Item", Element], Document]] = {
    "choice-interaction": choice,
    "order-interaction": order,
    "match-interaction": match,
    "gap-match-interaction": gap_match,
    "extended-text-interaction": essay,
}

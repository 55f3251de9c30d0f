"""Questions as Moodle XML, each in Moodle's own type."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.html import escape

from content.quiz.questions import (
    Drag,
    Essay,
    Gaps,
    Matching,
    Multiple,
    Numerical,
    Ordering,
    Question,
    Short,
    Single,
    TrueFalse,
)
from content.quiz.questions.reading import pictures_in

from .cloze import text_with_answers

Pictures = Mapping[str, bytes]


def written(question: Question, pictures: Pictures) -> Element:
    """Its `<question>`."""
    name, write = _TYPES[type(question)]
    element = Element("question", type=name)
    _plain(SubElement(element, "name"), question.name)
    text = text_with_answers(question) if isinstance(question, Gaps) else question.text
    _rich(element, "questiontext", text, pictures)
    _rich(element, "generalfeedback", question.feedback, pictures)
    SubElement(element, "defaultgrade").text = f"{question.points:.7f}"
    SubElement(element, "hidden").text = "0"
    write(question, element, pictures)
    combined = ("correct", question.feedback_right), ("partiallycorrect", question.feedback_partly)
    for begin, said in (*combined, ("incorrect", question.feedback_wrong)):
        _rich(element, f"{begin}feedback", said, pictures)
    if question.tags:
        tags = SubElement(element, "tags")
        for tag in question.tags:
            _plain(SubElement(tags, "tag"), tag)
    return element


def document(elements: Iterable[Element]) -> str:
    """The whole file."""
    root = Element("quiz")
    root.extend(elements)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def remark(element: Element, text: str) -> None:
    """What Moodle has no words for."""
    SubElement(element, "cordee").text = text


def _choices(question: Single | Multiple, element: Element, pictures: Pictures) -> None:
    SubElement(element, "single").text = str(isinstance(question, Single)).lower()
    SubElement(element, "shuffleanswers").text = str(question.shuffle).lower()
    for choice in question.choices:
        answer = _answer(element, choice.share, "html")
        _text(answer, choice.text, pictures)
        _rich(answer, "feedback", choice.feedback, pictures)


def _truth(question: TrueFalse, element: Element, pictures: Pictures) -> None:
    for value, feedback in ((True, question.feedback_true), (False, question.feedback_false)):
        answer = _answer(element, float(value == question.answer))
        SubElement(answer, "text").text = str(value).lower()
        _rich(answer, "feedback", feedback, pictures)


def _short(question: Short, element: Element, pictures: Pictures) -> None:
    SubElement(element, "usecase").text = str(int(question.case))
    for each in question.answers:
        answer = _answer(element, each.share)
        SubElement(answer, "text").text = each.text
        _rich(answer, "feedback", each.feedback, pictures)


def _numerical(question: Numerical, element: Element, pictures: Pictures) -> None:
    for each in question.answers:
        answer = _answer(element, each.share)
        SubElement(answer, "text").text = repr(each.value)
        SubElement(answer, "tolerance").text = repr(each.tolerance)
        _rich(answer, "feedback", each.feedback, pictures)
    if question.unit:
        unit = SubElement(SubElement(element, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = question.unit


def _matching(question: Matching, element: Element, pictures: Pictures) -> None:
    SubElement(element, "shuffleanswers").text = str(question.shuffle).lower()
    for pair in question.pairs:
        sub = SubElement(element, "subquestion", format="html")
        _text(sub, pair.text, pictures)
        _plain(SubElement(sub, "answer"), pair.answer)
    for text in question.distractors:
        sub = SubElement(element, "subquestion", format="html")
        SubElement(sub, "text")
        _plain(SubElement(sub, "answer"), text)


def _ordering(question: Ordering, element: Element, pictures: Pictures) -> None:
    for name, value in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("gradingtype", "ABSOLUTE_POSITION")):
        SubElement(element, name).text = value
    for place, item in enumerate(question.items, 1):
        _text(SubElement(element, "answer", fraction=f"{place}.0000000", format="html"), item.text, pictures)


def _gaps(_question: Gaps, _element: Element, _pictures: Pictures) -> None:
    """Its answers are in its text."""


def _drag(question: Drag, element: Element, _pictures: Pictures) -> None:
    """Moodle counts words, not blanks: `[[n]]` is the nth word of the pool, and ours are given in the blanks' order."""
    SubElement(element, "shuffleanswers").text = str(int(question.shuffle))
    for text in (*question.blanks, *question.distractors):
        box = SubElement(element, "dragbox")
        SubElement(box, "text").text = escape(text)
        SubElement(box, "group").text = "1"


def _essay(question: Essay, element: Element, pictures: Pictures) -> None:
    for name, value in (("responseformat", "plain"), ("responserequired", "1"), ("attachments", "0")):
        SubElement(element, name).text = value
    for name, limit in (("minwordlimit", question.min_words), ("maxwordlimit", question.max_words)):
        if limit:
            SubElement(element, name).text = str(limit)
    _rich(element, "graderinfo", question.guidance, pictures)
    template = SubElement(element, "responsetemplate", format="html")
    SubElement(template, "text").text = str(escape(question.start)).replace("\n", "<br>")


_TYPES: dict[type[Question], tuple[str, Callable[[Any, Element, Pictures], None]]] = {
    Single: ("multichoice", _choices),
    Multiple: ("multichoice", _choices),
    TrueFalse: ("truefalse", _truth),
    Short: ("shortanswer", _short),
    Numerical: ("numerical", _numerical),
    Matching: ("matching", _matching),
    Ordering: ("ordering", _ordering),
    Gaps: ("cloze", _gaps),
    Drag: ("ddwtos", _drag),
    Essay: ("essay", _essay),
}


def _answer(element: Element, share: float, form: str = "moodle_auto_format") -> Element:
    return SubElement(element, "answer", fraction=f"{share * 100:.5f}".rstrip("0").rstrip("."), format=form)


def _plain(element: Element, text: str) -> None:
    SubElement(element, "text").text = text


def _rich(element: Element, name: str, text: str, pictures: Pictures) -> None:
    _text(SubElement(element, name, format="html"), text, pictures)


def _text(element: Element, text: str, pictures: Pictures) -> None:
    """HTML with the pictures that it shows beside it."""
    named = {name: pictures[name] for name, _alt in pictures_in(text) if name in pictures}
    shown = re.sub(
        r'src="media:([^"]*)"', lambda met: f'src="@@PLUGINFILE@@/{met[1]}"' if met[1] in named else met[0], text
    )
    SubElement(element, "text").text = shown
    for name, data in named.items():
        SubElement(element, "file", name=name, path="/", encoding="base64").text = base64.b64encode(data).decode()

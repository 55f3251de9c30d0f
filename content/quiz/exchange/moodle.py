"""Reading Moodle XML: one `<question type="…">` after another, folders between them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.translation import gettext as _

from . import cloze, words
from .found import Imported, NotOurs
from .gift import category_of
from .texts import Fetch, Pictures, adopt, bytes_of, html_of

Document = dict[str, Any]


def read_moodle(root: Element, found: Imported) -> None:
    """Adds the questions of a `<quiz>` to `found`."""
    found.format = "moodle-xml"
    category = ""
    for element in root.findall("question"):
        kind = element.get("type", "")
        if kind == "category":
            category = category_of(_text(element, "category/text"))
            continue
        reader = Reader(element, Pictures(found.pictures), [])
        name = _text(element, "name/text")
        try:
            documents = reader.documents(kind)
        except NotOurs as reason:
            found.skip(name or _text(element, "questiontext/text"), kind or "?", str(reason))
            continue
        for document in documents:
            found.add(document | _extras(element), kind, category, tuple(reader.notes))


def adopting(fetch: Fetch, pictures: Pictures, notes: list[str]) -> Callable[[str], str]:
    return lambda source: adopt(source, fetch, pictures, notes)


@dataclass
class Reader:
    """One question; `notes` fills with what gets lost."""

    element: Element
    pictures: Pictures
    notes: list[str]

    def documents(self, kind: str) -> list[Document]:
        """One, or several where one of Moodle's is several of ours. Raises NotOurs with a sentence."""
        read = _TYPES.get(kind)
        if kind == "description":
            raise NotOurs(_("This is a text without a question."))
        is_cloze = kind in ("cloze", "multianswer")
        if read is None and not is_cloze:
            raise NotOurs(_("Questions of the type “%(type)s” are not among ours.") % {"type": kind[:40]})
        try:
            shared = self._shared()
            if read is None:
                return [shared | each | {"points": shared["points"] * each["points"]} for each in _cloze(self)]
            return [shared | read(self)]
        except ValueError as error:
            raise NotOurs(_("A number in it cannot be read: %(error)s.") % {"error": str(error)[:80]}) from None

    def _shared(self) -> Document:
        return {
            "name": _text(self.element, "name/text"),
            "text": self._with_old_picture(self.rich("questiontext")),
            "points": number(_text(self.element, "defaultgrade"), 1.0),
            "feedback": self.rich("generalfeedback"),
            "feedback_right": self.rich("correctfeedback"),
            "feedback_partly": self.rich("partiallycorrectfeedback"),
            "feedback_wrong": self.rich("incorrectfeedback"),
            "tags": [_text(tag, "text") for tag in self.element.findall("tags/tag")],
        }

    def rich(self, path: str, within: Element | None = None) -> str:
        found = (self.element if within is None else within).find(path)
        return "" if found is None else self.rich_of(found)

    def rich_of(self, found: Element) -> str:
        """The HTML of an element with `<text>` and `<file>`s."""
        source = html_of(_text(found, "text"), found.get("format", "html"))
        return adopt(source, self._fetching(found), self.pictures, self.notes)

    def plain(self, within: Element) -> str:
        return words.plain_of(_text(within, "text"), within.get("format", "plain"))

    def answers(self) -> list[Element]:
        return self.element.findall("answer")

    def flag(self, path: str, otherwise: bool = False) -> bool:
        text = _text(self.element, path).lower()
        return otherwise if not text else text in ("1", "true", "yes")

    def _with_old_picture(self, text: str) -> str:
        """Moodle 1.9 kept one picture beside the text."""
        name, data = _text(self.element, "image"), _text(self.element, "image_base64")
        if not name:
            return text
        tag = f'<img src="{escape(name)}">'
        return text + adopt(tag, lambda _address: bytes_of(data), self.pictures, self.notes)

    def _fetching(self, found: Element) -> Fetch:
        def fetch(address: str) -> bytes | None:
            name = unquote(address.removeprefix("@@PLUGINFILE@@").strip("/"))
            for file in found.findall("file"):
                full = (file.get("path", "/").strip("/") + "/" + file.get("name", "")).strip("/")
                if name in (full, file.get("name")):
                    return bytes_of(file.text or "")
            return None

        return fetch


def number(text: str, otherwise: float = 0.0) -> float:
    return float(text.replace(",", ".")) if text.strip() else otherwise


def share_of(element: Element) -> float:
    return max(-1.0, min(1.0, round(number(element.get("fraction", "0")) / 100, 7)))


def _choices(reader: Reader) -> Document:
    return {
        "type": "single" if reader.flag("single", True) else "multiple",
        "shuffle": reader.flag("shuffleanswers", True),
        "choices": [
            {"text": reader.rich_of(each), "share": share_of(each), "feedback": reader.rich("feedback", each)}
            for each in reader.answers()
        ],
    }


def _truth(reader: Reader) -> Document:
    found = {_text(each, "text").lower(): each for each in reader.answers()}
    if set(found) != {"true", "false"}:
        raise NotOurs(_("Its answers are not true and false."))
    return {
        "type": "true_false",
        "answer": share_of(found["true"]) > share_of(found["false"]),
        "feedback_true": reader.rich("feedback", found["true"]),
        "feedback_false": reader.rich("feedback", found["false"]),
    }


def _short(reader: Reader) -> Document:
    return {
        "type": "short",
        "case": reader.flag("usecase"),
        "answers": [
            {"text": reader.plain(each), "share": share_of(each), "feedback": reader.rich("feedback", each)}
            for each in reader.answers()
        ],
    }


def _numerical(reader: Reader) -> Document:
    answers, otherwise = [], {}
    for each in reader.answers():
        text, feedback = _text(each, "text"), reader.rich("feedback", each)
        if text == "*" and share_of(each) <= 0:
            otherwise = {"feedback_wrong": feedback}
            continue
        answers.append(
            {
                "value": number(text),
                "tolerance": number(_text(each, "tolerance")),
                "share": share_of(each),
                "feedback": feedback,
            }
        )
    units = [_text(each, "unit_name") for each in reader.element.findall("units/unit")]
    if len(units) > 1:
        reader.notes.append(_("Only the unit “%(unit)s” was kept.") % {"unit": units[0]})
    return {"type": "numerical", "answers": answers, "unit": units[0] if units else "", **otherwise}


def _matching(reader: Reader) -> Document:
    pairs, distractors = [], []
    for each in reader.element.findall("subquestion"):
        text, answer = reader.rich_of(each), words.plain_of(_text(each, "answer/text"), "plain")
        if text.strip():
            pairs.append({"text": text, "answer": answer, "feedback": reader.rich("feedback", each)})
        else:
            distractors.append(answer)
    shuffle = reader.flag("shuffleanswers", True)
    return {"type": "matching", "pairs": pairs, "distractors": distractors, "shuffle": shuffle}


def _ordering(reader: Reader) -> Document:
    placed = sorted(reader.answers(), key=lambda each: number(each.get("fraction", "0")))
    return {"type": "ordering", "items": [{"text": reader.rich_of(each)} for each in placed]}


def _essay(reader: Reader) -> Document:
    if number(_text(reader.element, "attachmentsrequired")) > 0:
        reader.notes.append(_("It asked for files; here people write only. A deliverable takes files."))
    template = reader.element.find("responsetemplate")
    return {
        "type": "essay",
        "min_words": int(number(_text(reader.element, "minwordlimit"))),
        "max_words": int(number(_text(reader.element, "maxwordlimit"))),
        "guidance": reader.rich("graderinfo"),
        "start": "" if template is None else words.lines_of(_text(template, "text"), template.get("format", "html")),
    }


def _cloze(reader: Reader) -> list[Document]:
    source = reader.element.find("questiontext")
    assert source is not None
    as_html = html_of(_text(source, "text"), source.get("format", "html"))
    adopt = adopting(reader._fetching(source), reader.pictures, reader.notes)
    first, *others = cloze.gaps_of(as_html, adopt, reader.notes)
    return [first | {"text": reader._with_old_picture(first["text"])}, *others]


def _select(reader: Reader) -> Document:
    return words.select_missing(reader)


def _drag(reader: Reader) -> Document:
    return words.drag_words(reader)


def _gapfill(reader: Reader) -> Document:
    return words.gapfill(reader)


_TYPES: dict[str, Callable[[Reader], Document]] = {
    "multichoice": _choices,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "gapselect": _select,
    "ddwtos": _drag,
    "gapfill": _gapfill,
}


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _extras(element: Element) -> Document:
    """What an export of ours could not say in Moodle's words."""
    try:
        extras = json.loads(element.findtext("cordee") or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(key): value for key, value in extras.items() if key != "type"} if isinstance(extras, dict) else {}

"""Moodle's questions with words missing from a text: gapselect, ddwtos, and the gapfill plugin."""

import html
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from content.quiz.questions.blanks import BLANK
from content.quiz.questions.reading import in_words

from .found import NotOurs
from .texts import html_of

if TYPE_CHECKING:
    from .moodle import Reader

Document = dict[str, Any]


def plain_of(text: str, form: str) -> str:
    """A plain text, which Moodle may have kept as HTML."""
    is_html = re.search(r"<[a-zA-Z/][^<>]*>|&[#\w]+;", text) and not form.startswith("plain")
    return in_words(text) if is_html else text


def lines_of(text: str, form: str) -> str:
    """A text of several lines as plain text."""
    broken = re.sub(r"(?i)<br\s*/?>|</p>|</div>|</li>", "\n", html_of(text, form))
    return html.unescape(re.sub(r"<[^<>]*+>", "", broken)).strip()


def select_missing(reader: "Reader") -> Document:
    """gapselect: each blank offers the words of its group."""
    return _grouped(reader, "selectoption", _offered(reader, "selectoption"))


def drag_words(reader: "Reader") -> Document:
    """ddwtos: one pool is our type drag; with several groups, each blank offers its own group."""
    pool = _offered(reader, "dragbox")
    if len({group for _text, group in pool}) > 1:
        reader.notes.append(_("Its words stood in several groups: it became a gap text with choices."))
        return _grouped(reader, "dragbox", pool)
    text, used = _renumbered(reader, len(pool))
    blanks = [pool[place][0] for place in used]
    distractors = [text for text, _group in pool if text not in blanks]
    return {
        "type": "drag",
        "text": text,
        "blanks": blanks,
        "distractors": distractors,
        "shuffle": reader.flag("shuffleanswers", True),
    }


def _grouped(reader: "Reader", tag: str, pool: list[tuple[str, str]]) -> Document:
    text, used = _renumbered(reader, len(pool))
    gaps = []
    for place in used:
        right, group = pool[place]
        offered = dict.fromkeys(word for word, other in pool if other == group)
        gaps.append(
            {
                "type": "chosen",
                "shuffle": reader.flag("shuffleanswers", True),
                "answers": [{"text": word, "share": float(word == right)} for word in offered],
            }
        )
    return {"type": "gaps", "text": text, "gaps": gaps}


def _offered(reader: "Reader", tag: str) -> list[tuple[str, str]]:
    return [
        (plain_of((each.findtext("text") or "").strip(), "html"), (each.findtext("group") or "1").strip())
        for each in reader.element.findall(tag)
    ]


def _renumbered(reader: "Reader", count: int) -> tuple[str, list[int]]:
    """The text with its blanks counted from 1 as they come, and the place in the pool of each one's word."""
    used: list[int] = []

    def replaced(met: re.Match[str]) -> str:
        used.append(int(met[1]) - 1)
        return f"[[{len(used)}]]"

    text = BLANK.sub(replaced, reader.rich("questiontext"))
    if not used or not all(0 <= place < count for place in used):
        raise NotOurs(_("Its blanks and its words do not go together."))
    return text, used


def gapfill(reader: "Reader") -> Document:
    """The gapfill plugin: `[cat|dog]` in the text is the blank with what it takes; `!!` stands for nothing at all."""
    found = reader.element
    delimiters = (found.findtext("delimitchars") or "").strip()
    opening, closing = (delimiters[0], delimiters[-1]) if delimiters else ("[", "]")
    shown = (found.findtext("answerdisplay") or "gapfill").strip()
    source = reader.rich("questiontext")
    holes: list[list[str]] = []

    def replaced(met: re.Match[str]) -> str:
        holes.append([each for each in (in_words(one).strip() for one in met[1].split("|")) if each])
        return f"[[{len(holes)}]]"

    outside = re.compile(rf"{re.escape(opening)}([^{re.escape(opening + closing)}]*+){re.escape(closing)}")
    text = outside.sub(replaced, source)
    if not holes or not all(holes) or any("!!" in each for hole in holes for each in hole):
        raise NotOurs(_("Its blanks cannot be understood."))
    if (found.findtext("noduplicates") or "0").strip() == "1":
        reader.notes.append(_("The same word was allowed once only; here each blank is marked by itself."))
    wrong = [
        in_words((each.findtext("text") or "").strip())
        for each in found.findall("answer")
        if each.get("fraction") == "0"
    ]
    return _filled(text, holes, wrong, shown, reader.flag("casesensitive"))


def _filled(text: str, holes: list[list[str]], wrong: list[str], shown: str, case: bool) -> Document:
    firsts = [hole[0] for hole in holes]
    if shown == "dragdrop" and all(len(hole) == 1 for hole in holes) and len({*firsts, *wrong}) > 1:
        return {"type": "drag", "text": text, "blanks": firsts, "distractors": wrong}
    gaps: list[Document] = []
    for hole in holes:
        if shown == "gapfill" or len({each for other in holes for each in other} | set(wrong)) < 2:
            gaps.append({"type": "typed", "case": case, "answers": [{"text": _literal(each)} for each in hole]})
            continue
        offered = dict.fromkeys([*(each for other in holes for each in other), *wrong])
        gaps.append({"type": "chosen", "answers": [{"text": each, "share": float(each in hole)} for each in offered]})
    return {"type": "gaps", "text": text, "gaps": gaps}


def _literal(text: str) -> str:
    return text.replace("*", "\\*")

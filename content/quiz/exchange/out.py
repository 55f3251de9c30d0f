"""Writing questions as GIFT and as Moodle XML. What a format cannot say goes along in a remark of ours, which Moodle
ignores and our own import reads: a question comes back equal. What it cannot hold at all is named, not lost."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from content.quiz.questions import Question, write

from . import gift_write, moodle_write
from .found import Imported
from .gift import EXTRAS, read_gift
from .moodle import read_moodle
from .xml import parsed


@dataclass
class Exported:
    """A file's text, and the questions that it does not hold: (name, reason)."""

    text: str = ""
    left_out: list[tuple[str, str]] = field(default_factory=list)


def export_gift(questions: Iterable[Question]) -> Exported:
    """GIFT knows choices, short answers, numbers, matching and essays; other types are left out and said."""
    exported, parts = Exported(), []
    for question in questions:
        source = gift_write.written(question)
        extras = None if source is None else _extras(question, lambda text: _back(text, read_gift), source)
        if source is None or extras is None:
            exported.left_out.append((question.name, _("GIFT has no such type: export it as Moodle XML.")))
            continue
        parts.append((f"{EXTRAS}{json.dumps(extras, ensure_ascii=False)}\n" if extras else "") + source)
    exported.text = "\n\n".join(parts) + "\n"
    return exported


def export_moodle(questions: Iterable[Question], pictures: Mapping[str, bytes] | None = None) -> Exported:
    """Moodle XML, with the pictures whose bytes are given (name -> bytes)."""
    exported, parts = Exported(), []
    for question in questions:
        element = moodle_write.written(question, pictures or {})
        extras = _extras(question, _back_from_xml, moodle_write.document([element]))
        if extras is None:
            exported.left_out.append((question.name, _("This question could not be written as Moodle XML.")))
            continue
        if extras:
            moodle_write.remark(element, json.dumps(extras, ensure_ascii=False))
        parts.append(element)
    exported.text = moodle_write.document(parts)
    return exported


def _extras(question: Question, back: Callable[[str], Imported], source: str) -> dict[str, Any] | None:
    """The fields that come back other than they went. None if nothing comes back."""
    found = back(source).questions
    if len(found) != 1 or found[0].question.type != question.type:
        return None
    ours, theirs = write(question), write(found[0].question)
    return {name: value for name, value in ours.items() if theirs.get(name) != value}


def _back(source: str, reader: Callable[[str, Imported], None]) -> Imported:
    found = Imported()
    reader(source, found)
    return found


def _back_from_xml(source: str) -> Imported:
    found = Imported()
    read_moodle(parsed(source.encode()), found)
    return found

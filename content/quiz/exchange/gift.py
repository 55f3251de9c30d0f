"""Reading GIFT: Moodle's format of questions typed as text. https://docs.moodle.org/en/GIFT_format"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .found import Imported, NotOurs
from .texts import Pictures, adopt, html_of

_FORM = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]")
# Escaped signs become private letters while the text is cut, and themselves afterwards.
_SIGNS = {"~": "\ue001", "=": "\ue002", "#": "\ue003", "{": "\ue004", "}": "\ue005", ":": "\ue006", "\\": "\ue007"}
_BACK = {private: sign for sign, private in _SIGNS.items()} | {"\ue008": "\n"}
_NUMBER = r"[-+]?(?:\d++(?:[.,]\d++)?|[.,]\d++)(?:[eE][-+]?\d++)?"
EXTRAS = "// cordee: "


@dataclass
class _Block:
    """The lines of one question, and what its comments say."""

    lines: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)


def read_gift(text: str, found: Imported) -> None:
    """Adds the questions of a GIFT text to `found`."""
    found.format = "gift"
    category = ""
    for block in _blocks(text):
        source = "\n".join(block.lines)
        if met := re.match(r"\s*\$CATEGORY:\s*(.*)", source):
            category = category_of(met[1].split("\n")[0])
            source = source[met.start(1) :].partition("\n")[2]
        if not source.strip():
            continue
        notes: list[str] = []
        try:
            document = _document(source, Pictures(found.pictures), notes)
        except NotOurs as reason:
            found.skip(_plain(_escaped(source.strip())), "gift", str(reason))
            continue
        document["tags"] = block.tags
        found.add(document | block.extras, document["type"], category, tuple(notes))


def category_of(path: str) -> str:
    """`$course$/top/A/B` as `A/B`."""
    parts = [part.strip() for part in path.replace("//", "\0").split("/")]
    return "/".join(part.replace("\0", "／") for part in parts if part and part != "top" and not part.startswith("$"))


def _blocks(text: str) -> list[_Block]:
    """Questions stand apart by empty lines; one that is open at an empty line goes on if it is closed further down."""
    blocks, block = [], _Block()
    lines = text.split("\n")
    ends = _ends(lines)
    for at, line in enumerate(lines):
        if line.lstrip().startswith("//"):
            _comment(line.strip(), block)
        elif line.strip() or (block.lines and at in ends):
            block.lines.append(line)
        elif block.lines:
            blocks.append(block)
            block = _Block()
    return [*blocks, block]


def _ends(lines: list[str]) -> set[int]:
    """The empty lines that stand between a `{` and its `}`."""
    inside, waiting, is_open = set(), [], False
    for at, line in enumerate(lines):
        if line.lstrip().startswith("//"):
            continue
        if not line.strip() and is_open:
            waiting.append(at)
        for sign in re.findall(r"\\.|[{}]", line):
            if sign == "{":
                is_open, waiting = True, []
            elif sign == "}":
                inside.update(waiting)
                is_open, waiting = False, []
    return inside


def _comment(line: str, block: _Block) -> None:
    block.tags += [tag.strip() for tag in re.findall(r"\[tag:([^\]]+)\]", line)]
    if line.startswith(EXTRAS):
        try:
            extras = json.loads(line.removeprefix(EXTRAS))
        except (ValueError, RecursionError):
            return
        if isinstance(extras, dict):
            block.extras = {str(key): value for key, value in extras.items() if key != "type"}


def _escaped(source: str) -> str:
    def replaced(met: re.Match[str]) -> str:
        return "\ue008" if met[1] == "n" else _SIGNS[met[1]]

    return re.sub(r"\\([~=#{}:\\n])", replaced, source)


def _plain(source: str) -> str:
    return "".join(_BACK.get(sign, sign) for sign in source).strip()


def _document(source: str, pictures: Pictures, notes: list[str]) -> dict[str, Any]:
    source = _escaped(source.strip())
    name = ""
    if met := re.match(r"::(.*?)::", source, re.DOTALL):
        name, source = _plain(met[1]), source[met.end() :]
    form, source = _form_of(source, "moodle")
    before, opened, rest = source.partition("{")
    if not opened:
        raise NotOurs(_("This is a text without a question."))
    inside, closed, after = rest.partition("}")
    if not closed:
        raise NotOurs(_("A brace is opened and never closed."))
    # `}";` and `}.` after a question mark are leftovers; anything else goes on with the sentence.
    if after.strip(' \n\t";.') or (after.strip() and not before.rstrip().endswith("?") and '"' not in after):
        before = f"{before.rstrip(' ')} _____{'' if after[:1] in '.,;:!?' else ' '}{after.strip()}".strip()
    reader = _Reader(form, pictures, notes)
    inside, mark, general = inside.partition("####")
    shared = {"name": name, "text": reader.rich(before), "feedback": reader.rich(general) if mark else ""}
    if form == "markdown":
        notes.append(_("Markdown became simple HTML: check how it looks."))
    return shared | reader.answers(inside.strip())


def _form_of(text: str, otherwise: str) -> tuple[str, str]:
    if met := _FORM.match(text):
        return met[1], text[met.end() :]
    return otherwise, text


@dataclass
class _Reader:
    """The part between braces; `form` is the format of the question, which its answers share."""

    form: str
    pictures: Pictures
    notes: list[str]

    def rich(self, text: str) -> str:
        form, text = _form_of(text, self.form)
        return adopt(html_of(_plain(text), form), lambda _address: None, self.pictures, self.notes)

    def answers(self, inside: str) -> dict[str, Any]:
        if not inside:
            return {"type": "essay"}
        if inside.startswith("#"):
            return self._numerical(inside[1:].strip())
        if met := re.match(r"(T|TRUE|F|FALSE)\s*(?:#|$)", inside, re.IGNORECASE):
            return self._truth(inside, met[1].upper().startswith("T"))
        cut = [each for each in re.split(r"(?=[~=])", inside) if each.strip()]
        if cut[0][0] not in "~=":
            raise NotOurs(_("The answers between braces cannot be understood."))
        if "~" in inside:
            return self._choices(cut)
        if all("->" in each for each in cut):
            return self._pairs(cut)
        return {"type": "short", "answers": [self._answer(each, is_plain=True) for each in cut]}

    def _answer(self, source: str, is_plain: bool = False) -> dict[str, Any]:
        """`=text`, `~%25%text#feedback`."""
        share = 1.0 if source[0] == "=" else 0.0
        text, mark, feedback = source[1:].partition("#")
        if met := re.match(rf"\s*%({_NUMBER})%", text):
            share, text = _share(met[1]), text[met.end() :]
        shown = _plain(_form_of(text, "plain")[1]) if is_plain else self.rich(text)
        return {"text": shown, "share": share, "feedback": self.rich(feedback) if mark and feedback.strip() else ""}

    def _choices(self, cut: list[str]) -> dict[str, Any]:
        is_single = any(each[0] == "=" for each in cut)
        return {"type": "single" if is_single else "multiple", "choices": [self._answer(each) for each in cut]}

    def _pairs(self, cut: list[str]) -> dict[str, Any]:
        pairs, distractors = [], []
        for each in cut:
            text, _arrow, answer = each[1:].partition("->")
            if _plain(text):
                pairs.append({"text": self.rich(text), "answer": _plain(answer)})
            else:
                distractors.append(_plain(answer))
        return {"type": "matching", "pairs": pairs, "distractors": distractors}

    def _truth(self, inside: str, answer: bool) -> dict[str, Any]:
        """First what is said to whoever is wrong, then to whoever is right."""
        wrong, right, *_rest = [*(self.rich(each) for each in inside.split("#")[1:]), "", ""]
        return {
            "type": "true_false",
            "answer": answer,
            "feedback_true": right if answer else wrong,
            "feedback_false": wrong if answer else right,
        }

    def _numerical(self, inside: str) -> dict[str, Any]:
        cut = re.split(r"(?=[~=])", inside) if inside[:1] in ("=", "~") else re.split(r"(?=[~=])", f"={inside}")
        answers, otherwise = [], ""
        for each in (one for one in cut if one.strip()):
            answer = self._answer(each, is_plain=True)
            if answer["text"] in ("", "*") and answer["share"] == 0:
                otherwise = answer["feedback"]
            else:
                answers.append(_expected(answer.pop("text")) | answer)
        return {"type": "numerical", "answers": answers, "feedback_wrong": otherwise}


def _share(percent: str) -> float:
    return max(-1.0, min(1.0, round(float(percent.replace(",", ".")) / 100, 7)))


def _expected(text: str) -> dict[str, float]:
    """`3.14:0.01` or `3.13..3.15`."""
    if met := re.fullmatch(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})", text):
        low, high = number(met[1]), number(met[2])
        return {"value": round((low + high) / 2, 12), "tolerance": round(abs(high - low) / 2, 12)}
    if met := re.fullmatch(rf"({_NUMBER})(?:\s*:\s*({_NUMBER}))?", text):
        return {"value": number(met[1]), "tolerance": number(met[2] or "0")}
    raise NotOurs(_("“%(text)s” is not a number.") % {"text": text[:40]})


def number(text: str) -> float:
    return float(text.replace(",", "."))

"""Moodle's embedded answers, `{1:SHORTANSWER:=Paris#Yes~*#No}`, as gaps and back."""

import html
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from content.quiz.questions.blanks import BLANK, Chosen, Gap, Gaps, Number, Typed
from content.quiz.questions.reading import in_words

from .found import NotOurs

_WORDS = (
    "SHORTANSWER_C|SHORTANSWER|SAC|SA|MWC|MW|NUMERICAL|NM|"
    "MULTICHOICE_VS|MULTICHOICE_HS|MULTICHOICE_V|MULTICHOICE_H|MULTICHOICE_S|MULTICHOICE|MCVS|MCHS|MCV|MCH|MCS|MC|"
    "MULTIRESPONSE_HS|MULTIRESPONSE_H|MULTIRESPONSE_S|MULTIRESPONSE|MRHS|MRH|MRS|MR"
)
HOLE = re.compile(rf"\{{(\d*):({_WORDS})(?::((?:[^{{}}\\]|\\.)*+))?\}}", re.DOTALL)
_SHARE = re.compile(r"\s*(=|%(-?\d+(?:[.,]\d+)?)%)")

# HTML from outside -> HTML of ours.
Adopt = Callable[[str], str]


def gaps_of(source: str, adopt: Adopt, notes: list[str]) -> list[dict[str, Any]]:
    """Documents out of a text with embedded answers (HTML): one of type gaps, and one for each blank with several
    right choices, which is no gap of ours. `points` are shares of the whole. NotOurs says why not.
    """
    if BLANK.search(source):
        raise NotOurs(_("Its text holds [[1]] as words, which here mean a blank."))
    gaps: list[dict[str, Any]] = []
    apart: list[dict[str, Any]] = []

    def replaced(met: re.Match[str]) -> str:
        answers = [_answer(each, adopt) for each in re.split(r"(?<!\\)~", met[3] or "") if each.strip()]
        weight = float(met[1] or 1)
        if met[2].startswith(("MR", "MULTIRESPONSE")):
            before, after = met.string[: met.start()], met.string[met.end() :]
            apart.append(_multiple(f"{_last_line(before)} _____ {_first_line(after)}", weight, answers, adopt))
            return "_____"
        gaps.append(_gap(met[2], weight, answers))
        return f"[[{len(gaps)}]]"

    text = HOLE.sub(replaced, source)
    if not gaps and not apart:
        raise NotOurs(_("Its text has no blank to fill."))
    if apart:
        notes.append(_("Its blanks with several right choices became questions of their own."))
    total = sum(gap["weight"] for gap in gaps) + sum(each["points"] for each in apart) or 1
    whole = {"type": "gaps", "text": adopt(text), "gaps": gaps, "points": sum(gap["weight"] for gap in gaps)}
    found = [whole, *apart] if gaps else apart
    return [each | {"points": round(each["points"] / total, 6)} for each in found]


def _multiple(text: str, weight: float, answers: list[dict[str, Any]], adopt: Adopt) -> dict[str, Any]:
    total = sum(each["share"] for each in answers if each["share"] > 0) or 1
    choices = [
        {**each, "text": html.escape(each["text"], quote=False), "share": max(-1.0, round(each["share"] / total, 7))}
        for each in answers
    ]
    return {"type": "multiple", "text": adopt(HOLE.sub("_____", text)), "points": weight, "choices": choices}


def _last_line(before: str) -> str:
    return re.split(r"(?i)</p>|<p\b[^<>]*+>|<br\b[^<>]*+>|</li>|</h\d>|<hr\b[^<>]*+>", before)[-1]


def _first_line(after: str) -> str:
    return re.split(r"(?i)</p>|<br\b[^<>]*+>|</li>|</h\d>", after)[0]


def _gap(word: str, weight: float, answers: list[dict[str, Any]]) -> dict[str, Any]:
    gap = {"weight": weight, "answers": answers}
    if word.startswith(("NM", "NUMERICAL")):
        return gap | {"type": "number", "answers": [_number(answer) for answer in answers]}
    if word.startswith(("MC", "MULTICHOICE")):
        return gap | {"type": "chosen", "shuffle": word.endswith("S")}
    return gap | {"type": "typed", "case": word in ("SHORTANSWER_C", "SAC", "MWC")}


def _answer(source: str, adopt: Adopt) -> dict[str, Any]:
    share = 0.0
    if met := _SHARE.match(source):
        share = 1.0 if met[1] == "=" else float(met[2].replace(",", ".")) / 100
        source = source[met.end() :]
    text, *feedback = re.split(r"(?<!\\)#", source, maxsplit=1)
    shown = adopt(_unescape(feedback[0]).strip()) if feedback else ""
    return {"text": in_words(_unescape(text)), "share": share, "feedback": shown}


def _number(answer: dict[str, Any]) -> dict[str, Any]:
    value, _colon, tolerance = answer["text"].replace(",", ".").replace(" ", "").partition(":")
    try:
        return {
            **{k: answer[k] for k in ("share", "feedback")},
            "value": float(value),
            "tolerance": float(tolerance or 0),
        }
    except ValueError:
        raise NotOurs(_("“%(text)s” is not a number.") % {"text": answer["text"][:40]}) from None


def _unescape(text: str) -> str:
    return re.sub(r"\\([}#~/\"\\*])", lambda met: "\\*" if met[1] == "*" else met[1], text)


def text_with_answers(question: Gaps) -> str:
    """The HTML of a gap question with its answers embedded."""
    return BLANK.sub(lambda met: _hole(question.gaps[int(met[1]) - 1]), question.text)


def _hole(gap: Gap) -> str:
    if isinstance(gap, Number):
        word = "NUMERICAL"
        answers = [_written(f"{each.value!r}:{each.tolerance!r}", each.share, each.feedback) for each in gap.answers]
    elif isinstance(gap, Chosen):
        word = "MULTICHOICE_S" if gap.shuffle else "MULTICHOICE"
        answers = [_written(each.text, each.share, each.feedback) for each in gap.answers]
    else:
        assert isinstance(gap, Typed)
        word = "SHORTANSWER_C" if gap.case else "SHORTANSWER"
        answers = [_written(each.text, each.share, each.feedback) for each in gap.answers]
    return f"{{{gap.weight:g}:{word}:{'~'.join(answers)}}}"


def _written(text: str, share: float, feedback: str) -> str:
    begin = "=" if share == 1 else f"%{share * 100:.5f}".rstrip("0").rstrip(".") + "%"
    end = f"#{_escape(feedback)}" if feedback else ""
    return f"{begin}{_escape(html.escape(text, quote=False))}{end}"


def _escape(text: str) -> str:
    # A brace would open another blank; Moodle has no sign to say that it does not, HTML has.
    return re.sub(r"([}#~\"\\])", r"\\\1", text.replace("{", "&#123;"))

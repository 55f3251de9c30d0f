"""Reads captions out of a file: WebVTT, SubRip, or a transcript with the time before each line."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.media.captions import srt, timed, webvtt
from courses.media.captions.decoding import decode
from courses.media.captions.lines import Line, Problem
from lms.plugins.kind import Refused

MOST_CUES = 40_000  # a whole day, a line every two seconds
MOST_PROBLEMS = 200


@dataclass
class Captions:
    """Lines in the order of their beginning, and what of the file could not be taken, line by line."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_captions(content: bytes) -> Captions:
    """Told by its content, never by its name. Raises Refused when there is no caption in it."""
    text = decode(content)
    # U+0000 is no letter: WebVTT says what stands in its place, and a database keeps none.
    text = text.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    lines, problems = _reader_of(text)(text.split("\n"))
    for line in lines:
        if line.end_ms <= line.start_ms:
            words = _("it ends before it begins: check both times")
            problems.append(Problem(line.number, words))
    kept = [line for line in lines if line.end_ms > line.start_ms and line.text]
    if not kept:
        raise Refused(_nothing(problems))
    if len(kept) > MOST_CUES:
        raise Refused(_("There are too many lines in this file (%(most)d at most).") % {"most": MOST_CUES})
    kept.sort(key=lambda line: line.start_ms)
    problems.sort(key=lambda problem: problem.number)
    return Captions(kept, problems[:MOST_PROBLEMS])


def _reader_of(text: str) -> webvtt.Reader:
    if re.match(r"WEBVTT(?=[ \t\n]|$)", text):
        return webvtt.read
    return srt.read if "-->" in text else timed.read


def _nothing(problems: list[Problem]) -> str:
    if problems:
        first = min(problems, key=lambda one: one.number)
        words = _("No line of this file could be taken. The first trouble, line %(number)d: %(words)s.")
        return words % {"number": first.number, "words": first.words}
    return _(
        "There are no captions in this file. We read WebVTT (.vtt), SubRip (.srt), and texts in which each line begins "
        "with its time, as in 00:01:25."
    )

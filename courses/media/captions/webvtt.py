"""WebVTT as browsers read it (W3C, 6.1 and 6.3): a cue whose times are wrong is none, and says so here."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from courses.media.captions.lines import Line, Problem, milliseconds, plain

Reader = Callable[[list[str]], tuple[list[Line], list[Problem]]]
ARROW = "-->"
_TIME = r"(?:(\d{1,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?!\d)"
_TIMES = re.compile(rf"[ \t\f]*{_TIME}[ \t\f]*-->[ \t\f]*{_TIME}", re.ASCII)
# A line that meant to be times and has no arrow: the cue would vanish without a word.
_NEARLY = re.compile(r"\d+:\d\d[:.,]\S*[ \t]+[-–—=>]+[ \t]*\d", re.ASCII)


def read(rows: list[str]) -> tuple[list[Line], list[Problem]]:
    """Rows of a file that begins with WEBVTT."""
    lines: list[Line] = []
    problems: list[Problem] = []
    at = 1  # the signature is row 0; its block, the header, says nothing to us
    while at < len(rows) and rows[at] and ARROW not in rows[at]:
        at += 1
    while at < len(rows):
        if not rows[at]:
            at += 1
            continue
        at = _block(rows, at, lines, problems)
    return lines, problems


def _block(rows: list[str], at: int, lines: list[Line], problems: list[Problem]) -> int:
    """One block from row `at`: a cue with or without a name, a note, a style or a region. Returns the row after it."""
    first = at
    if ARROW not in rows[at] and at + 1 < len(rows) and ARROW in rows[at + 1]:
        at += 1  # the name of the cue
    if ARROW not in rows[at]:
        return _skip(rows, first, problems)
    begins, end = at, at + 1
    while end < len(rows) and rows[end] and ARROW not in rows[end]:
        end += 1
    times = _TIMES.match(rows[begins])
    if times is None:
        problems.append(Problem(begins + 1, _("the times cannot be read; write them as 00:01:02.500 --> 00:01:05.000")))
    else:
        found = times.groups()
        text = plain("\n".join(rows[begins + 1 : end]))
        lines.append(Line(milliseconds(*found[:4]), milliseconds(*found[4:]), text, begins + 1))  # type: ignore[arg-type]
    return end


def _skip(rows: list[str], at: int, problems: list[Problem]) -> int:
    """Notes, styles and regions; an arrow ends them, as it begins a cue."""
    is_note = rows[at].startswith("NOTE")
    while at < len(rows) and rows[at] and ARROW not in rows[at]:
        if not is_note and _NEARLY.match(rows[at]):
            problems.append(Problem(at + 1, _("the arrow between the two times must be written -->")))
        at += 1
    return at

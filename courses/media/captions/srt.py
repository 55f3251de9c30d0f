"""SubRip: numbers, times with a comma, text. Nobody wrote its rules down, so what players accept is accepted."""

import re

from django.utils.translation import gettext as _

from courses.media.captions.lines import Line, Problem, milliseconds, plain_loose

_TIME = r"(?:(\d{1,6}):)?([0-5]?\d):([0-5]?\d)(?:[,.:](\d{1,3}))?(?!\d)"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}", re.ASCII)
_PLACED = re.compile(r"\{\\an?\d+\}")  # {\an8}: where on the picture, in a habit of SubStation's


def read(rows: list[str]) -> tuple[list[Line], list[Problem]]:
    """From each line of times to the next; the number before a line of times is none of the text."""
    lines: list[Line] = []
    problems: list[Problem] = []
    marks = [at for at, row in enumerate(rows) if "-->" in row]
    for at, after in zip(marks, [*marks[1:], len(rows) + 1], strict=True):
        times = _TIMES.match(rows[at])
        if times is None:
            problems.append(Problem(at + 1, _("the times cannot be read; write them as 00:01:02,500 --> 00:01:05,000")))
            continue
        found, text = times.groups(), _text(rows[at + 1 : after], is_last=after > len(rows))
        lines.append(Line(milliseconds(*found[:4]), milliseconds(*found[4:]), text, at + 1))  # type: ignore[arg-type]
    return lines, problems


def _text(rows: list[str], *, is_last: bool) -> str:
    if not is_last and rows and rows[-1].strip().isdecimal():
        rows = rows[:-1]
    return plain_loose(_PLACED.sub("", "\n".join(rows)))

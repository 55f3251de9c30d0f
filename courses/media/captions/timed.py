"""A transcript in which each line begins with the time it is said; what stands before the first time is its title."""

import re
from itertools import groupby

from courses.media.captions.lines import Line, Problem, milliseconds

_LINE = re.compile(r"\s*\[?(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)(?:[.,](\d{1,3}))?\]?[ \t:–-]*(.*)", re.ASCII)
LONGEST = 10_000  # milliseconds that a line stays when nobody speaks after it
SHORTEST = 1_500
PER_SIGN = 70  # milliseconds to read a sign


def read(rows: list[str]) -> tuple[list[Line], list[Problem]]:
    """A line lasts until the next one; the last, as long as it takes to read it."""
    said: list[tuple[int, int, str]] = []
    for number, row in enumerate(rows, start=1):
        found = _LINE.fullmatch(row)
        if found:
            said.append((milliseconds(*found.groups()[:4]), number, _words(found.group(5))))  # type: ignore[arg-type]
        elif said and row.strip() and rows[number - 2].strip():
            # A line that goes on. After an empty line begins something else: the page around the transcript.
            start, first, text = said[-1]
            said[-1] = (start, first, f"{text} {row.strip()}".strip())
    return _lasting(sorted(said)), []


def _lasting(said: list[tuple[int, int, str]]) -> list[Line]:
    """Lines of the same second share the time until the next second that somebody speaks."""
    groups = [(start, [one for one in rows if one[2]]) for start, rows in _grouped(said)]
    lines: list[Line] = []
    for at, (start, rows) in enumerate(groups):
        text = " ".join(row[2] for row in rows)
        most = max(SHORTEST * len(rows), len(text) * PER_SIGN, LONGEST if at + 1 < len(groups) else 0)
        end = min(groups[at + 1][0], start + most) if at + 1 < len(groups) else start + most
        step = (end - start) / len(rows) if rows else 0
        for place, (_start, number, words) in enumerate(rows):
            lines.append(Line(start + round(place * step), start + round((place + 1) * step), words, number))
    return lines


def _grouped(said: list[tuple[int, int, str]]) -> list[tuple[int, list[tuple[int, int, str]]]]:
    return [(start, list(rows)) for start, rows in groupby(said, key=lambda one: one[0])]


def _words(text: str) -> str:
    """Signs without a letter or a figure are what a machine leaves of a silence."""
    return text.strip() if any(sign.isalnum() for sign in text) else ""

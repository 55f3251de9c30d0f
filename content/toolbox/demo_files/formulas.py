"""A small reader of the formulas that our tables use: what a spreadsheet shows, worked out without one.

Its results are written beside the formulas, since viewers of telephones show what is written and compute nothing.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)|(?P<range>[A-Z]{1,2}\d+:[A-Z]{1,2}\d+)"
    r"|(?P<cell>[A-Z]{1,2}\d+)|(?P<name>[A-Z]+)(?=\()|(?P<sign><=|>=|<>|[-+*/(),<>=]))"
)


def values_of(sheet: Worksheet) -> dict[str, Any]:
    """The result of each formula of the sheet, by cell."""
    known: dict[str, Any] = {}
    cells = [cell for row in sheet.iter_rows() for cell in row]
    formulas = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
    return {cell.coordinate: _value(sheet, cell.coordinate, known) for cell in formulas}


def _value(sheet: Worksheet, place: str, known: dict[str, Any]) -> Any:
    raw = sheet[place].value
    if not (isinstance(raw, str) and raw.startswith("=")):
        return raw
    if place not in known:
        known[place] = _Reader(sheet, raw[1:], known).read()
    return known[place]


class _Reader:
    """One formula, read from left to right: comparison, sum, product, then the smallest parts."""

    def __init__(self, sheet: Worksheet, formula: str, known: dict[str, Any]) -> None:
        self.sheet, self.known = sheet, known
        self.tokens = list(_tokens(formula))
        self.place = 0

    def read(self) -> Any:
        value = self._comparison()
        if self.place != len(self.tokens):
            raise ValueError(f"cannot read from {self.tokens[self.place :]}")
        return value

    def _comparison(self) -> Any:
        left = self._sum()
        while (sign := self._take("<", ">", "=", "<=", ">=", "<>")) is not None:
            right = self._sum()
            left = _COMPARE[sign](_zero(left), _zero(right))
        return left

    def _sum(self) -> Any:
        left = self._product()
        while (sign := self._take("+", "-")) is not None:
            right = self._product()
            left = _zero(left) + _zero(right) if sign == "+" else _zero(left) - _zero(right)
        return left

    def _product(self) -> Any:
        left = self._part()
        while (sign := self._take("*", "/")) is not None:
            right = self._part()
            left = _zero(left) * _zero(right) if sign == "*" else _zero(left) / _zero(right)
        return left

    def _part(self) -> Any:
        kind, token = self.tokens[self.place]
        self.place += 1
        match kind:
            case "text":
                return token[1:-1]
            case "number":
                return float(token)
            case "cell":
                return _value(self.sheet, token, self.known)
            case "range":
                return [_value(self.sheet, place, self.known) for place in _places(token)]
            case "name":
                return self._call(token)
        if token == "-":
            return -_zero(self._part())
        value = self._comparison()
        self._expect(")")
        return value

    def _call(self, name: str) -> Any:
        self._expect("(")
        if name == "IF":
            return self._choose()
        told = [self._comparison()]
        while self._take(","):
            told.append(self._comparison())
        self._expect(")")
        return _FUNCTIONS[name](told)

    def _choose(self) -> Any:
        """IF reads what it does not choose without working it out: that may divide by nothing."""
        holds = self._comparison()
        self._expect(",")
        start = self.place
        end = self._skip(start)
        other_end = self._skip(end + 1)
        self.place = start if holds else end + 1
        value = self._comparison()
        self.place = other_end + 1
        return value

    def _skip(self, start: int) -> int:
        """The place of the comma or bracket that ends the part which begins there."""
        depth = 0
        for place in range(start, len(self.tokens)):
            token = self.tokens[place][1]
            if depth == 0 and token in (",", ")"):
                return place
            depth += {"(": 1, ")": -1}.get(token, 0)
        raise ValueError("a bracket is missing")

    def _take(self, *signs: str) -> str | None:
        if self.place < len(self.tokens) and self.tokens[self.place] in [("sign", sign) for sign in signs]:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def _expect(self, sign: str) -> None:
        if self._take(sign) is None:
            raise ValueError(f"{sign} expected")


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(formula):
        found = _TOKEN.match(formula, place)
        if found is None or found.lastgroup is None:
            raise ValueError(f"cannot read {formula[place:]}")
        yield found.lastgroup, found.group(found.lastgroup)
        place = found.end()


def _places(told: str) -> list[str]:
    bounds: Any = range_boundaries(told)
    first, top, last, bottom = bounds
    columns, rows = range(first, last + 1), range(top, bottom + 1)
    return [f"{get_column_letter(column)}{row}" for row in rows for column in columns]


def _zero(value: Any) -> Any:
    """An empty cell counts as nothing."""
    return 0.0 if value is None else value


def _numbers(told: list[Any]) -> list[float]:
    flat = [one for part in told for one in (part if isinstance(part, list) else [part])]
    return [float(one) for one in flat if isinstance(one, int | float) and not isinstance(one, bool)]


def _round_up(told: list[Any]) -> float:
    size = 10 ** int(told[1])
    # As a spreadsheet does: a hair above a whole number is that number.
    return math.ceil(round(_zero(told[0]) * size, 9)) / size


_COMPARE = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "=": lambda left, right: left == right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "<>": lambda left, right: left != right,
}
_FUNCTIONS = {
    "SUM": lambda told: sum(_numbers(told)),
    "MIN": lambda told: min(_numbers(told), default=0.0),
    "MAX": lambda told: max(_numbers(told), default=0.0),
    "ABS": lambda told: abs(_zero(told[0])),
    "AND": lambda told: all(told),
    "OR": lambda told: any(told),
    "ROUNDUP": _round_up,
}

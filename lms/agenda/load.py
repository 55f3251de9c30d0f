"""How much time a programme asks: from its definition as data, or from a published journey (domain.md A24, A25).

A definition is YAML: `title`, and `items`, each with a title, a length in `minutes`, `hours`, `half_days` or `days`
(a number, or `{min, max}`), how many times (`count`, 1 unless said), and whether it is `optional` (then it is not
counted).
`programmes/` holds two; `python3 -m lms load FILE` prints what comes out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import yaml

from lms.agenda.models import AgendaRules
from lms.catalogue.models import Place
from lms.catalogue.outline import OutlineItem

LARGEST_FILE = 200_000  # bytes
LARGEST_NUMBER = Decimal(10_000)
UNITS = ("minutes", "hours", "half_days", "days")
ITEM_FIELDS = ("title", "count", *UNITS, "optional")
PROGRAMME_FIELDS = ("title", "items")


class Unreadable(ValueError):
    """A definition that cannot be understood: every fault, each with its place, in words."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Item:
    """One part of a programme. Minutes of one time, from the least to the most."""

    title: str
    count: int
    least: int
    most: int
    is_optional: bool = False


@dataclass(frozen=True)
class Load:
    """Minutes a programme asks of one person: from the least to the most; what is optional stands apart."""

    title: str
    items: tuple[Item, ...]

    @property
    def least(self) -> int:
        return sum(item.count * item.least for item in self.items if not item.is_optional)

    @property
    def most(self) -> int:
        return sum(item.count * item.most for item in self.items if not item.is_optional)

    @property
    def optional(self) -> int:
        """At most, in minutes."""
        return sum(item.count * item.most for item in self.items if item.is_optional)

    def as_data(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "minutes": {"min": self.least, "max": self.most},
            "hours": {"min": in_hours(self.least), "max": in_hours(self.most)},
            "optional_minutes": self.optional,
            "items": [_as_data(item) for item in self.items],
        }


@dataclass(frozen=True)
class Balance:
    """Minutes that a published journey announces, and where."""

    in_person: int
    remote: int

    @property
    def minutes(self) -> int:
        return self.in_person + self.remote

    @property
    def in_person_percent(self) -> int:
        return round(100 * self.in_person / self.minutes) if self.minutes else 0


def balance_of(outline: OutlineItem) -> Balance:
    """The load of a published journey: the sum of its sequences."""
    in_person = sum(item.minutes for item in outline.sequences if item.place == Place.IN_PERSON)
    return Balance(in_person, sum(item.minutes for item in outline.sequences) - in_person)


def load_of(text: bytes | str, rules: AgendaRules | None = None) -> Load:
    """The load of a definition, with the organisation's day and half-day. Raises Unreadable, with every place."""
    reader = _Reader(rules or AgendaRules())
    load = reader.programme(_root(text))
    if reader.faults or load is None:
        raise Unreadable(reader.faults)
    return load


def in_hours(minutes: int) -> float:
    return float((Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _as_data(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "count": item.count,
        "minutes": {"min": item.count * item.least, "max": item.count * item.most},
        "optional": item.is_optional,
    }


def _root(text: bytes | str) -> yaml.Node:
    if len(text) > LARGEST_FILE:
        raise Unreadable([f"line 1: the file is larger than {LARGEST_FILE} bytes"])
    try:
        root = yaml.compose(text.decode("utf-8-sig") if isinstance(text, bytes) else text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise Unreadable([f"byte {error.start + 1}: this is not UTF-8"]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "line 1"
        raise Unreadable([f"{place}: this is not YAML ({error.problem})"]) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Unreadable(["line 1: this is not YAML"]) from error
    if root is None:
        raise Unreadable(["line 1: the file is empty; it needs a title and items"])
    return root


class _Reader:
    """Walks through what YAML found, and remembers every fault with its place."""

    def __init__(self, rules: AgendaRules) -> None:
        self.faults: list[str] = []
        self.unit = {
            "minutes": 1,
            "hours": 60,
            "half_days": rules.half_day_minutes,
            "days": rules.day_minutes,
        }

    def programme(self, node: yaml.Node) -> Load | None:
        fields = self._fields(node, "the file", PROGRAMME_FIELDS)
        if fields is None:
            return None
        title = self._text(fields.get("title"), node, "title")
        rows = fields.get("items")
        if not isinstance(rows, yaml.SequenceNode) or not rows.value:
            self._fault(rows or node, "items: a list of at least one item is needed")
            return None
        items = [self._item(row, f"items[{number}]") for number, row in enumerate(rows.value)]
        return Load(title, tuple(item for item in items if item is not None))

    def _item(self, node: yaml.Node, path: str) -> Item | None:
        fields = self._fields(node, path, ITEM_FIELDS)
        if fields is None:
            return None
        title = self._text(fields.get("title"), node, f"{path}.title")
        said = [name for name in UNITS if name in fields]
        if len(said) != 1:
            self._fault(node, f"{path}: say its length once, in {', '.join(UNITS[:-1])} or {UNITS[-1]}")
            return None
        least, most = self._length(fields[said[0]], f"{path}.{said[0]}")
        minutes = [int((amount * self.unit[said[0]]).to_integral_value(ROUND_HALF_UP)) for amount in (least, most)]
        count = self._count(fields.get("count"), f"{path}.count")
        return Item(title, count, minutes[0], minutes[1], self._flag(fields.get("optional"), f"{path}.optional"))

    def _length(self, node: yaml.Node, path: str) -> tuple[Decimal, Decimal]:
        if not isinstance(node, yaml.MappingNode):
            amount = self._number(node, path)
            return amount, amount
        fields = self._fields(node, path, ("min", "max")) or {}
        if set(fields) != {"min", "max"}:
            self._fault(node, f"{path}: a range needs min and max")
            return Decimal(0), Decimal(0)
        least, most = self._number(fields["min"], f"{path}.min"), self._number(fields["max"], f"{path}.max")
        if least > most:
            self._fault(node, f"{path}: min is more than max")
        return least, most

    def _number(self, node: yaml.Node, path: str) -> Decimal:
        try:
            is_plain = isinstance(node, yaml.ScalarNode) and node.tag.endswith((":int", ":float"))
            amount = Decimal(node.value) if is_plain else Decimal("NaN")
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or not 0 <= amount <= LARGEST_NUMBER:
            self._fault(node, f"{path}: a number from 0 to {LARGEST_NUMBER} is needed")
            return Decimal(0)
        return amount

    def _count(self, node: yaml.Node | None, path: str) -> int:
        amount = Decimal(1) if node is None else self._number(node, path)
        if node is not None and amount != int(amount):
            self._fault(node, f"{path}: a whole number is needed")
        return int(amount)

    def _flag(self, node: yaml.Node | None, path: str) -> bool:
        if node is None:
            return False
        if not (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":bool")):
            self._fault(node, f"{path}: true or false is needed")
            return False
        return node.value.lower() in ("true", "yes", "on")

    def _text(self, node: yaml.Node | None, around: yaml.Node, path: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self._fault(node or around, f"{path}: a text is needed")
            return ""
        return str(node.value)

    def _fields(self, node: yaml.Node, path: str, known: tuple[str, ...]) -> dict[str, yaml.Node] | None:
        if not isinstance(node, yaml.MappingNode):
            self._fault(node, f"{path}: fields are needed: {', '.join(known)}")
            return None
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name not in known:
                self._fault(key, f"{path}: {name[:40] or 'this'} is not known here; known: {', '.join(known)}")
            elif name in fields:
                self._fault(key, f"{path}: {name} is said twice")
            fields.setdefault(name, value)
        return fields

    def _fault(self, node: yaml.Node, words: str) -> None:
        self.faults.append(f"line {node.start_mark.line + 1}: {words}")

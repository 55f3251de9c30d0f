"""Finding resources: words without accents, and facets counted over what one may read, in one query."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from content.toolbox import names
from content.toolbox.models import Resource

LONGEST_SEARCH = 100
MOST_WORDS = 8
LONGEST_WORDS = 20_000
_TAGS = re.compile(r"<[^>]+>")
# What a chip chooses by: name in the address, and the columns it is read from.
COLUMNS = (
    "step",
    "competency_block__code",
    "competency_block__title",
    "competency__code",
    "competency__title",
    "format",
    "language",
    "is_easy_read",
)
FACETS = ("step", "block", "competency", "format", "language", "easy")


@dataclass(frozen=True)
class Entry:
    """One resource, as the facets see it: a value for each facet, and the words of that value."""

    pk: int
    values: dict[str, str]
    labels: dict[str, str]


@dataclass
class Found:
    """What a search found, in order, and the values of each facet with how many there would be."""

    keys: list[int]
    facets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def words_of(resource: Resource) -> str:
    """What a search looks through: without accents, capitals or tags."""
    body = " ".join(_TAGS.sub(" ", str(block.value)) for block in resource.body)
    texts = (resource.code, resource.title, resource.description, resource.authors, resource.easy_read, body)
    # In the resource's own language, whoever saves it.
    with translation.override(resource.language or "fr"):
        step = names.step_label(resource.step)
    return folded(" ".join([*texts, step]))[:LONGEST_WORDS]


def folded(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in split if not unicodedata.combining(sign)).split())


def search(rows: QuerySet[Resource], words: str) -> QuerySet[Resource]:
    """Those that hold every word."""
    for word in folded(words[:LONGEST_SEARCH]).split()[:MOST_WORDS]:
        rows = rows.filter(words__contains=word)
    return rows


def find(rows: QuerySet[Resource], words: str, chosen: dict[str, str]) -> Found:
    """One query. Each facet counts what the other choices leave, so that no chip leads to nothing."""
    entries = [_entry(row) for row in search(rows, words).order_by("title", "pk").values_list("pk", *COLUMNS)]
    fits = [entry for entry in entries if _fits(entry, chosen)]
    facets = {name: _values(entries, name, chosen) for name in FACETS}
    return Found([entry.pk for entry in fits], facets)


def _entry(row: tuple[Any, ...]) -> Entry:
    pk, step, block, block_title, competency, competency_title, format, language, is_easy = row
    values = {
        "step": step,
        "block": block or "",
        "competency": competency or "",
        "format": format,
        "language": language,
        "easy": "1" if is_easy else "",
    }
    labels = {
        "step": names.step_label(step),
        "block": f"{block} {block_title}",
        "competency": f"{competency} {competency_title}",
    }
    return Entry(pk, values, labels)


def _fits(entry: Entry, chosen: dict[str, str], but: str = "") -> bool:
    return all(entry.values[name] == value for name, value in chosen.items() if value and name != but)


def _values(entries: Iterable[Entry], name: str, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """[{value, label, count, current}], in the order of a journey for steps, of their words for the rest."""
    left = [entry for entry in entries if _fits(entry, chosen, but=name) and entry.values[name]]
    counts = Counter(entry.values[name] for entry in left)
    words = {entry.values[name]: entry.labels.get(name, "") for entry in left}
    told = [
        {
            "value": value,
            "label": words[value] or _label(name, value),
            "count": count,
            "current": chosen.get(name) == value,
        }
        for value, count in counts.items()
    ]
    return sorted(told, key=_order(name))


def _order(name: str) -> Callable[[dict[str, Any]], Any]:
    steps = list(names.STEPS)
    if name == "step":
        return lambda one: (steps.index(one["value"]) if one["value"] in steps else len(steps), one["label"])
    return lambda one: one["label"]


def _label(name: str, value: str) -> str:
    if name == "format":
        return str(names.Format(value).label)
    if name == "language":
        return str(dict(names.LANGUAGES).get(value, value))
    return _("Easy to read")

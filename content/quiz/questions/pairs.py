"""Questions answered by putting things together: matching, and ordering."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Part, Post, Question, Response, joined, rows, words
from .reading import Source, in_words, key_of


@dataclass(frozen=True)
class Pair:
    """`text` (HTML) goes with `answer` (plain). `feedback` HTML."""

    text: str
    answer: str
    feedback: str = ""

    @property
    def key(self) -> str:
        return key_of(self.text)


@dataclass(frozen=True, kw_only=True)
class Matching(Question):
    type = "matching"
    label = gettext_lazy("Matching")
    pairs: tuple[Pair, ...]
    # Answers on offer that go with nothing.
    distractors: tuple[str, ...] = ()
    shuffle: bool = True

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        pairs = tuple(
            Pair(item.rich("text", needed=True), item.plain("answer", needed=True), item.rich("feedback"))
            for item in source.items("pairs", str(_("Pair")))
        )
        if len({pair.key for pair in pairs}) < len(pairs):
            source.complain(_("Two things to match are the same."))
        answers = {pair.answer for pair in pairs}
        distractors = tuple(text for text in source.texts("distractors") if text not in answers)
        if pairs and len(answers) + len(distractors) < 2:
            source.complain(_("There is only one answer to choose from."))
        return {"pairs": pairs, "distractors": distractors, "shuffle": source.flag("shuffle", True)}

    def write_own(self) -> dict[str, Any]:
        return {
            "pairs": [asdict(pair) for pair in self.pairs],
            "distractors": list(self.distractors),
            "shuffle": self.shuffle,
        }

    @property
    def options(self) -> dict[str, str]:
        """Key -> text of the answers on offer, in alphabetical order, which tells nothing."""
        return {key_of(text): text for text in sorted({*(pair.answer for pair in self.pairs), *self.distractors})}

    def keys(self) -> tuple[tuple[str, ...], bool]:
        return tuple(self.options), self.shuffle

    def response_of(self, post: Post) -> Response:
        options = self.options
        chosen = {pair.key: post.text(pair.key) for pair in self.pairs}
        chosen = {key: option for key, option in chosen.items() if option in options}
        return {"pairs": chosen} if chosen else {}

    def is_empty(self, response: Response) -> bool:
        return not self._chosen(response)

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        chosen = self._chosen(response)
        parts = tuple(
            Part(
                pair.key,
                in_words(pair.text),
                chosen.get(pair.key, ""),
                pair.answer,
                float(chosen.get(pair.key) == pair.answer),
                pair.feedback if pair.key in chosen else "",
            )
            for pair in self.pairs
        )
        return sum(part.share for part in parts) / (len(parts) or 1), parts

    def right_answer(self) -> str:
        return joined(f"{in_words(pair.text)} → {pair.answer}" for pair in self.pairs)

    def _chosen(self, response: Response) -> dict[str, str]:
        found, options = rows(response.get("pairs")), self.options
        chosen = {pair.key: options.get(words(found.get(pair.key))) for pair in self.pairs}
        return {key: text for key, text in chosen.items() if text is not None}


@dataclass(frozen=True)
class Item:
    """One thing to put in its place. `text` HTML."""

    text: str

    @property
    def key(self) -> str:
        return key_of(self.text)


@dataclass(frozen=True, kw_only=True)
class Ordering(Question):
    type = "ordering"
    label = gettext_lazy("Put in order")
    # In the right order.
    items: tuple[Item, ...]

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        items = tuple(
            Item(each.rich("text", needed=True)) for each in source.items("items", str(_("Item")), least=2, most=30)
        )
        if len({item.key for item in items}) < len(items):
            source.complain(_("Two items are the same."))
        return {"items": items}

    def write_own(self) -> dict[str, Any]:
        return {"items": [asdict(item) for item in self.items]}

    def keys(self) -> tuple[tuple[str, ...], bool]:
        return tuple(item.key for item in self.items), True

    def response_of(self, post: Post) -> Response:
        sent = {item.key: post.text(item.key) for item in self.items}
        places = {key: int(text) for key, text in sent.items() if text.isascii() and text.isdecimal() and len(text) < 4}
        places = {key: place for key, place in places.items() if 1 <= place <= len(self.items)}
        return {"places": places} if places else {}

    def is_empty(self, response: Response) -> bool:
        return not self._places(response)

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        """A share for each item in its own place; a place given twice counts for none."""
        places = self._places(response)
        given = list(places.values())
        parts = tuple(
            Part(
                item.key,
                in_words(item.text),
                str(places.get(item.key, "")),
                str(place),
                float(places.get(item.key) == place and given.count(place) == 1),
            )
            for place, item in enumerate(self.items, 1)
        )
        return sum(part.share for part in parts) / (len(parts) or 1), parts

    def right_answer(self) -> str:
        return joined(f"{place}. {in_words(item.text)}" for place, item in enumerate(self.items, 1))

    def _places(self, response: Response) -> dict[str, int]:
        found = rows(response.get("places"))
        places = {item.key: found.get(item.key) for item in self.items}
        return {
            key: place
            for key, place in places.items()
            if isinstance(place, int) and not isinstance(place, bool) and 1 <= place <= len(self.items)
        }

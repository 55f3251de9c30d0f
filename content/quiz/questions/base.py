"""What every type of question has: its texts, its points, and what each type must be able to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from .reading import LONGEST_PLAIN, Source, one_line

Response = dict[str, Any]
FULL = 0.999999


@dataclass(frozen=True)
class Part:
    """One answer asked for within a question, and what was given. `share` is 0-1; texts are plain, feedback is HTML."""

    key: str
    label: str
    given: str
    right: str
    share: float
    feedback: str = ""

    @property
    def is_right(self) -> bool:
        return self.share >= FULL


@dataclass(frozen=True)
class Mark:
    """`share` of the points, 0-1; 0 while it `needs_person`, until somebody gives one. `feedback`: HTML, in order."""

    share: float
    parts: tuple[Part, ...] = ()
    needs_person: bool = False
    feedback: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.share >= FULL


class Post:
    """What a form sent, as one question sees it: bounded texts under the question's own prefix."""

    def __init__(self, data: Mapping[str, Any], prefix: str):
        self.data, self.prefix = data, prefix

    def text(self, name: str = "") -> str:
        """The last value sent, or nothing; never longer than a short answer may be."""
        return one_line(self.raw(name))[:LONGEST_PLAIN].strip()

    def raw(self, name: str = "") -> str:
        value = self.data.get(self._full(name))
        if isinstance(value, list | tuple):
            value = value[-1] if value else ""
        return value if isinstance(value, str) else ""

    def texts(self, name: str = "") -> list[str]:
        full = self._full(name)
        values = self.data.getlist(full) if hasattr(self.data, "getlist") else self.data.get(full, [])
        if isinstance(values, str):
            values = [values]
        if not isinstance(values, list | tuple):
            return []
        return [one_line(value)[:LONGEST_PLAIN] for value in values[:200]]

    def _full(self, name: str) -> str:
        return f"{self.prefix}-{name}" if name else self.prefix


@dataclass(frozen=True, kw_only=True)
class Question:
    """One version of a question. `text` and feedback are cleaned HTML, `name` and tags plain; `points` 0 or more."""

    type: ClassVar[str]
    label: ClassVar[Any]

    name: str
    text: str
    points: float = 1.0
    # Shown once answered: always, then by how right the answer is.
    feedback: str = ""
    feedback_right: str = ""
    feedback_partly: str = ""
    feedback_wrong: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        """The fields of this type."""
        raise NotImplementedError

    def write_own(self) -> dict[str, Any]:
        """What `read_own` reads."""
        raise NotImplementedError

    def response_of(self, post: Post) -> Response:
        raise NotImplementedError

    def is_empty(self, response: Response) -> bool:
        raise NotImplementedError

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        """(share before bounding, parts). Must bear any response."""
        raise NotImplementedError

    def needs_person(self, response: Response) -> bool:
        return False

    def keys(self) -> tuple[tuple[str, ...], bool]:
        """(keys of what is offered, may they be shuffled?)."""
        return (), False

    def right_answer(self) -> str:
        """What is right, in words, for review."""
        raise NotImplementedError


def rows(found: Any) -> dict[str, Any]:
    """A dictionary out of a response that may hold anything."""
    return found if isinstance(found, dict) else {}


def words(found: Any) -> str:
    return found if isinstance(found, str) else ""


def joined(parts: Iterable[str]) -> str:
    return " ; ".join(part for part in parts if part)

"""Questions answered by choosing: one of several, several of several, true or false."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Part, Post, Question, Response, joined, words
from .reading import Source, in_words, key_of


@dataclass(frozen=True)
class Choice:
    """`text` and `feedback` HTML. `share` of the points it brings, -1 to 1; below 0 it takes away."""

    text: str
    share: float = 0.0
    feedback: str = ""

    @property
    def key(self) -> str:
        return key_of(self.text)

    @property
    def words(self) -> str:
        return in_words(self.text)


@dataclass(frozen=True, kw_only=True)
class _Choices(Question):
    choices: tuple[Choice, ...]
    shuffle: bool = True

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        items = source.items("choices", str(_("Choice")), least=2)
        choices = tuple(
            Choice(item.rich("text", needed=True), item.number("share", -1, 1, 0), item.rich("feedback"))
            for item in items
        )
        if len({choice.key for choice in choices}) < len(choices):
            source.complain(_("Two choices are the same."))
        return {"choices": choices, "shuffle": source.flag("shuffle", True)}

    def write_own(self) -> dict[str, Any]:
        return {"choices": [asdict(choice) for choice in self.choices], "shuffle": self.shuffle}

    def keys(self) -> tuple[tuple[str, ...], bool]:
        return tuple(choice.key for choice in self.choices), self.shuffle


@dataclass(frozen=True, kw_only=True)
class Single(_Choices):
    type = "single"
    label = gettext_lazy("Single choice")

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        own = super().read_own(source)
        if own["choices"] and not any(choice.share == 1 for choice in own["choices"]):
            source.complain(_("No choice is worth all the points."))
        return own

    def response_of(self, post: Post) -> Response:
        chosen = post.text()
        return {"choice": chosen} if chosen in self.keys()[0] else {}

    def is_empty(self, response: Response) -> bool:
        return words(response.get("choice")) not in self.keys()[0]

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        chosen = next((choice for choice in self.choices if choice.key == response.get("choice")), None)
        if chosen is None:
            return 0.0, ()
        part = Part(chosen.key, "", chosen.words, self.right_answer(), max(chosen.share, 0.0), chosen.feedback)
        return chosen.share, (part,)

    def right_answer(self) -> str:
        return joined(choice.words for choice in self.choices if choice.share == 1)


@dataclass(frozen=True, kw_only=True)
class Multiple(_Choices):
    type = "multiple"
    label = gettext_lazy("Multiple choice")
    # All right choices and no other, or nothing.
    exact: bool = False

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        own = super().read_own(source)
        total = sum(choice.share for choice in own["choices"] if choice.share > 0)
        if own["choices"] and not 0.98 <= total <= 1.02:
            source.complain(
                _("The right choices together are worth %(total)s %%, and should be worth 100 %%.")
                % {"total": f"{100 * total:g}"}
            )
        return own | {"exact": source.flag("exact", False)}

    def write_own(self) -> dict[str, Any]:
        return super().write_own() | {"exact": self.exact}

    def response_of(self, post: Post) -> Response:
        sent = set(post.texts())
        chosen = [choice.key for choice in self.choices if choice.key in sent]
        return {"choices": sorted(chosen)} if chosen else {}

    def is_empty(self, response: Response) -> bool:
        return not self._chosen(response)

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        chosen = self._chosen(response)
        parts = tuple(
            Part(choice.key, choice.words, choice.words, "", float(choice.share > 0), choice.feedback)
            for choice in chosen
        )
        right = [choice for choice in self.choices if choice.share > 0]
        if self.exact:
            return float(chosen == right), parts
        # Shares such as 33.33333 % do not add up to 1: the whole is what the right ones add up to.
        return sum(choice.share for choice in chosen) / (sum(choice.share for choice in right) or 1), parts

    def right_answer(self) -> str:
        return joined(choice.words for choice in self.choices if choice.share > 0)

    def _chosen(self, response: Response) -> list[Choice]:
        found = response.get("choices")
        keys = [key for key in found if isinstance(key, str)] if isinstance(found, list | tuple) else []
        return [choice for choice in self.choices if choice.key in keys]


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    type = "true_false"
    label = gettext_lazy("True or false")
    answer: bool
    # What is said to whoever answers true, or false.
    feedback_true: str = ""
    feedback_false: str = ""

    @classmethod
    def read_own(cls, source: Source) -> dict[str, Any]:
        if not isinstance(source.document.get("answer"), bool):
            source.complain(_("It must be said whether the statement is true or false."))
        return {
            "answer": source.flag("answer", False),
            "feedback_true": source.rich("feedback_true"),
            "feedback_false": source.rich("feedback_false"),
        }

    def write_own(self) -> dict[str, Any]:
        return {
            "answer": self.answer,
            "feedback_true": self.feedback_true,
            "feedback_false": self.feedback_false,
        }

    def response_of(self, post: Post) -> Response:
        chosen = post.text()
        return {"choice": chosen} if chosen in ("true", "false") else {}

    def is_empty(self, response: Response) -> bool:
        return response.get("choice") not in ("true", "false")

    def mark(self, response: Response) -> tuple[float, tuple[Part, ...]]:
        if self.is_empty(response):
            return 0.0, ()
        given = response["choice"] == "true"
        share = float(given == self.answer)
        feedback = self.feedback_true if given else self.feedback_false
        return share, (Part(response["choice"], "", truth(given), truth(self.answer), share, feedback),)

    def keys(self) -> tuple[tuple[str, ...], bool]:
        return ("true", "false"), False

    def right_answer(self) -> str:
        return truth(self.answer)


def truth(value: bool) -> str:
    return _("True") if value else _("False")

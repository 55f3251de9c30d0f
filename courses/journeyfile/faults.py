"""What is wrong with a file, each fault with its place; a file with one fault is refused whole."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
SHOWN = 50  # a file of another kind entirely would give thousands


@dataclass(frozen=True, order=True)
class Fault:
    """line and column count from 1; 0 when the fault has no place of its own, as a missing key at the top."""

    line: int
    column: int
    path: str
    words: str

    def __str__(self) -> str:
        place = _("line %(line)d, column %(column)d") % {"line": self.line, "column": self.column} if self.line else ""
        return " : ".join(part for part in (place, self.path, self.words) if part)

    def as_json(self) -> dict[str, str | int]:
        return {"ligne": self.line, "colonne": self.column, "chemin": self.path, "quoi": self.words}


class RefusedFile(ValueError):
    """The file cannot be understood; `faults` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults[:SHOWN]))
        self.faults = sorted(faults)

    def lines(self) -> list[str]:
        shown = [str(fault) for fault in self.faults[:SHOWN]]
        rest = len(self.faults) - len(shown)
        return [*shown, _("and %(count)d more.") % {"count": rest}] if rest > 0 else shown


def written(path: Path) -> str:
    """blocs[2].sequences[0].duree_minutes"""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")

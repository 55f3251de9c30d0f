"""What a check finds: problems refuse a package, warnings are told and lived with. package.py and its steps fill it."""

from dataclasses import dataclass, field


@dataclass
class Findings:
    """Sentences for the trainer who uploads: what is wrong, where, and what to do. Each is said once."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, sentence: str) -> None:
        if sentence not in self.problems:
            self.problems.append(sentence)

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def listed(names: list[str], most: int = 4) -> str:
    """A few names for a sentence: "a, b, c…"."""
    shown = ", ".join(name if len(name) <= 90 else name[:90] + "…" for name in names[:most])
    return shown + ("…" if len(names) > most else "")

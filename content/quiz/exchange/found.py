"""What an import found: questions, what was skipped and why, pictures, and remarks. The readers fill it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from content.quiz.questions import NotAQuestion, Question, pictures_of, read
from content.quiz.questions.blanks import text_without_blanks

# More than this in one file is no bank that somebody wrote.
MOST_QUESTIONS = 20_000


class Unreadable(Exception):
    """The file as a whole cannot be read; the sentence says why."""


class NotOurs(Exception):
    """One question is of a type that we do not have, or lacks something; the sentence says what."""


@dataclass(frozen=True)
class ImportedQuestion:
    """A question with the folder it lay in (`A/B`, plain) and its remarks for the author."""

    question: Question
    category: str = ""
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name, or its first words."""
        return self.question.name or shortened(text_without_blanks(self.question.text))


@dataclass(frozen=True)
class Skipped:
    """`type` is the word of the file it came from."""

    name: str
    type: str
    reason: str


@dataclass
class Imported:
    """`pictures`: name -> bytes, of the pictures that the questions show. `problem`: why nothing was read, or empty."""

    format: str = ""
    questions: list[ImportedQuestion] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    problem: str = ""

    def add(self, document: dict[str, Any], foreign: str, category: str = "", notes: tuple[str, ...] = ()) -> None:
        """Read one document; what is no question of ours is noted as skipped."""
        if len(self.questions) >= MOST_QUESTIONS:
            raise Unreadable(_("This file holds more than %(most)d questions.") % {"most": MOST_QUESTIONS})
        try:
            question = read(document)
        except NotAQuestion as refused:
            self.skip(document.get("name") or document.get("text") or "", foreign, str(refused))
        else:
            self.questions.append(ImportedQuestion(question, category, tuple(dict.fromkeys(notes))))

    def skip(self, name: Any, foreign: str, reason: str) -> None:
        self.skipped.append(Skipped(shortened(text_without_blanks(str(name))), foreign, reason))

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def forget_unused_pictures(self) -> None:
        """Those of skipped questions."""
        used = {name for each in self.questions for name in pictures_of(each.question)}
        self.pictures = {name: data for name, data in self.pictures.items() if name in used}

    def report(self) -> dict[str, Any]:
        """The import as JSON: counts by type, what was skipped with its reason, remarks with their question."""
        return {
            "format": self.format or None,
            "found": len(self.questions) + len(self.skipped),
            "imported": len(self.questions),
            "types": dict(sorted(Counter(each.question.type for each in self.questions).items())),
            "skipped_types": dict(sorted(Counter(each.type for each in self.skipped).items())),
            "skipped": [{"name": each.name, "type": each.type, "reason": each.reason} for each in self.skipped],
            "notes": [
                *self.notes,
                *(f"{each.title}: {sentence}" for each in self.questions for sentence in each.notes),
            ],
            "pictures": len(self.pictures),
            "problem": self.problem or None,
        }


def shortened(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[:most].rstrip() + "…"

"""What learners read in the demo's activities: textes.md, beside the journey file that leaves texts aside."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# A first line of this word: the text is an instruction above a content that the activity has of its own.
INSTRUCTION = "consigne:"
# Keys whose values name something: left as they are.
CODES = frozenset(
    {
        "sequence",
        "titre",
        "type",
        "tags",
        "indicateur",
        "code",
        "etiquette",
        "grille",
        "nom",
        "lien",
        "indicateur_duree",
    }
)


def add_texts(data: dict[str, Any]) -> None:
    """Give each activity of the journey file its text, found by sequence and title."""
    texts = dict(_sections((HERE / "textes.md").read_text(encoding="utf-8")))
    for block in data["blocs"]:
        for sequence in block["sequences"]:
            for activity in sequence["activites"]:
                lines = texts.get((sequence["code"], activity["titre"]))
                if lines:
                    is_instruction = lines[0] == INSTRUCTION
                    key = "consigne" if is_instruction else "texte"
                    activity[key] = "".join(_paragraphs(lines[1:] if is_instruction else lines))


def in_french(told: Any) -> Any:
    """The same with French apostrophes, and with signs that stay with their word at the end of a line."""
    if isinstance(told, dict):
        return {key: one if key in CODES else in_french(one) for key, one in told.items()}
    if isinstance(told, list):
        return [in_french(one) for one in told]
    return _kept_together(told).replace("'", "’") if isinstance(told, str) else told


def _sections(text: str) -> Iterator[tuple[tuple[str, str], list[str]]]:
    sequence, title = "", ""
    lines: list[str] = []
    for line in [*text.splitlines(), "# "]:
        if line.startswith(("# ", "## ")):
            if title:
                yield (sequence, title), lines
            title, lines = "", []
        if line.startswith("# "):
            sequence = line[2:].strip()
        elif line.startswith("## "):
            title = line[3:].strip()
        elif title and (line.strip() or lines):
            lines.append(line.strip())


def _paragraphs(lines: list[str]) -> Iterator[str]:
    for part in _kept_together("\n".join(lines).strip()).split("\n\n"):
        rows = part.strip().splitlines()
        if all(row.startswith("- ") for row in rows):
            yield "<ul>" + "".join(f"<li>{escape(row[2:], quote=False)}</li>" for row in rows) + "</ul>"
        else:
            yield f"<p>{escape(' '.join(rows), quote=False)}</p>"


def _kept_together(text: str) -> str:
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "\u00a0", text)
    return re.sub(r" ([;:?!»€%])", "\u00a0\\1", text).replace("« ", "«\u00a0")

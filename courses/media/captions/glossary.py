"""Names that machines hear wrongly, put right across all lines: shown first, then done."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from courses.media.captions.words import fold
from courses.media.models import CaptionTrack, Cue, GlossaryEntry


@dataclass(frozen=True)
class Correction:
    """One line as it is and as it would be."""

    cue: Cue
    after: str


def corrections(track: CaptionTrack, entries: Iterable[GlossaryEntry]) -> list[Correction]:
    """Every line that would change. One query."""
    rules = rules_of(entries)
    if rules is None:
        return []
    found = ((cue, correct(cue.text, *rules)) for cue in track.cues.all())
    return [Correction(cue, after) for cue, after in found if after != cue.text]


def apply(track: CaptionTrack, entries: Iterable[GlossaryEntry]) -> None:
    """Within `track.change`; times stay as they are."""
    rows = []
    for one in corrections(track, entries):
        one.cue.text, one.cue.words = one.after, fold(one.after)
        rows.append(one.cue)
    Cue.objects.bulk_update(rows, ["text", "words"], batch_size=300)


def rules_of(entries: Iterable[GlossaryEntry]) -> tuple[re.Pattern[str], dict[str, str]] | None:
    """One pattern for all forms, the longest first; what is right already is left alone."""
    right: dict[str, str] = {}
    for entry in entries:
        for form in entry.forms():
            right.setdefault(_flat(form), entry.right)
        # Found first and put back as it is, so that a shorter form within it changes nothing.
        right[_flat(entry.right)] = entry.right
    if not right:
        return None
    forms = sorted(right, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(re.escape(word) for word in form.split()) for form in forms)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), right


def correct(text: str, pattern: re.Pattern[str], right: dict[str, str]) -> str:
    return pattern.sub(lambda found: right.get(_flat(found.group()), found.group()), text)


def _flat(form: str) -> str:
    return " ".join(form.lower().split())

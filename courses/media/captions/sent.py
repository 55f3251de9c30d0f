"""What the form of the caption editor holds: each line of a page, and one act. What was typed is never lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from courses.media.captions import edit
from courses.media.captions.edit import Written
from courses.media.captions.vtt import clock
from courses.media.models import CaptionTrack, Cue

MOST_ROWS = 200


@dataclass
class Row:
    """A line as the form shows it: as typed, else as stored. `stored` says what is kept when the two differ."""

    pk: int
    start: str
    end: str
    text: str
    start_ms: int = 0
    stored: str = ""
    is_gone: bool = False


class Sent:
    """One message of the form. `trouble` is why it was not done, in words."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self.data, self.trouble, self.anchor = data, "", ""
        version, page = data.get("version", ""), data.get("page", "")
        self.version = int(version) if version.isdecimal() and len(version) < 10 else 0
        self.page = int(page) if page.isdecimal() and len(page) < 7 else 1

    @property
    def is_adding(self) -> bool:
        return self.data.get("act") == "add"

    @property
    def new_start(self) -> str:
        return self.data.get("new-start", "")

    @property
    def new_end(self) -> str:
        return self.data.get("new-end", "")

    @property
    def new_text(self) -> str:
        return self.data.get("new-text", "")

    @cached_property
    def rows(self) -> dict[int, Row]:
        """By primary key, as typed."""
        names = [name for name in self.data if name.startswith("text-")][:MOST_ROWS]
        keys = [int(key) for name in names if (key := name[5:]).isdecimal() and len(key) < 18]
        return {
            pk: Row(pk, self.data.get(f"start-{pk}", ""), self.data.get(f"end-{pk}", ""), self.data[f"text-{pk}"])
            for pk in keys
        }

    def act(self, track: CaptionTrack) -> None:
        """What was typed is kept first, then the button's own act is done. Raises Refused; then none of it is."""
        written = {row.pk: _written(row.start, row.end, row.text) for row in self.rows.values()}
        edit.rewrite(track, written)
        name, _colon, key = self.data.get("act", "save").partition(":")
        if name in ("split", "join") and key.isdecimal() and len(key) < 18:
            {"split": edit.split, "join": edit.join}[name](track, int(key))
            self.anchor = f"#cue-{key}"
        elif name == "add":
            edit.add(track, _written(*(self.data.get(f"new-{part}", "") for part in ("start", "end", "text"))))
        elif name == "shift":
            edit.shift(track, self._shift())

    def _shift(self) -> int:
        by = edit.read_clock(self.data.get("by", ""))
        return -by if self.data.get("way") == "earlier" else by


def rows_of(cues: Iterable[Cue], sent: Sent | None) -> list[Row]:
    """The lines of a page; after a message that was not done, as it had them, with what is stored beside."""
    stored = {cue.pk: Row(cue.pk, clock(cue.start_ms), clock(cue.end_ms), cue.text, cue.start_ms) for cue in cues}
    if sent is None:
        return list(stored.values())
    rows = []
    for pk, row in stored.items():
        typed = sent.rows.get(pk, row)
        if (typed.start, typed.end, _flat(typed.text)) != (row.start, row.end, _flat(row.text)):
            typed.stored = f"{row.start} – {row.end} {row.text}"
        typed.start_ms = row.start_ms
        rows.append(typed)
    for pk, typed in sent.rows.items():
        if pk not in stored:
            typed.is_gone = True
            rows.append(typed)
    return rows


def _written(start: str, end: str, text: str) -> Written:
    return Written(edit.read_clock(start), edit.read_clock(end), edit.clean_text(text))


def _flat(text: str) -> str:
    return " ".join(text.split())

"""Finds what is said, down to the second, in any number of captions. Each database has an index of its own kind
(migration 0002): FTS5 in SQLite, GIN over a tsvector in PostgreSQL."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Lookup, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from courses.media.captions.words import fold
from courses.media.models import Cue, CueWords, Video
from courses.media.player import Line

MOST_WORDS = 8
PER_PAGE = 20


@TextField.register_lookup
class Matching(Lookup):
    """The index is asked for all words; the last one may be a beginning. The right side is folded words alone."""

    lookup_name = "matching"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        asked = " ".join(f'"{word}"' for word in self.rhs.split()) + "*"
        return f"{left} MATCH %s", [*params, asked]

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        asked = " & ".join(f"'{word}'" for word in self.rhs.split()) + ":*"
        return f"to_tsvector('simple'::regconfig, {left}) @@ to_tsquery('simple'::regconfig, %s)", [*params, asked]


@dataclass(frozen=True)
class Found:
    """A line that holds the words, and the video that it is said in."""

    video: Video
    line: Line
    marked: SafeString


def search(asked: str, videos: QuerySet[Video], first: int = 0) -> tuple[list[Found], bool]:
    """A page of lines from the `first` on, and whether there are more. `videos`: those that the reader may see. One
    query; nothing is counted, since nobody reads 50,000 lines."""
    words = " ".join(fold(asked).split()[:MOST_WORDS])
    if len(words) < 2:
        return [], False
    rows = _matching(words).filter(track__video__in=videos).select_related("track__video")
    # The sum keeps PostgreSQL from walking the whole primary key in search of a rare word.
    order = F("pk") + 0 if connection.vendor == "postgresql" else F("pk")
    cues = list(rows.order_by(order)[first : first + PER_PAGE + 1])
    return [_found(cue, set(words.split())) for cue in cues[:PER_PAGE]], len(cues) > PER_PAGE


def _matching(words: str) -> QuerySet[Cue]:
    if connection.vendor == "postgresql":
        return Cue.objects.filter(words__matching=words)
    return Cue.objects.filter(pk__in=CueWords.objects.filter(words__matching=words).values("pk"))


def _found(cue: Cue, words: set[str]) -> Found:
    return Found(cue.track.video, Line(cue.start_ms, cue.end_ms, cue.text), mark(cue.text, words))


def mark(text: str, words: set[str]) -> SafeString:
    """The words that were found stand out."""

    def is_found(part: str) -> bool:
        return any(one.startswith(word) for one in fold(part).split() for word in words)

    parts = text.split()
    return format_html_join(
        " ", "{}", ((format_html("<mark>{}</mark>", part) if is_found(part) else part,) for part in parts)
    )

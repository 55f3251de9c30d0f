"""A line of captions while it is read, and what was wrong in a file."""

import html
import re
from dataclasses import dataclass

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
_LOOKS = re.compile(r"</?(?:b|i|u|s|font|c|v|ruby|rt|lang)(?:[.\s][^<>\n]*)?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^>]*(?:>|$)|<[^>]*$|</?>")


@dataclass(frozen=True)
class Line:
    """`number` is the line of the file where it begins, from 1."""

    start_ms: int
    end_ms: int
    text: str
    number: int = 0


@dataclass(frozen=True)
class Problem:
    number: int
    words: str


def plain(text: str) -> str:
    """The words alone: tags go, who speaks stays as a name before the words, character references become letters."""
    spoken = _VOICE.sub(lambda found: f"{found.group(1).strip()}: ", text)
    return _tidy(_TAG.sub("", spoken))


def plain_loose(text: str) -> str:
    """The same where no rule says what a tag is: only those that change the look go, and "5 < 6" stays."""
    return _tidy(_LOOKS.sub("", text))


def _tidy(text: str) -> str:
    clean = html.unescape(text).replace("\0", "\ufffd")
    lines = (" ".join(line.split()) for line in clean.splitlines())
    return "\n".join(line for line in lines if line)


def milliseconds(hours: str | None, minutes: str, seconds: str, thousandths: str | None = None) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int((thousandths or "0").ljust(3, "0"))

"""Reading a stored document field by field: cleaned, bounded, and every problem told in a sentence."""

import hashlib
import html
import math
import re
import unicodedata
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _

from lms.people.richtext import clean_wide_html

LONGEST_HTML, LONGEST_PLAIN, MOST_ITEMS = 60_000, 500, 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_NAMELESS = re.compile(r'<img\b(?![^<>]* src="media:)[^<>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')


class NotAQuestion(ValueError):
    """The document is no question of ours; `problems` says why, a sentence each."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(" ".join(problems))


class Source:
    """One object of a document. Problems are gathered with the place where they were met."""

    def __init__(self, document: Any, problems: list[str], where: str = ""):
        self.document = document if isinstance(document, dict) else {}
        self.problems = problems
        self.where = where

    def complain(self, sentence: str) -> None:
        sentence = f"{self.where} {sentence}".strip()
        if sentence not in self.problems:
            self.problems.append(sentence)

    def rich(self, key: str, needed: bool = False) -> str:
        """Cleaned HTML; a picture must say what it shows."""
        if not (cleaned := clean_text(self.document.get(key))) and not needed:
            return ""
        if len(cleaned) > LONGEST_HTML:
            self.complain(_("A text is too long (at most %(most)d characters).") % {"most": LONGEST_HTML})
            return ""
        if "<img" in cleaned and any(not alt for _name, alt in pictures_in(cleaned)):
            self.complain(_("A picture has no text alternative: say in a few words what it shows."))
        if needed and not has_content(cleaned):
            self.complain(_("A text is missing."))
        return cleaned

    def plain(self, key: str, needed: bool = False, most: int = LONGEST_PLAIN) -> str:
        """One line of text, spaces made single."""
        text = one_line(self.document.get(key))
        if len(text) > most:
            self.complain(
                _("“%(text)s…” is too long (at most %(most)d characters).") % {"text": text[:40], "most": most}
            )
            return text[:most].strip()
        if needed and not text:
            self.complain(_("A text is missing."))
        return text

    def number(self, key: str, low: float, high: float, default: float) -> float:
        value = self.document.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.complain(_("A number was expected."))
            return default
        if not low <= value <= high:
            self.complain(
                _("%(value)s is not between %(low)s and %(high)s.")
                % {"value": f"{value:g}", "low": f"{low:g}", "high": f"{high:g}"}
            )
            return default
        return float(value)

    def whole(self, key: str, high: int) -> int:
        return int(self.number(key, 0, high, 0))

    def flag(self, key: str, default: bool) -> bool:
        value = self.document.get(key, default)
        return value if isinstance(value, bool) else default

    def texts(self, key: str, most: int = MOST_ITEMS) -> tuple[str, ...]:
        """Plain texts, each once, empty ones left out."""
        found = self.document.get(key, ())
        if not isinstance(found, list | tuple) or len(found) > most:
            self.complain(_("There are too many entries (at most %(most)d).") % {"most": most})
            return ()
        lines = [one_line(each)[:LONGEST_PLAIN].strip() for each in found]
        return tuple(dict.fromkeys(line for line in lines if line))

    def items(self, key: str, word: str, least: int = 1, most: int = MOST_ITEMS) -> list["Source"]:
        """The objects of a list; `word` names one of them in sentences ("Choice")."""
        found = self.document.get(key, ())
        if not isinstance(found, list | tuple) or not least <= len(found) <= most:
            self.complain(
                _("%(word)s: between %(least)d and %(most)d are needed.") % {"word": word, "least": least, "most": most}
            )
            return []
        return [Source(each, self.problems, f"{word} {place}:") for place, each in enumerate(found, 1)]


def clean_text(value: Any) -> str:
    """HTML as we store it."""
    if not isinstance(value, str) or not value:
        return ""
    text = _CONTROL.sub("", value[: 2 * LONGEST_HTML]).replace("\r\n", "\n").replace("\r", "\n")
    # A picture from elsewhere has lost its address: nothing of it is left.
    return _NAMELESS.sub("", str(clean_wide_html(text))).strip()


def one_line(value: Any) -> str:
    """Plain text as we store it: composed letters, no control signs, single spaces."""
    if not isinstance(value, str):
        return ""
    return " ".join(unicodedata.normalize("NFC", _CONTROL.sub("", value[:100_000])).split())


def lines(value: Any, most: int) -> str:
    """Plain text of several lines, as people type it."""
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFC", _CONTROL.sub("", value[: 2 * most]))
    return text.replace("\r\n", "\n").replace("\r", "\n")[:most]


def key_of(text: str) -> str:
    """The name of a choice in forms and responses: it says nothing of its place, so nothing of what is right."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def in_words(source: str) -> str:
    """HTML as one plain line; a picture by its text alternative."""
    shown = re.sub(r"<img\b[^<>]*+>", lambda tag: f" {''.join(_ALT.findall(tag[0])[:1])} ", source)
    shown = re.sub(r"</(p|li|h\d|tr|td|th)>|<br>", " ", shown)
    return one_line(html.unescape(re.sub(r"<[^<>]*+>", "", shown)))


def has_content(source: str) -> bool:
    return bool(in_words(source)) or "<img" in source


def pictures_in(source: str) -> list[tuple[str, str]]:
    """(name, text alternative) of each picture of a cleaned text."""
    finder = _Pictures()
    finder.feed(source)
    return finder.found


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            values = dict(attrs)
            self.found.append(((values.get("src") or "").removeprefix("media:"), (values.get("alt") or "").strip()))

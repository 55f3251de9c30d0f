"""Between the HTML of a question and what an author types: a plain line stays a plain line, a picture is a mark in
square brackets, and what was not touched stays exactly as it was."""

import html
import re

from content.quiz.questions.reading import in_words

_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_IMAGE = re.compile(r"<img\b[^>]*>")
_MARK = re.compile(r"\[image ([\w.-]{1,120}): ?([^\]]*)\]")
_RICH = re.compile(r"</?(?:p|b|strong|i|em|ul|ol|li|br|a)(?:\s[^>]*)?/?>")


def line_shown(source: str) -> str:
    """A short text as a field shows it: in words when it is a plain line, else as it is written."""
    bare = source[3:-4] if source.startswith("<p>") and source.endswith("</p>") and source.count("<p>") == 1 else source
    return marked_pictures(bare) if _TAG.search(_IMAGE.sub("", bare)) else html.unescape(marked_pictures(bare))


def line_read(typed: str, before: str = "") -> str:
    """A short text as it is stored."""
    typed = typed.strip()
    if before and typed == line_shown(before).strip():
        return before
    return with_pictures(typed if _TAG.search(typed) else html.escape(typed, quote=False))


def marked_pictures(source: str) -> str:
    """The pictures of a stored text as marks, which editors leave alone: [image name: what it shows]."""

    def as_mark(tag: re.Match[str]) -> str:
        found = dict(re.findall(r'(src|alt)="([^"]*)"', tag[0]))
        name = found.get("src", "").removeprefix("media:")
        return f"[image {name}: {found.get('alt', '').replace(']', ')')}]"

    return _IMAGE.sub(as_mark, source)


def with_pictures(typed: str) -> str:
    """The same back: marks become pictures."""

    def as_tag(mark: re.Match[str]) -> str:
        alt = html.escape(html.unescape(mark[2].strip()))
        return f'<img src="media:{mark[1]}" alt="{alt}">'

    return _MARK.sub(as_tag, typed)


def is_simple(source: str) -> bool:
    """Can the small editor hold this text without losing anything of it?"""
    return not _TAG.search(_RICH.sub("", _IMAGE.sub("", source)))


def rich_read(typed: str) -> str:
    """A long text from the small editor."""
    return with_pictures(typed) if in_words(typed) or "<img" in typed else ""

"""What people write becomes what is shown and what is searched: plain text, lines that begin with ">" are quotes."""

import re
import unicodedata
from itertools import groupby

from django.utils.html import escape
from django.utils.translation import gettext as _

from lms.people.richtext import clean_html
from lms.plugins.kind import Refused

LONGEST = 10_000  # characters
LONGEST_TITLE = 150
QUOTED = 600  # characters of a quote that is put into a form
MENTION = re.compile(r"@(\w[\w’'-]*(?: \w[\w’'-]*){0,3})")
MOST_MENTIONS = 10


def check_text(text: str) -> str:
    """The text as it is kept. Raises Refused, in words."""
    kept = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not kept:
        raise Refused(_("There is nothing in your message yet. Write it, then send it."))
    if len(kept) > LONGEST:
        raise Refused(
            _("Your message is too long (%(size)d signs, %(most)d at most). It is kept below: make two of it.")
            % {"size": len(kept), "most": LONGEST}
        )
    return kept


def check_title(title: str) -> str:
    kept = " ".join(title.replace("\x00", "").split())
    if not kept:
        raise Refused(_("Give your thread a title: people choose by it what they read."))
    if len(kept) > LONGEST_TITLE:
        raise Refused(_("This title is too long: say it in one line, and the rest in your message."))
    return kept


def html_of(text: str, named: list[str] | None = None) -> str:
    """Paragraphs, quotes, links; whom it names stands out."""
    parts = []
    for is_quote, lines in groupby(text.split("\n"), key=lambda line: line.startswith(">")):
        plain = "\n".join(line.removeprefix(">").lstrip() if is_quote else line for line in lines)
        paragraphs = [each for each in re.split(r"\n\s*\n", plain) if each.strip()]
        body = "".join(f"<p>{_line(each, named or [])}</p>" for each in paragraphs)
        parts.append(f"<blockquote>{body}</blockquote>" if is_quote and body else body)
    return str(clean_html("".join(parts)))


def fold(text: str) -> str:
    """Small letters without accents, so that search finds a word however it is written."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def quote(text: str) -> str:
    """The beginning of somebody's words, as the beginning of an answer."""
    own = "\n".join(line for line in text.split("\n") if not line.startswith(">")).strip()
    short = own if len(own) <= QUOTED else own[:QUOTED].rsplit(" ", 1)[0] + "…"
    return "\n".join(f"> {line}" for line in short.split("\n")) + "\n\n" if short else ""


def names_in(text: str) -> list[str]:
    """What may be a name after an @: one to four words, the longest first."""
    found: dict[str, None] = {}
    for match in list(MENTION.finditer(text))[:MOST_MENTIONS]:
        words = match.group(1).split(" ")
        for count in range(len(words), 0, -1):
            found.setdefault(" ".join(words[:count]))
    return list(found)


def _line(text: str, named: list[str]) -> str:
    shown = str(escape(text.strip("\n")))
    for name in named:
        shown = shown.replace(f"@{escape(name)}", f"<strong>@{escape(name)}</strong>")
    return shown.replace("\n", "<br>")

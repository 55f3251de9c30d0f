"""What somebody wrote themselves in an answer: without the quoted e-mail below it and without a signature. Pure."""

import html
import re

LONGEST = 200_000  # signs that are looked at: no answer of a person is longer
# Lines after which everything is the e-mail that is answered, as mailboxes write them in French and English.
QUOTE_BEGINS = re.compile(
    r"^\s*(?:"
    r"-{2,}\s*(?:original message|message d['’]origine|message original|forwarded message|message transféré)"
    r"|_{10,}\s*$"
    r"|(?:le|on)\s.{4,200}(?:a écrit|wrote|écrit)\s*:?\s*$"
    r"|.{0,120}<[^<>\s]+@[^<>\s]+>\s*(?:a écrit|wrote)\s*:\s*$"
    r"|(?:de|from)\s*:\s.{0,200}$(?=\n\s*(?:envoyé|sent|date|à|to|objet|subject)\s*:)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
# "Le mar. 3 mars 2026 à 10:12, Cordée <x@y>" broken over two lines before "a écrit :".
BROKEN_INTRODUCTION = re.compile(
    r"^(?P<first>\s*(?:le|on)\s[^\n]{4,200})\n(?P<second>[^\n]{0,200}(?:a écrit|wrote)\s*:)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
SIGNATURE = re.compile(
    r"^(?:--\s*$|(?:envoyé|sent)\s(?:de|depuis|from)\s(?:mon|ma|my|outlook|yahoo|l’|l'|un|an|a)\b.*"
    r"|(?:obtenez|get)\soutlook\s(?:pour|for)\b.*|télécharger\s(?:outlook|yahoo)\b.*)",
    re.IGNORECASE | re.MULTILINE,
)
BLOCKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
HIDDEN = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
QUOTED_HTML = re.compile(
    r"<(?:blockquote\b|div\b[^>]*(?:gmail_quote|divRplyFwdMsg|appendonsend|yahoo_quoted|moz-cite-prefix)).*",
    re.IGNORECASE | re.DOTALL,
)
TAG = re.compile(r"<[^<>]*>")


def visible(text: str) -> str:
    """The person's own words; empty when there are none."""
    plain = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\u00a0", " ")
    plain = BROKEN_INTRODUCTION.sub(r"\g<first> \g<second>", plain)
    if found := QUOTE_BEGINS.search(plain):
        plain = plain[: found.start()]
    plain = _without_quotes(plain)
    if found := SIGNATURE.search(plain):
        plain = plain[: found.start()]
    return re.sub(r"\n{3,}", "\n\n", plain).strip()


def text_of_html(source: str) -> str:
    """Words of an e-mail that has no plain text: what it quotes goes by its marks, everything else is text."""
    shown = HIDDEN.sub("", source[: 5 * LONGEST])
    shown = QUOTED_HTML.sub("", shown)
    shown = BLOCKS.sub("\n", re.sub(r"\s+", " ", shown))
    return html.unescape(TAG.sub("", shown))


def _without_quotes(plain: str) -> str:
    """Quoted lines go, also those between which somebody answered point by point."""
    return "\n".join(line.rstrip() for line in plain.split("\n") if not line.lstrip().startswith(">"))

"""Texts of foreign formats as HTML of ours, their pictures named, and what gets lost on the way said."""

import base64
import binascii
import hashlib
import html
import re
from collections.abc import Callable
from urllib.parse import unquote

import filetype
from django.utils.html import escape
from django.utils.translation import gettext as _

from lms.people.richtext import WIDE_TAGS

LARGEST_PICTURE = 8 * 1024 * 1024
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
# Their text stays when they go: nothing to tell.
_DRESS = {
    *("a", "span", "div", "font", "center", "big", "small", "tt", "u", "s", "strike", "del", "ins", "nobr", "address"),
    *("section", "article", "header", "footer", "main", "figure", "figcaption", "mark", "abbr", "acronym", "cite"),
    *("q", "dfn", "var", "samp", "kbd", "h1", "h5", "h6", "dl", "dt", "dd", "col", "colgroup", "tfoot", "label"),
    *("wbr", "bdi", "bdo", "time", "object", "picture", "html", "body", "head", "title", "meta", "o:p"),
}
_ACTIVE = {
    *("script", "style", "iframe", "embed", "applet", "form", "input", "select", "textarea", "button", "link"),
    *("base", "frame", "frameset"),
}
# They go with all that they hold.
_DRAWN = {"math", "svg", "canvas"}
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:.-]*+)([^<>]*+)>")

# Fetches a picture's bytes by the address in the text; None where there is none.
Fetch = Callable[[str], bytes | None]


class Pictures:
    """Names the pictures of one import by what they hold, so that the same one is kept once."""

    def __init__(self, kept: dict[str, bytes]):
        self.kept = kept

    def keep(self, data: bytes) -> str:
        """Its name; ValueError with a sentence if it is none that we show."""
        name = picture_name(data)
        self.kept[name] = data
        return name


def picture_name(data: bytes) -> str:
    """The name of a picture, from what it holds, so that the same one is kept once and comes back by its name.

    ValueError with a piece of a sentence if it is no picture that we show.
    """
    if len(data) > LARGEST_PICTURE:
        raise ValueError(_("it is larger than %(most)d MB") % {"most": LARGEST_PICTURE // 1024 // 1024})
    ending = _PICTURES.get(filetype.guess_mime(data[:8192]) or "")
    if ending is None:
        raise ValueError(_("it is no PNG, JPEG, GIF or WebP picture"))
    return f"{hashlib.sha256(data).hexdigest()[:24]}.{ending}"


def html_of(text: str, form: str = "html") -> str:
    """A text as HTML, from the format that Moodle and GIFT name: html, moodle, plain or markdown."""
    form = form.removesuffix("_auto_format").removesuffix("_text")
    if form == "html":
        return text
    if form == "plain":
        return escape(text).replace("\n", "<br>")
    if form == "markdown":
        return markdown(text)
    # Moodle's own format: HTML typed by hand. A sign that begins no tag is meant as itself.
    known = re.sub(
        r"<(?!/?([a-zA-Z][\w:]*)[\s/>])(?!!--)|<(?=/?([a-zA-Z][\w:]*)[\s/>])",
        lambda met: "<" if (met[2] or "").lower() in WIDE_TAGS | _DRESS | _ACTIVE | {"video", "audio"} else "&lt;",
        text,
    )
    return known.strip().replace("\n", "<br>")


def markdown(text: str) -> str:
    """The Markdown that people write in questions: paragraphs, lists, emphasis, code."""
    out: list[str] = []
    depth = 0
    for line in text.strip().split("\n"):
        item = re.match(r"( *)[-*+] +(.*)", line)
        wanted = 0 if item is None else min(len(item[1]) // 2 + 1, depth + 1)
        out.append("<ul>" * (wanted - depth) + "</ul>" * (depth - wanted))
        depth = wanted
        content = _emphasis(escape((item[2] if item else line).strip()))
        if item:
            out.append(f"<li>{content}</li>")
        elif content:
            out.append(content + ("<br>" if line.endswith("  ") else "\n"))
        else:
            out.append("</p><p>")
    out.append("</ul>" * depth)
    return f"<p>{''.join(out)}</p>"


def _emphasis(line: str) -> str:
    line = re.sub(r"`([^`]+)`", r"<code>\1</code>", line)
    line = re.sub(r"\*\*([^*]+)\*\*|__([^_]+)__", lambda met: f"<strong>{met[1] or met[2]}</strong>", line)
    return re.sub(r"\*([^*]+)\*|(?<!\w)_([^_]+)_(?!\w)", lambda met: f"<em>{met[1] or met[2]}</em>", line)


def adopt(source: str, fetch: Fetch, pictures: Pictures, notes: list[str]) -> str:
    """HTML whose pictures are named by `media:` and described; a sentence for each thing that is left out."""
    _tell_lost(source, notes)

    def replaced(met: re.Match[str]) -> str:
        if met[2].lower() != "img" or met[1]:
            return met[0]
        return _picture(met[3], fetch, pictures, notes)

    adopted = _TAG.sub(replaced, source)
    for address in re.findall(r"""href=["']@@PLUGINFILE@@/([^"']*)["']""", source):
        notes.append(_("The file “%(name)s” was left out.") % {"name": unquote(address)})
    return adopted


def _picture(attributes: str, fetch: Fetch, pictures: Pictures, notes: list[str]) -> str:
    found = {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in re.findall(
            r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", attributes
        )
    }
    address = found.get("src", "").strip()
    alt = " ".join(found.get("alt", "").split())
    name = unquote(address.rsplit("/", 1)[-1])[:120] or _("without a name")
    if address.startswith("media:"):
        notes.append(_("The picture “%(name)s” is not in the file: it shows where this bank has it.") % {"name": name})
        return f'<img src="{escape(address)}" alt="{escape(alt)}">'
    if address.startswith("data:"):
        name = _("without a name")
    data = _inline(address) if address.startswith("data:") else fetch(address)
    try:
        if data is None:
            raise ValueError(_("it is not in the file"))
        kept = pictures.keep(data)
    except ValueError as reason:
        notes.append(_("The picture “%(name)s” was left out: %(reason)s.") % {"name": name, "reason": reason})
        return escape(f"[{alt or name}]")
    if not alt:
        alt = _("Picture to describe: %(name)s") % {"name": name}
        notes.append(_("The picture “%(name)s” has no text alternative: say what it shows.") % {"name": name})
    return f'<img src="media:{kept}" alt="{escape(alt)}">'


def _inline(address: str) -> bytes | None:
    """The bytes of a `data:` address."""
    return bytes_of(address.partition(";base64,")[2])


def bytes_of(base64_text: str) -> bytes | None:
    """What base64 says; None when it says nothing."""
    try:
        return base64.b64decode("".join(base64_text.split()), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _tell_lost(source: str, notes: list[str]) -> None:
    tags = {met[2].lower() for met in _TAG.finditer(source)}
    if tags & _ACTIVE or re.search(r"<[^<>]*\son\w+\s*=|javascript:", source, re.IGNORECASE):
        notes.append(_("Active content (scripts, frames, forms) was taken out."))
    if tags & _DRAWN:
        notes.append(_("A formula or a drawing inside the text was left out: put a picture, with its text."))
        return
    lost = sorted(tags - WIDE_TAGS - _DRESS - _ACTIVE)
    if lost:
        notes.append(
            _("Left out, with their text kept: %(tags)s.") % {"tags": ", ".join(f"<{tag}>" for tag in lost[:8])}
        )


def decoded(data: bytes) -> tuple[str, str]:
    """(text, remark): UTF-8 or UTF-16, else read as Western European, which the remark says."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n"), ""
    try:
        text, remark = data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        remark = _("This file is not in UTF-8. It was read as Western European (Latin-1): check the accents.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), remark

"""The one place where HTML from people becomes HTML we show: bleach makes links, nh3 has the last word."""

import re

import nh3
from bleach.linkifier import Linker
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "h2", "h3", "h4", "b", "strong", "i", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre", "hr"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}
# What an author of questions may also write. A picture is named, never fetched from elsewhere.
WIDE_TAGS = TAGS | {"img", "sub", "sup", "u", "s", "table", "caption", "thead", "tbody", "tr", "th", "td"}
WIDE_ATTRIBUTES = ATTRIBUTES | {"img": {"src", "alt"}, "th": {"scope"}}
# bleach knows only old endings (.com, .fr), and would make a link of a file's name; we ask for a whole address.
ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
LINKER = Linker(url_re=ADDRESS, skip_tags=["pre", "code"])


def clean_html(source: str) -> SafeString:
    """Safe HTML from what a person wrote: bare addresses become links, anything active is gone."""
    linked = LINKER.linkify(nh3.clean(source, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))
    return mark_safe(nh3.clean(linked, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))


def clean_wide_html(source: str) -> SafeString:
    """As `clean_html`, with tables, indices, and pictures of the form `<img src="media:name" alt="...">`."""
    cleaned = _wide(source)
    # Making links is many times slower than cleaning, and questions are read all the time.
    return mark_safe(_wide(LINKER.linkify(cleaned)) if ADDRESS.search(cleaned) else cleaned)


def _wide(source: str) -> str:
    return nh3.clean(
        source,
        tags=WIDE_TAGS,
        attributes=WIDE_ATTRIBUTES,
        url_schemes=SCHEMES | {"media"},
        attribute_filter=_keep_attribute,
    )


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """`media:` names pictures, and pictures are named by `media:` only."""
    if name in ("src", "href") and value.strip().lower().startswith("media:") != (tag == "img"):
        return None
    return value

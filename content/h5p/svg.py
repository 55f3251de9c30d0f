"""Pictures in SVG may carry programs. Clean ones stay as they are; from the others everything unknown is taken out."""

import re
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

_DRAWN = """
    svg g defs symbol use switch title desc metadata style view a image marker path rect circle ellipse line polyline
    polygon text tspan tref textPath altGlyph glyph glyphRef font font-face font-face-src font-face-uri font-face-name
    font-face-format missing-glyph hkern vkern linearGradient radialGradient stop pattern clipPath mask cursor
    color-profile filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge
    feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
    animate animateColor animateMotion animateTransform set mpath json"""
_ELEMENTS = frozenset(_DRAWN.split())
# Drawing programs leave their own notes: harmless, they draw nothing.
_NOTES = (
    "sodipodi",
    "inkscape",
    "adobe.com",
    "w3.org/1999/02/22-rdf",
    "purl.org/dc",
    "creativecommons",
    "bohemiancoding",
)
_PICTURE_DATA = re.compile(r"^data:image/(png|jpe?g|gif|webp|bmp);", re.IGNORECASE)
_CSS_REACHES_OUT = re.compile(r"@import|javascript:|expression\s*\(|-moz-binding|behavior\s*:|\\", re.IGNORECASE)
_CSS_URL = re.compile(r"url\(\s*['\"]?\s*([^'\")\s]*)", re.IGNORECASE)


class NotSvg(ValueError):
    """The file is no readable SVG."""


def clean(raw: bytes) -> bytes:
    """The same bytes if nothing in them can act or call out; else the picture without what could.

    Raises NotSvg if the file is not well-formed, is not an SVG, or uses entities.
    """
    try:
        root = fromstring(raw, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise NotSvg(str(error)) from None
    if root.tag not in (f"{{{SVG}}}svg", "svg"):
        raise NotSvg(root.tag)
    removed = _clean_attributes(root) + _clean_children(root)
    if not removed and b"<?xml-stylesheet" not in raw:
        return raw
    register_namespace("", SVG)
    register_namespace("xlink", XLINK)
    try:
        return tostring(root, encoding="utf-8", xml_declaration=True)
    except RecursionError:
        raise NotSvg("nested too deeply") from None


def _clean_children(parent: Element) -> int:
    removed = 0
    pending = [parent]
    while pending:
        element = pending.pop()
        for child in list(element):
            if not _may_stay(child):
                element.remove(child)
                removed += 1
                continue
            removed += _clean_attributes(child)
            if _local(child.tag) == "style" and _css_acts("".join(child.itertext())):
                element.remove(child)
                removed += 1
                continue
            pending.append(child)
    return removed


def _may_stay(element: Element) -> bool:
    # Comments and instructions have no name of their own.
    if not isinstance(element.tag, str):
        return False
    space = element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
    if space and space != SVG:
        return any(note in space for note in _NOTES)
    if _local(element.tag) in ("animate", "set") and _animates_a_link(element):
        return False
    return _local(element.tag) in _ELEMENTS


def _animates_a_link(element: Element) -> bool:
    return _local(element.get("attributeName", "").replace("xlink:", "")).lower() in ("href",) or element.get(
        "attributeName", ""
    ).lower().startswith("on")


def _clean_attributes(element: Element) -> int:
    bad = [name for name, value in element.attrib.items() if _acts(element, name, value)]
    for name in bad:
        del element.attrib[name]
    return len(bad)


def _acts(element: Element, name: str, value: str) -> bool:
    plain = _local(name).lower()
    if plain.startswith("on"):
        return True
    if plain in ("href", "src", "base"):
        return not _is_inside(value, picture=_local(element.tag) in ("image", "feImage"))
    if plain == "style" or "url(" in value.lower():
        return _css_acts(value)
    return "javascript:" in re.sub(r"\s", "", value).lower()


def _is_inside(address: str, picture: bool) -> bool:
    address = re.sub(r"[\x00-\x20]", "", address)
    return address == "" or address.startswith("#") or (picture and bool(_PICTURE_DATA.match(address)))


def _css_acts(css: str) -> bool:
    if _CSS_REACHES_OUT.search(css):
        return True
    return any(not address.startswith("#") and not _PICTURE_DATA.match(address) for address in _CSS_URL.findall(css))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]

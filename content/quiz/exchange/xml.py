"""XML that anybody may have written: no entities, no depth or size to choke on, names without their namespaces."""

import re
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from .found import Unreadable

DEEPEST = 120
# An element takes a hundred times the room of its name.
MOST_ELEMENTS = 1_000_000


def parsed(data: bytes) -> Element:
    """The root of a document. Unreadable, with a sentence, if it is not well made or made to harm."""
    if data.count(b"<") > 2 * MOST_ELEMENTS:
        raise Unreadable(_("This XML holds too many elements."))
    try:
        root = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise Unreadable(_("This file defines entities of its own, which is not allowed. Export it again.")) from None
    except ParseError as error:
        line = getattr(error, "position", (0, 0))[0]
        raise Unreadable(_("This XML is broken at line %(line)d. Export it again.") % {"line": line}) from None
    except (ValueError, LookupError, RecursionError):
        raise Unreadable(_("This file is not XML that can be read.")) from None
    _check_depth(root)
    return root


def local(element: Element) -> str:
    """The element's name alone, as QTI 3 writes it: `choiceInteraction` and `qti-choice-interaction` are one."""
    if not isinstance(element.tag, str):
        return ""
    return kebab(element.tag.rpartition("}")[2]).removeprefix("qti-")


def kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def attribute(element: Element, name: str, otherwise: str = "") -> str:
    """An attribute by its QTI 3 name, whichever way it is written."""
    for key, value in element.attrib.items():
        if kebab(key.rpartition("}")[2]) == name:
            return value.strip()
    return otherwise


def text_of(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def all_named(root: Element, *names: str) -> list[Element]:
    return [each for each in root.iter() if local(each) in names]


def first_named(root: Element, *names: str) -> Element | None:
    return next((each for each in root.iter() if local(each) in names), None)


def _check_depth(root: Element) -> None:
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > DEEPEST:
            raise Unreadable(_("This XML is nested too deeply."))
        waiting += [(child, depth + 1) for child in element]

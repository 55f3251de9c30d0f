"""Calls to a server of virtual classes: short, bounded, without redirects. Whatever goes wrong is one Unavailable."""

import http.client
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lms.agenda.classes.provider import Unavailable, checked

LARGEST_ANSWER = 1024 * 1024
CHUNK = 64 * 1024


def fetch(address: str, seconds: float) -> bytes:
    """What this address answers, within so many seconds in all. Raises Unavailable, which names no address."""
    deadline = time.monotonic() + seconds
    try:
        with _opener().open(Request(checked(address)), timeout=seconds) as answer:
            return _read(answer, deadline)
    except HTTPError as error:
        raise Unavailable(f"the server answered {error.code}") from None
    except (URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        # The error's own words may hold the address, which is signed.
        raise Unavailable(f"the server did not answer: {type(reason).__name__}") from None


def read_xml(answer: bytes) -> Element:
    """Raises Unavailable for anything that is not plain XML."""
    try:
        root: Element = fromstring(answer)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Unavailable(f"the server's answer cannot be read: {type(error).__name__}") from None
    return root


def _read(answer: Any, deadline: float) -> bytes:
    """A server that sends drop by drop, or without end, is left."""
    parts, size = [], 0
    while part := answer.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER or time.monotonic() > deadline:
            raise Unavailable("the server's answer is too long or too slow")
    return b"".join(parts)


def _opener() -> OpenerDirector:
    """No handler of redirects, files or anything else: only the address that an administrator wrote is called."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor()):
        opener.add_handler(handler)
    return opener

"""An e-mail as it came in (RFC 5322), read into what receive.py decides on. Nothing in it is trusted."""

import hashlib
from dataclasses import dataclass, field
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr

from lms.notices.inbound.visible import text_of_html, visible

LARGEST = 20 * 1024 * 1024  # bytes of a whole e-mail, its files in it
MOST_PARTS = 60
AUTOMATIC = ("auto_reply", "bulk", "junk", "list")
MARKS = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Loop", "Feedback-ID")
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To")


@dataclass(frozen=True)
class File:
    name: str
    content: bytes


@dataclass(frozen=True)
class Returned:
    """What a delivery report says of one of our e-mails (RFC 3464)."""

    address: str
    status: str

    @property
    def is_for_good(self) -> bool:
        return self.status.startswith("5")


@dataclass(frozen=True)
class Incoming:
    key: str  # the same for the same e-mail, delivered however often
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    files: tuple[File, ...]
    is_automatic: bool
    returned: Returned | None = field(default=None)


class Unreadable(ValueError):
    """Not an e-mail, or larger than any that we take."""


def read(raw: bytes, recipients: tuple[str, ...] = ()) -> Incoming:
    """recipients: those of the envelope, where the mail server says them. Raises Unreadable."""
    if len(raw) > LARGEST or not raw.strip():
        raise Unreadable
    try:
        found = BytesParser(policy=policy.default).parsebytes(raw)
        return _incoming(found, raw, recipients)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        # The standard library stumbles over headers that no mail program writes.
        raise Unreadable from error


def _incoming(found: EmailMessage, raw: bytes, recipients: tuple[str, ...]) -> Incoming:
    message_id = _header(found, "Message-ID")
    named = [value for name in RECIPIENTS for value in _all(found, name)]
    text, files = _contents(found)
    return Incoming(
        key=hashlib.sha256(message_id.encode() if message_id else raw).hexdigest(),
        message_id=message_id[:300],
        sender=parseaddr(_header(found, "From"))[1].lower()[:254],
        recipients=(*recipients, *(address for _name, address in getaddresses(named)[:100])),
        subject=_header(found, "Subject")[:200],
        text=text,
        files=files,
        is_automatic=_is_automatic(found),
        returned=_returned(found),
    )


def _header(found: Message, name: str) -> str:
    return " ".join(str(found.get(name, "")).split())


def _all(found: Message, name: str) -> list[str]:
    return [" ".join(str(value).split()) for value in found.get_all(name, [])]


def _is_automatic(found: Message) -> bool:
    """A machine wrote it (RFC 3834): an absence, a list, a report. None of them is ever answered."""
    said = _header(found, "Auto-Submitted").lower().partition(";")[0].strip()
    if said not in ("", "no"):
        return True
    if _header(found, "Precedence").lower() in AUTOMATIC or any(name in found for name in MARKS):
        return True
    sender = parseaddr(_header(found, "From"))[1].lower()
    return _header(found, "Return-Path") == "<>" or sender.startswith(("mailer-daemon@", "postmaster@"))


def _contents(found: EmailMessage) -> tuple[str, tuple[File, ...]]:
    plain, rich, files = "", "", []
    for number, part in enumerate(found.walk()):
        if number > MOST_PARTS:
            break
        if part.is_multipart():
            continue
        name, kind = part.get_filename(), part.get_content_type()
        if name or part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
            content = part.get_payload(decode=True)
            if name and isinstance(content, bytes) and content:
                files.append(File(str(name)[:200], content))
        elif kind == "text/plain" and not plain:
            plain = _text(part)
        elif kind == "text/html" and not rich:
            rich = _text(part)
    words = visible(plain) if plain.strip() else visible(text_of_html(rich))
    return words, tuple(files)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return content.decode("utf-8", "replace") if b"\xc3" in content else content.decode("cp1252", "replace")


def _returned(found: Message) -> Returned | None:
    """The first recipient of a delivery report that failed."""
    if found.get_content_type() != "multipart/report":
        return None
    for part in list(found.walk())[:MOST_PARTS]:
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in [one for one in blocks if isinstance(one, Message)] if isinstance(blocks, list) else []:
            address = _header(block, "Final-Recipient") or _header(block, "Original-Recipient")
            if address and _header(block, "Action").lower() == "failed":
                plain = address.rpartition(";")[2].strip().strip("<>").lower()
                return Returned(plain[:254], _header(block, "Status")[:20] or "5.0.0")
    return None

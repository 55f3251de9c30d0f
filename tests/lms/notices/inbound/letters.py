"""E-mails as they come in, for tests: a settings fixture's address, and messages written by hand."""

from email.message import EmailMessage
from uuid import uuid4

from lms.notices.inbound import addresses
from lms.notices.models import Notice

SITE = "reponse@site.example"


def answer(notice: Notice | None, text: str = "Oui, mardi.", sender: str = "ana@example.org", **headers: str) -> bytes:
    """Somebody's answer to the e-mail of this notice."""
    message = EmailMessage()
    message["From"] = f"Ana <{sender}>"
    message["To"] = headers.pop("to", addresses.reply_address(notice) if notice else SITE)
    message["Message-ID"] = headers.pop("message_id", f"<{uuid4().hex}@mail.example>")
    message["Subject"] = "Re: bonjour"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def with_file(notice: Notice, name: str, content: bytes, text: str = "Voici") -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "ana@example.org", addresses.reply_address(notice)
    message["Message-ID"] = f"<{uuid4().hex}@mail.example>"
    message.set_content(text)
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def bounce(notice: Notice, address: str, status: str = "5.1.1", action: str = "failed", to: str = "") -> bytes:
    """A delivery report as mail servers write it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.example
To: {to or addresses.bounce_address(notice)}
Message-ID: <{uuid4().hex}@mx.example>
Auto-Submitted: auto-replied
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--B
Content-Type: text/rfc822-headers

Subject: Votre place

--B--
""".replace("\n", "\r\n").encode()

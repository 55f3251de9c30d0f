"""One e-mail of one or more notices, in plain text and in the person's language. deliver.py and digest.py send it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.notices.inbound import addresses
from lms.notices.models import Notice
from lms.notices.unsubscribe import stop_address


def write(letter: list[Notice]) -> EmailMessage:
    """All of one person. The Message-ID is the same each time these notices are sent."""
    person, answered = letter[0].person, answerable(letter)
    with translation.override(person.language):
        context = {
            "person": person,
            "notices": [(row, absolute(row.address)) for row in letter],
            "helpers": list({row.organisation_id: row.organisation for row in letter}.values()),
            "centre": absolute(reverse("notices:centre")),
            "preferences": absolute(reverse("notices:preferences")),
            "site_name": settings.WAGTAIL_SITE_NAME,
            "may_answer": answered is not None,
            "has_held": any(row.is_held for row in letter),
            "most": settings.MAIL_PER_HOUR,
        }
        template = "notices/email/one.txt" if len(letter) == 1 else "notices/email/many.txt"
        text = render_to_string(template, context)
        subject = subject_of(letter)
    headers = {
        "Message-ID": message_id(letter),
        "Auto-Submitted": "auto-generated",
        # RFC 8058: one click, without signing in, stops e-mails about what this one is about.
        "List-Unsubscribe": f"<{absolute(stop_address(letter))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    sender = settings.DEFAULT_FROM_EMAIL
    if addresses.is_configured():
        # What comes back goes to an address that says which e-mail it was; people still read our name.
        headers["From"], sender = sender, addresses.bounce_address(letter[0])
    reply_to = [addresses.reply_address(answered)] if answered else []
    return EmailMessage(subject, text, sender, [person.email], headers=headers, reply_to=reply_to)


def answerable(letter: list[Notice]) -> Notice | None:
    """The notice that an answer to this e-mail belongs to: its newest, if all of them are of one target."""
    targets = {row.reply_to for row in letter}
    if len(targets) != 1 or not targets.pop() or not addresses.is_configured():
        return None
    return letter[-1]


def subject_of(letter: list[Notice]) -> str:
    if len(letter) == 1:
        return " ".join(letter[0].subject.split())
    count = ngettext("%(count)s notice", "%(count)s notices", len(letter)) % {"count": len(letter)}
    return _("%(site)s: %(count)s") % {"site": settings.WAGTAIL_SITE_NAME, "count": count}


def absolute(address: str) -> str:
    """Empty when there is nowhere to go on to."""
    return f"{settings.SITE_ORIGIN}{address}" if is_ours(address) else ""


def is_ours(address: str) -> bool:
    """A path of this site: neither another site's nor one that a browser reads as such."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def message_id(letter: list[Notice]) -> str:
    names = ",".join(str(pk) for pk in sorted(row.pk for row in letter))
    sign = salted_hmac("lms.notices.letter", names).hexdigest()[:24]
    host = urlsplit(settings.SITE_ORIGIN).hostname or "localhost"
    return f"<notice.{letter[0].pk}.{sign}@{host}>"

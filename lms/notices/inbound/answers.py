"""The one clear answer to an e-mail that could not be taken as it was. It is marked, so that no machine answers it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lms.notices.bounces import home_of
from lms.notices.inbound.reading import Incoming
from lms.notices.letter import absolute
from lms.people.models import Person

logger = logging.getLogger(__name__)
Words = Callable[[], str]


@dataclass(frozen=True)
class Answer:
    """To the address that wrote, in the language of the person whom it concerns."""

    mail: Incoming
    person: Person
    words: Words

    def send(self) -> None:
        """Tried once: what it says stands on the site as well. What fails is logged, no more."""
        try:
            self._write().send()
        except Exception as fault:
            logger.warning("An answer to an e-mail was not sent: %s", type(fault).__name__)

    def _write(self) -> EmailMessage:
        with translation.override(self.person.language):
            home = home_of(self.person)
            context = {
                "person": self.person,
                "words": self.words(),
                "helpers": [home] if home else [],
                "centre": absolute(reverse("notices:centre")),
                "preferences": absolute(reverse("notices:preferences")),
                "site_name": settings.WAGTAIL_SITE_NAME,
            }
            text = render_to_string("notices/email/answer.txt", context)
            subject = _("Your e-mail could not be taken as it was")
        headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
        if self.mail.message_id.startswith("<") and self.mail.message_id.isascii():
            headers["In-Reply-To"] = headers["References"] = self.mail.message_id
        return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [self.mail.sender], headers=headers)

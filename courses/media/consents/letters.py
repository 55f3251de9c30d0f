"""The link with which somebody takes their consent back, without an account: as easy as it was to give."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from courses.media.models import Consent
from lms.notices.letter import absolute

SALT = "cordee.consent.link"


def link_of(consent: Consent) -> str:
    """Without end: a consent can be withdrawn as long as it holds."""
    return absolute(reverse("media:withdraw", args=[signing.dumps(consent.key.hex, salt=SALT)]))


def consent_of(token: str) -> Consent | None:
    """Whose consent a link speaks for; None when it was never ours."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Consent.objects.select_related("video", "organisation").filter(key=key).first()


def send_link(consent: Consent) -> bool:
    """Write to the person once the consent is stored; False when we know no address."""
    if not consent.email:
        return False
    transaction.on_commit(lambda: _send(consent), robust=True)
    return True


def _send(consent: Consent) -> None:
    language = consent.person.language if consent.person else settings.LANGUAGE_CODE
    with translation.override(language):
        words = {"name": consent.person_name, "title": consent.video_title, "by": consent.organisation.name}
        body = _(
            "Hello %(name)s,\n\nyou agreed that %(by)s shows you in the video “%(title)s”. Thank you.\n\n"
            "You may change your mind at any moment, without saying why. Keep this link: it opens a page with one "
            "button, and the video is hidden at once.\n\n%(link)s\n"
        )
        subject = _("Your agreement for the video “%(title)s”") % words
        text = body % {**words, "link": link_of(consent)}
    EmailMessage(subject, text, to=[consent.email]).send()

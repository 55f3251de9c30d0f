"""The e-mail that welcomes somebody: where to go, and that no password is needed."""

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lms.people.models import Organisation, Person


def send_invitation(request: HttpRequest, person: Person, organisation: Organisation) -> None:
    """Written in the person's language, sent at once."""
    context = {
        "person": person,
        "organisation": organisation,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "url": request.build_absolute_uri(reverse("account_request_login_code")),
    }
    with translation.override(person.language):
        subject = " ".join(render_to_string("people/invitation_subject.txt", context).split())
        text = render_to_string("people/invitation_message.txt", context)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [person.email])

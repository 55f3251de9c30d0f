"""What somebody is told who enters a journey: when it begins, and how to come in without a password."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from lms.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.tell import tell


def welcome(enrolment: Enrolment, is_new: bool) -> None:
    """Once for each enrolment. Call it in the transaction that enrols; e-mail follows in the background."""
    person = enrolment.person
    assert person is not None

    def subject() -> str:
        return _("Your journey “%(title)s”") % {"title": enrolment.journey.title}

    def body() -> str:
        said = _("Hello %(name)s, your journey begins on %(day)s with %(organisation)s.") % {
            "name": person.name,
            "day": date_format(enrolment.starts_on, "l j F Y"),
            "organisation": enrolment.organisation.name,
        }
        door = _("To come in, no password is needed: give your e-mail address, a code arrives by e-mail.")
        return f"{said}\n\n{door}" if is_new else said

    address = reverse("account_request_login_code") if is_new else reverse("people:home")
    key = f"entry:{enrolment.public_id}"
    tell(person, enrolment.organisation, Topic.BOOKING, key, lazy(subject, str)(), lazy(body, str)(), address)

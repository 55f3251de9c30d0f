"""What testimonials add to everybody's menu."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.people.access import Visitor


def entries(person: Visitor) -> list[tuple[str, str]]:
    return [(_("Testimonials"), reverse("testimonial:list"))]

"""The library in everybody's menu; guests of the organisation read it too."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.people.access import Visitor, organisations_where


def entries(person: Visitor) -> list[tuple[str, str]]:
    return [(_("Toolbox"), reverse("toolbox:library"))] if organisations_where(person) else []

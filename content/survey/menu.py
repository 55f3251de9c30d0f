"""What surveys add to the menu of the team."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.people.access import READERS, Visitor, has_role_somewhere


def entries(person: Visitor) -> list[tuple[str, str]]:
    return [(_("Surveys"), reverse("survey:index"))] if has_role_somewhere(person, *READERS) else []

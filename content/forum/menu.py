"""What forums add to the menu: where one may come, for learners, guests and the team."""

from django.urls import reverse
from django.utils.translation import gettext as _

from content.forum.access import TEAM
from lms.people.access import Visitor, has_role_somewhere
from lms.people.models import Role


def entries(person: Visitor) -> list[tuple[str, str]]:
    comes = has_role_somewhere(person, Role.LEARNER, Role.GUEST, *TEAM)
    return [(_("Forums"), reverse("forum:index"))] if comes else []

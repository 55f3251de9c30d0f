"""Whose resources an author sees, changes, publishes, and may choose for a page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permissions import register_permission_policy

from content.toolbox.access import PUBLISHERS, may_publish
from content.toolbox.models import Resource
from content.toolbox.names import Audience
from courses.permissions import OrganisationPolicy
from lms.people.access import AUTHORS, has_role_somewhere, organisations_where
from lms.people.models import Person


class ResourcePolicy(OrganisationPolicy):
    """Authors prepare their organisation's; editors do not publish; what readers have had is never deleted."""

    def user_has_permission(self, user: Person, action: str) -> bool:
        roles = PUBLISHERS if action == "publish" else AUTHORS
        return has_role_somewhere(user, *roles)

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Any) -> bool:
        if not super().user_has_permission_for_instance(user, action, instance):
            return False
        if instance.organisation_id and action in ("publish", "unpublish"):
            return may_publish(user, instance.organisation_id)
        return action != "delete" or not instance.versions.exists()

    def instances_user_has_any_permission_for(self, user: Person, actions: Sequence[str]) -> QuerySet:
        own = super().instances_user_has_any_permission_for(user, actions)
        if "choose" in actions and self.user_has_permission(user, "choose"):
            return choosable(*organisations_where(user, *AUTHORS))
        return own


def choosable(*organisations: int | None) -> QuerySet[Resource]:
    """Published resources of these organisations, and those that every organisation may use."""
    shared = Q(audience=Audience.EVERY_ORGANISATION)
    return Resource.objects.filter(Q(organisation__in=[one for one in organisations if one]) | shared, live=True)


POLICY = ResourcePolicy(Resource)
register_permission_policy(Resource, POLICY)

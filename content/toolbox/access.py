"""Who may read a library, prepare what stands in it, and look after it."""

from django.db.models import Q, QuerySet

from content.toolbox.models import Library, Resource
from content.toolbox.names import Audience
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Role

PUBLISHERS = (Role.TRAINER, Role.ADMIN)
KEEPERS = (Role.TRAINER, Role.COORDINATOR, Role.EDITOR, Role.ADMIN)
REVIEWERS = (Role.TRAINER, Role.COORDINATOR, Role.ADMIN)


def readable(person: Visitor) -> QuerySet[Resource]:
    """Published resources that this person may open: their organisations', those shared with every organisation, and
    those of libraries that are open to visitors."""
    is_open = Q(organisation__in=Library.objects.filter(is_open=True).values("organisation"))
    if not person.is_authenticated:
        return Resource.objects.filter(is_open, live=True)
    here = access.organisations_where(person)
    own = Q(organisation__in=here)
    shared = Q(audience=Audience.EVERY_ORGANISATION) if here or person.is_superuser else Q(pk__in=[])
    return Resource.objects.filter(own | shared | is_open, live=True)


def may_read(person: Visitor, resource: Resource) -> bool:
    """Also once it is not published any more, for those who keep the library."""
    if may_see_drafts(person, resource.organisation_id):
        return True
    return readable(person).filter(pk=resource.pk).exists()


def may_read_versions(person: Visitor, resource: Resource) -> bool:
    """Old versions are for people who sign in: of its organisation, or of one that it is shared with."""
    return person.is_authenticated and may_read(person, resource)


def has_open_library() -> bool:
    return Library.objects.filter(is_open=True).exists()


def may_see_drafts(person: Visitor, organisation_id: int) -> bool:
    return access.has_role(person, organisation_id, *KEEPERS)


def may_prepare(person: Visitor, organisation_id: int) -> bool:
    """Write drafts in the admin."""
    return access.may_author(person, organisation_id)


def may_publish(person: Visitor, organisation_id: int) -> bool:
    """Editors prepare, trainers and administrators publish, as with pages."""
    return access.has_role(person, organisation_id, *PUBLISHERS)


def may_review(person: Visitor, resource: Resource) -> bool:
    """Say that it was read over: who looks after it while they are a member, and the team that teaches or plans."""
    is_owner = person.pk is not None and person.pk == resource.owner_id
    is_here = access.is_member(person, resource.organisation_id)
    return (is_owner and is_here) or access.has_role(person, resource.organisation_id, *REVIEWERS)


def may_open_library(person: Visitor, organisation_id: int) -> bool:
    """Open it to visitors, and close it again."""
    return access.has_role(person, organisation_id, Role.COORDINATOR, Role.ADMIN)


def organisations_kept(person: Visitor) -> list[int]:
    """Ids of the organisations whose drafts and dates this person sees."""
    return access.organisations_where(person, *KEEPERS)

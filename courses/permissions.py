"""What a role opens in the authors' admin: groups, page rights and a collection for each organisation.

`follow` is called through ROLE_FOLLOWERS whenever a membership is written, `sync` when a catalogue page is made.
Nobody gives these rights by hand: what a person may write follows from the role, and goes with it.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.permission_policies.base import BasePermissionPolicy

from courses.models import CataloguePage
from lms.people.access import AUTHORS, has_role, has_role_somewhere, organisations_where, roles
from lms.people.models import Organisation, Person, Role

# Editors prepare pages; trainers and administrators publish them.
PAGE_RIGHTS = {
    Role.TRAINER: ("add_page", "change_page", "publish_page"),
    Role.EDITOR: ("add_page", "change_page"),
    Role.ADMIN: ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
}
MEDIA_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
VIDEO_RIGHTS = ("add_media", "change_media")
GROUP_NAMES = {Role.TRAINER: "trainers", Role.EDITOR: "editors", Role.ADMIN: "admins"}


def group_name(organisation: Organisation, role: Role) -> str:
    return f"{organisation.code}: {GROUP_NAMES[role]}"


def follow(person: Person, organisation: Organisation) -> None:
    """Bring one person's groups into step with the roles they hold in this organisation."""
    held = roles(person).get(organisation.pk, set()) & AUTHORS
    names = {group_name(organisation, role) for role in held}
    present = person.groups.filter(name__startswith=f"{organisation.code}: ")
    person.groups.remove(*[group for group in present if group.name not in names])
    if held:
        groups = {group.name: group for group in Group.objects.filter(name__in=names)}
        if len(groups) < len(names):  # the first author of this organisation
            groups = {group.name: group for group in sync(organisation).values()}
        person.groups.add(*[groups[name] for name in names])


def sync(organisation: Organisation) -> dict[Role, Group]:
    """Groups of this organisation with the rights they should have, and no others; safe to repeat."""
    groups = {role: Group.objects.get_or_create(name=group_name(organisation, role))[0] for role in GROUP_NAMES}
    collection = collection_of(organisation)
    catalogues = list(CataloguePage.objects.filter(organisation=organisation))
    entrance = _permissions("wagtailadmin", ["access_admin"])
    media = [
        *_permissions("wagtailimages", MEDIA_RIGHTS),
        *_permissions("wagtaildocs", MEDIA_RIGHTS),
        *_permissions("wagtailmedia", VIDEO_RIGHTS),
    ]
    for role, group in groups.items():
        group.permissions.set(entrance)
        _grant_pages(group, catalogues, _permissions("wagtailcore", PAGE_RIGHTS[role]))
        for permission in media:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    _ask_publishers(organisation, [groups[Role.TRAINER], groups[Role.ADMIN]], catalogues)
    return groups


def sync_memberships(organisation: Organisation) -> None:
    """Everybody's groups of one organisation, after memberships were written in bulk."""
    sync(organisation)
    authors = Person.objects.filter(
        Q(memberships__organisation=organisation, memberships__role__in=AUTHORS)
        | Q(groups__name__startswith=f"{organisation.code}: ")
    )
    for person in authors.distinct():
        follow(person, organisation)


def collection_of(organisation: Organisation) -> Collection:
    """Where this organisation keeps its images and documents. Found by its rights: its name may be changed."""
    held = GroupCollectionPermission.objects.filter(group__name=group_name(organisation, Role.TRAINER))
    row = held.select_related("collection").first()
    if row is not None:
        return row.collection
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    return root.add_child(name=organisation.name)


class OrganisationPolicy(BasePermissionPolicy):
    """Rows of one organisation belong to those who hold one of these roles there; others do not see them.

    `path` leads from the row to its organisation, for example "framework__organisation".
    """

    def __init__(self, model: type | str, path: str = "organisation", roles: Iterable[Role] = AUTHORS) -> None:
        super().__init__(model)
        self.path, self.roles = path, tuple(roles)

    def user_has_permission(self, user: Person, action: str) -> bool:
        return has_role_somewhere(user, *self.roles)

    def user_has_any_permission(self, user: Person, actions: Sequence[str]) -> bool:
        return self.user_has_permission(user, "")

    def user_has_permission_for_instance(self, user: Person, action: str, instance: object) -> bool:
        organisation = instance
        for name in self.path.split("__"):
            organisation = getattr(organisation, name, None)
        if organisation is None:  # a row that is being written for the first time
            return self.user_has_permission(user, action)
        return has_role(user, organisation.pk, *self.roles)  # type: ignore[attr-defined]

    def instances_user_has_any_permission_for(self, user: Person, actions: Sequence[str]) -> QuerySet:
        rows = self.model._default_manager.all()
        if user.is_active and user.is_superuser:
            return rows
        return rows.filter(**{f"{self.path}__in": organisations_where(user, *self.roles)})

    def users_with_any_permission(self, actions: Sequence[str]) -> QuerySet[Person]:
        may = Q(is_superuser=True) | Q(memberships__role__in=self.roles)
        return Person.objects.filter(may, is_active=True).distinct()


def _grant_pages(group: Group, catalogues: Sequence[CataloguePage], permissions: Sequence[Permission]) -> None:
    present = GroupPagePermission.objects.filter(group=group)
    present.exclude(page__in=catalogues, permission__in=permissions).delete()
    for page in catalogues:
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def _ask_publishers(organisation: Organisation, groups: Sequence[Group], catalogues: Sequence[CataloguePage]) -> None:
    """What an editor submits is read over by those who publish in the same organisation, and by nobody else."""
    # Found by its groups: what it is called depends on the language it was made in, and may be changed.
    task = GroupApprovalTask.objects.filter(groups__name=group_name(organisation, Role.TRAINER)).order_by("pk").first()
    if task is None:
        with override(settings.LANGUAGE_CODE):
            # Buttons say "Submit to" and this name.
            task = GroupApprovalTask.objects.create(name=_("the reviewers (%(code)s)") % {"code": organisation.code})
    task.groups.set(groups)
    held = WorkflowTask.objects.filter(task=task).select_related("workflow").first()
    workflow = held.workflow if held else Workflow.objects.create(name=task.name)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    for page in catalogues:
        WorkflowPage.objects.update_or_create(page_id=page.pk, defaults={"workflow": workflow})


def _permissions(app_label: str, names: Iterable[str]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app_label, codename__in=names))

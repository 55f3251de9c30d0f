"""Who may see a directory, keep it, and read what is asked of partners; asks lms.people.access for roles."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from lms.partners.models import DirectoryRules, PartnerRequest
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Organisation, Role

KEEPERS = (Role.COORDINATOR, Role.ADMIN, Role.EDITOR)
FOLLOWERS = (Role.COORDINATOR, Role.ADMIN)


def may_see_directory(person: Visitor, organisation: Organisation) -> bool:
    """Members always; everybody where the organisation publishes its directory."""
    return access.is_member(person, organisation.pk) or rules_of(organisation).is_public


def may_keep_directory(person: Visitor, organisation_id: int) -> bool:
    """Write partners and solutions, bring them in by a table."""
    return access.has_role(person, organisation_id, *KEEPERS)


def may_follow_requests(person: Visitor, organisation_id: int) -> bool:
    """Read what is asked of partners and what they answer, and set the rules of the directory."""
    return access.has_role(person, organisation_id, *FOLLOWERS)


def may_read_request(person: Visitor, request: PartnerRequest) -> bool:
    """Who asked, and who follows requests. Partners and visitors come by their own links: see asking/links.py."""
    is_theirs = person.pk is not None and person.pk == request.asker_id
    return is_theirs or may_follow_requests(person, request.organisation_id)


def rules_of(organisation: Organisation) -> DirectoryRules:
    """As they stand, or as they are before anybody has chosen. One query."""
    found = DirectoryRules.objects.filter(organisation=organisation).first()
    return found or DirectoryRules(organisation=organisation)


def directories_for(person: Visitor) -> QuerySet[Organisation]:
    """The organisations whose directory this person may open, by name."""
    mine = Q(pk__in=access.organisations_where(person)) & Q(partners__isnull=False)
    return Organisation.objects.filter(Q(directory_rules__is_public=True) | mine).distinct().order_by("name", "pk")


def seen_organisation(request: HttpRequest, code: str) -> Organisation:
    """The organisation of that code whose directory may be seen; else it does not exist."""
    organisation = Organisation.objects.filter(code__iexact=code).first()
    if organisation is None or not may_see_directory(request.user, organisation):
        raise Http404
    return organisation


def kept_organisation(request: HttpRequest, code: str) -> Organisation:
    """One whose directory this person keeps; other members are told who does."""
    organisation = _mine(request, code)
    if not may_keep_directory(request.user, organisation.pk):
        raise PermissionDenied(_("The directory is kept by editors, coordinators and administrators."))
    return organisation


def followed_organisation(request: HttpRequest, code: str) -> Organisation:
    organisation = _mine(request, code)
    if not may_follow_requests(request.user, organisation.pk):
        raise PermissionDenied(_("Questions to partners are followed by coordinators and administrators."))
    return organisation


def _mine(request: HttpRequest, code: str) -> Organisation:
    organisation = Organisation.objects.filter(code__iexact=code).first()
    is_known = organisation is not None and (
        access.is_member(request.user, organisation.pk) or may_keep_directory(request.user, organisation.pk)
    )
    if organisation is None or not is_known:
        raise Http404
    return organisation

"""Who may download a document: the organisation's own people, and everybody what its public pages link to."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import GroupCollectionPermission, Page, ReferenceIndex

from courses.models import CataloguePage, HomePage, JourneyPage
from courses.permissions import group_name
from lms.people.access import Visitor, is_member
from lms.people.models import Organisation, Role

PUBLIC = (HomePage, CataloguePage, JourneyPage)


@hooks.register("before_serve_document")
def keep_in_the_organisation(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """None: Wagtail serves it. A stranger may sign in first; for another organisation's people it does not exist."""
    owners = owners_of(document)
    if not owners or _is_reader(request.user, owners) or is_public(document):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    raise Http404


def owners_of(document: AbstractDocument) -> list[Organisation]:
    """Whose collection it is kept in; nobody's, when the whole site may use it."""
    above = document.collection.get_ancestors(inclusive=True)
    names = GroupCollectionPermission.objects.filter(collection__in=above).values_list("group__name", flat=True)
    held = set(names)
    return [row for row in Organisation.objects.all() if group_name(row, Role.TRAINER) in held]


def is_public(document: AbstractDocument) -> bool:
    """Does a page that anybody reads link to it?"""
    pages = [int(row.object_id) for row in ReferenceIndex.get_references_to(document) if _is_of_a_page(row)]
    return Page.objects.filter(pk__in=pages).live().type(PUBLIC).exists()


def _is_of_a_page(row: ReferenceIndex) -> bool:
    model = row.content_type.model_class()
    return model is not None and issubclass(model, Page)


def _is_reader(person: Visitor, owners: list[Organisation]) -> bool:
    return (person.is_active and person.is_superuser) or any(is_member(person, row.pk) for row in owners)

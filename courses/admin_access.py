"""Keeps the authors' admin inside one's own organisation where Wagtail alone shows more. wagtail_hooks imports it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from taggit.models import TaggedItem
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.tags import TAGS_AUTOCOMPLETE_LIMIT
from wagtail.admin.viewsets.base import ViewSet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from courses.accounts import OrganisationViewSet, OwnAccountView
from courses.models import CataloguePage
from lms.people.access import AUTHORS, organisations_where


@hooks.register("register_admin_viewset")
def register_organisations() -> ViewSet:
    return OrganisationViewSet("organisations", url_prefix="organisations")


@hooks.register("construct_page_chooser_queryset")
def choose_own_pages(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Links lead to pages of one's own organisations, and to the pages above them."""
    if request.user.is_superuser:
        return pages
    within: Any = Q(pk__in=[])
    own = CataloguePage.objects.filter(organisation__in=organisations_where(request.user, *AUTHORS))
    for catalogue in own:
        within |= Q(path__startswith=catalogue.path) | Q(pk__in=catalogue.get_ancestors().values("pk"))
    return pages.filter(within)


@hooks.register("before_move_page")
def move_own_pages(request: HttpRequest, page: Page, destination: Page) -> None:
    """Wagtail refuses the move itself; before that, it would show the page to whoever asks."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


def choose_below(request: HttpRequest, parent: int) -> HttpResponse:
    """Wagtail's chooser names the page it starts from, whosever it is."""
    _check_own(request, [parent])
    response: HttpResponse = BrowseView.as_view()(request, parent)
    return response


def chosen_pages(request: HttpRequest) -> HttpResponse:
    _check_own(request, request.GET.getlist("id"))
    response: HttpResponse = ChosenMultipleView.as_view()(request)
    return response


def _check_own(request: HttpRequest, keys: Sequence[int | str]) -> None:
    wanted = {int(key) for key in keys if str(key).isdecimal() and len(str(key)) < 10}
    if choose_own_pages(Page.objects.filter(pk__in=wanted), request).count() != len(set(keys)):
        raise Http404


def own_tags(request: HttpRequest) -> JsonResponse:
    """Tags of the images and documents that this person may choose: others' words stay theirs."""
    term, user = request.GET.get("term", "").replace("\0", ""), request.user
    shared = Q(pk__in=[])
    for model in (get_image_model(), get_document_model()):
        policy = policy_registry.get_by_type(model)
        own = policy.instances_user_has_any_permission_for(user, ["choose", "change"]).values("pk")
        label, name = model._meta.label_lower.split(".")
        shared |= Q(content_type__app_label=label, content_type__model=name, object_id__in=own)
    names = TaggedItem.objects.filter(shared, tag__name__istartswith=term).order_by("tag__name")
    found = names.values_list("tag__name", flat=True).distinct()[:TAGS_AUTOCOMPLETE_LIMIT]
    return JsonResponse(list(found) if term else [], safe=False)


def nothing(request: HttpRequest, **parts: str) -> HttpResponse:
    """Lists of every organisation's files, which no screen asks for."""
    raise Http404


@hooks.register("construct_reports_menu")
def hide_report_on_everybody(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "page-types-usage"]


class PageTypesReport(PageTypesUsageReportView):
    """It names the last page edited of each type, whosever it is: for whoever runs the site."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


# Addresses of Wagtail's that we answer in its place; lms/urls.py puts them first.
urlpatterns = [
    path("choose-page/<int:parent>/", require_admin_access(choose_below), name="admin_choose_below"),
    path("choose-page/chosen-multiple/", require_admin_access(chosen_pages), name="admin_chosen_pages"),
    path("tag-autocomplete/", require_admin_access(own_tags), name="admin_own_tags"),
    re_path(r"^api/main/(?P<kind>images|documents)/", nothing, name="admin_no_files_api"),
    path("account/", require_admin_access(OwnAccountView.as_view()), name="admin_account"),
    path("reports/page-types-usage/", require_admin_access(PageTypesReport.as_view()), name="admin_page_types"),
    path(
        "reports/page-types-usage/results/",
        require_admin_access(PageTypesReport.as_view(results_only=True)),
        name="admin_page_types_results",
    ),
]

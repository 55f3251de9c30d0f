"""Finds a page by its whole path, so that depth costs nothing, and serves it to whoever may see it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, re_path
from django.utils.translation import get_language
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from courses import acts
from courses.door import closed_door
from courses.seat import seat_in


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """The page at this path through Wagtail's own chain of hooks, or what the door says instead."""
    page = find_page(request, path)
    if page is None:
        raise Http404
    refused = closed_door(request, page)
    if refused is not None:
        return refused
    seat = seat_in(request)
    if seat is not None and acts.recover(request, seat, str(page.translation_key)):
        return redirect(request.path)
    if spoken := _other_language(request, page):
        if address := _same_in_language_of_address(request, page):
            return redirect(address)
        request.page_language = spoken  # type: ignore[attr-defined]  # templates mark the author's words with it
    # Wagtail reads the answer of its level by level search here; we have found it already.
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    response: HttpResponse = wagtail_views.serve(request, path)
    return response


def find_page(request: HttpRequest, path: str) -> Page | None:
    """The page, live or not, in its own class: two queries at any depth.

    A path that only another language knows leads to that language's page: whoever switches keeps their place.
    """
    roots = [each.root_path for each in language_roots(request)]
    trail = path.strip("/")
    wanted = [f"{root}{trail}/" for root in roots] if trail else roots[:1]
    # The slug is indexed and the whole path is not.
    slug = wanted[0].rstrip("/").rpartition("/")[2] if wanted else ""
    rows = Page.objects.filter(slug=slug, url_path__in=wanted).values_list("live", "url_path", "pk", "content_type_id")
    found = min(rows, key=lambda row: (not row[0], wanted.index(row[1])), default=None)
    if found is None:
        return None
    model: Any = ContentType.objects.get_for_id(found[3]).model_class() or Page
    return model._default_manager.filter(pk=found[2]).first()


def language_roots(request: HttpRequest) -> list[Any]:
    """Where this site's pages start in each language, as Wagtail's SiteRootPath; first that of the address."""
    roots = Site.get_site_root_paths()  # Wagtail keeps them in the cache
    if len({each.site_id for each in roots}) > 1:
        site = Site.find_for_request(request)
        roots = [each for each in roots if site is not None and each.site_id == site.pk]
    return sorted(roots, key=lambda each: each.language_code != get_language())


def _other_language(request: HttpRequest, page: Page) -> str:
    """The language of a page that is not in that of the address; else nothing."""
    roots = language_roots(request)
    spoken = next((each.language_code for each in roots if page.url_path.startswith(each.root_path)), "")
    return "" if spoken == get_language() else spoken


def _same_in_language_of_address(request: HttpRequest, page: Page) -> str:
    """The address of the page's live translation, if it has one."""
    twin = page.get_translations().filter(locale__language_code=get_language(), live=True).first()
    return (twin.get_url(request) or "") if twin else ""


urlpatterns: list[URLPattern] = [
    # Wagtail's own sign-in page would be a second door, without second key and without limits on guessing.
    *[each for each in wagtail_urls.urlpatterns if each.name not in ("wagtail_serve", "wagtailcore_login")],
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
]

"""The library as its readers see it: search, one resource, its versions, what they want to find again."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content.toolbox import access, files, telling
from content.toolbox import library as shelves
from content.toolbox.models import Favourite, Resource, ResourceVersion
from lms.people.access import signed_in

PAGE = 20


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Everything one may read, by words and facets; with ?mine=1, what one marked to find again."""
    person = request.user
    if not person.is_authenticated and not access.has_open_library():
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    words = request.GET.get("q", "")[: shelves.LONGEST_SEARCH].strip()
    chosen = {name: request.GET.get(name, "")[:60] for name in shelves.FACETS}
    is_mine = person.is_authenticated and request.GET.get("mine") == "1"
    favourites = set(_favourites(person)) if person.is_authenticated else set()
    rows = access.readable(person)
    found = shelves.find(rows.filter(pk__in=favourites) if is_mine else rows, words, chosen)
    page = Paginator(found.keys, PAGE).get_page(request.GET.get("page"))
    here = {row.pk: row for row in _shown(Resource.objects.filter(pk__in=list(page.object_list)))}
    asked = {"q": words, **chosen, "mine": "1" if is_mine else ""}
    context = {
        "lines": [telling.line(here[key], key in favourites) for key in page.object_list if key in here],
        "page": page,
        "count": page.paginator.count,
        "words": words,
        "query": _query(asked),
        "facets": _facets(found, asked),
        "kept": {name: value for name, value in asked.items() if value and name != "q"},
        "is_filtered": any(asked.values()),
        "is_mine": is_mine,
        "mine_url": "?" + _query({**asked, "mine": "" if is_mine else "1"}),
        "several": len({row.organisation_id for row in here.values()}) > 1,
        "keeps": bool(access.organisations_kept(person)),
    }
    return render(request, "toolbox/library.html", context)


@require_safe
def resource(request: HttpRequest, resource: UUID) -> HttpResponse:
    """One resource as last published, where it is used, and its versions."""
    row = find_resource(request, resource)
    if not row.live:
        if access.may_see_drafts(request.user, row.organisation_id):
            return redirect("toolbox:draft", row.public_id)
        raise Http404
    person = request.user
    reads_versions = access.may_read_versions(person, row)
    versions = list(row.versions.only("number", "note", "published_at", "resource"))
    context = {
        **telling.page(row),
        "number": versions[0].number if versions else 0,
        "versions": versions if reads_versions else [],
        "used_in": telling.used_in(row, person) if person.is_authenticated else [],
        "is_favourite": person.is_authenticated
        and Favourite.objects.filter(person_id=person.pk, resource=row).exists(),
        "may_review": access.may_review(person, row),
        "may_prepare": access.may_prepare(person, row.organisation_id),
        "keeps": access.may_see_drafts(person, row.organisation_id),
    }
    return render(request, "toolbox/resource.html", context)


@login_required
@require_safe
def version(request: HttpRequest, resource: UUID, number: int) -> HttpResponse:
    """An older version, whole; said to be one."""
    row = find_resource(request, resource)
    found = _version(request, row, number)
    newest = row.versions.order_by("-number").values_list("number", flat=True).first()
    context = {**telling.page(found, row), "number": number, "is_old": number != newest, "newest": newest}
    return render(request, "toolbox/version.html", context)


@require_safe
def file(request: HttpRequest, resource: UUID, number: int) -> HttpResponseBase:
    """The file of a version. Visitors of an open library get the newest; older ones ask to sign in."""
    row = find_resource(request, resource)
    found = _version(request, row, number)
    if found.file is None:
        raise Http404
    return files.give(found.file)


@login_required
@require_POST
def favourite(request: HttpRequest, resource: UUID) -> HttpResponse:
    """Find it again, or no longer: what the button says, so that a second click changes nothing."""
    row = find_resource(request, resource)
    person = signed_in(request)
    if request.POST.get("keep") == "1":
        Favourite.objects.get_or_create(person=person, resource=row)
    else:
        Favourite.objects.filter(person=person, resource=row).delete()
    return redirect("toolbox:resource", row.public_id)


def find_resource(request: HttpRequest, public_id: UUID) -> Resource:
    """Http404 for another organisation's, and for drafts of those who do not keep the library."""
    row = _shown(Resource.objects.filter(public_id=public_id)).first()
    if row is None or not access.may_read(request.user, row):
        raise Http404
    return row


def _version(request: HttpRequest, row: Resource, number: int) -> ResourceVersion:
    found = row.versions.filter(number=number).select_related("file").first()
    if found is None:
        raise Http404
    if not request.user.is_authenticated and row.versions.filter(number__gt=number).exists():
        raise Http404
    return found


def _shown(rows: Any) -> Any:
    return rows.select_related("organisation", "file", "owner", "competency_block", "competency").defer("words")


def _favourites(person: Any) -> list[int]:
    return list(Favourite.objects.filter(person_id=person.pk).values_list("resource", flat=True))


def _facets(found: shelves.Found, asked: dict[str, str]) -> list[dict[str, Any]]:
    """Each with its chips; a chip that is chosen takes its choice back."""
    titles = {
        "step": _("Step"),
        "block": _("Competency block"),
        "competency": _("Competency"),
        "format": _("Format"),
        "language": _("Language"),
        "easy": _("Easy to read"),
    }
    told = []
    for name, values in found.facets.items():
        if name == "competency" and not (asked["block"] or asked["competency"]):
            continue  # once a block is chosen: all of them at once are a wall of words
        chips = [
            {**one, "url": "?" + _query({**asked, name: "" if one["current"] else one["value"]})} for one in values
        ]
        if len(chips) > 1 or name == "easy" or any(chip["current"] for chip in chips):
            told.append({"name": name, "title": titles[name], "chips": chips})
    return [one for one in told if one["chips"]]


def _query(asked: dict[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})

"""The directory as everybody reads it: with filters, nearest first, one partner, its logo."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from lms.partners import access
from lms.partners.listing import choice_in, chosen, facets, is_near, nearest_first, published
from lms.partners.models import Logo, Partner, SolutionPack
from lms.partners.pictograms import every_sign
from lms.partners.places import NEAR_KM, find_place, known_places, names_of
from lms.people.access import organisations_where
from lms.people.models import Organisation

A_PAGE = 24
NEAREST = 100

Context = dict[str, Any]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The directories that this person may open; straight to it where there is one."""
    found = list(access.directories_for(request.user))
    if len(found) == 1:
        return redirect("partners:directory", found[0].code)
    kept = [row for row in _mine(request) if row not in found and access.may_keep_directory(request.user, row.pk)]
    return render(request, "partners/home.html", {"organisations": found, "kept": kept})


@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: HttpRequest, code: str) -> HttpResponse:
    """A form that is posted asks for the nearest: what is typed stands in no address, no log and no table."""
    organisation = access.seen_organisation(request, code)
    choice = choice_in(request.GET)
    context = _around(request, organisation, choice_in(request.GET))
    rows = chosen(organisation, choice).prefetch_related("pictograms")
    if request.method == "POST":
        return render(request, "partners/directory.html", {**context, **_near(request.POST, organisation, list(rows))})
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "lines": [(one, "") for one in page], "total": page.paginator.count}
    return render(request, "partners/directory.html", context)


@require_safe
def partner(request: HttpRequest, code: str, partner: UUID) -> HttpResponse:
    organisation = access.seen_organisation(request, code)
    row = seen_partner(request, organisation, partner)
    packs = SolutionPack.objects.filter(partners=row, is_published=True)
    context = {
        "organisation": organisation,
        "partner": row,
        "signs": row.signs,
        "packs": packs,
        "has_logo": Logo.objects.filter(partner=row).values_list("alternative", flat=True).first(),
        "keeps": access.may_keep_directory(request.user, organisation.pk),
    }
    return render(request, "partners/partner.html", context)


@require_safe
def logo(request: HttpRequest, code: str, partner: UUID) -> HttpResponse:
    """The PNG that we drew; nobody else's bytes."""
    organisation = access.seen_organisation(request, code)
    row = get_object_or_404(Logo, partner=seen_partner(request, organisation, partner))
    response = HttpResponse(bytes(row.png), content_type="image/png")
    response["Content-Disposition"] = 'attachment; filename="logo.png"'
    response["Cache-Control"] = "private, max-age=600"
    return response


def seen_partner(request: HttpRequest, organisation: Organisation, public_id: UUID) -> Partner:
    """A published one; who keeps the directory sees the others too."""
    rows = Partner.objects.filter(organisation=organisation).select_related("organisation")
    row = get_object_or_404(rows, public_id=public_id)
    if not row.is_published and not access.may_keep_directory(request.user, organisation.pk):
        raise Http404
    return row


def _around(request: HttpRequest, organisation: Organisation, choice: Any) -> Context:
    territories = published(organisation).exclude(territory="").order_by("territory")
    names = list(dict.fromkeys(territories.values_list("territory", flat=True)))
    query = urlencode({**choice.signs, **({"territory": choice.territory} if choice.territory else {})})
    return {
        "organisation": organisation,
        "rules": access.rules_of(organisation),
        "choice": choice,
        "facets": facets(choice, names),
        "signs": every_sign(),
        "query": query,
        "near_km": NEAR_KM,
        "keeps": access.may_keep_directory(request.user, organisation.pk),
        "follows": access.may_follow_requests(request.user, organisation.pk),
    }


def _near(sent: QueryDict, organisation: Organisation, rows: list[Partner]) -> Context:
    known = known_places(organisation.pk, published(organisation))
    typed = sent.get("place", "")[:200].strip()
    place = find_place(typed, known)
    found: Context = {"typed": typed, "total": len(rows), "known": names_of(known), "place": place}
    if place is None:
        return {**found, "lines": [(one, "") for one in rows[:NEAREST]]}
    is_none_near = bool(rows) and not is_near(rows, place)
    return {**found, "lines": nearest_first(rows, place)[:NEAREST], "none_near": is_none_near}


def _mine(request: HttpRequest) -> list[Organisation]:
    return list(Organisation.objects.filter(pk__in=organisations_where(request.user)).order_by("name", "pk"))

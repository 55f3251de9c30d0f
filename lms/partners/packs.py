"""Solutions that worked somewhere: read by whom the directory is open to, written by who keeps it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.partners import access
from lms.partners.forms import PackForm
from lms.partners.models import SolutionPack
from lms.partners.models.packs import TerritoryType
from lms.people.models import Organisation

A_PAGE = 24


@require_safe
def packs(request: HttpRequest, code: str) -> HttpResponse:
    organisation = access.seen_organisation(request, code)
    asked = request.GET.get("territory", "")
    rows = SolutionPack.objects.filter(organisation=organisation, is_published=True)
    if asked in TerritoryType.values:
        rows = rows.filter(territory_type=asked)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    here = reverse("partners:packs", args=[organisation.code])
    chips = [{"label": pgettext("territories", "All"), "url": here, "current": asked not in TerritoryType.values}]
    chips += [
        {"label": label, "url": f"{here}?territory={value}", "current": asked == value}
        for value, label in TerritoryType.choices
    ]
    context = {
        "organisation": organisation,
        "page": page,
        "chips": chips,
        "query": f"territory={asked}" if asked in TerritoryType.values else "",
        "keeps": access.may_keep_directory(request.user, organisation.pk),
    }
    return render(request, "partners/packs.html", context)


@require_safe
def pack(request: HttpRequest, code: str, pack: UUID) -> HttpResponse:
    organisation = access.seen_organisation(request, code)
    row = get_object_or_404(SolutionPack, organisation=organisation, public_id=pack)
    keeps = access.may_keep_directory(request.user, organisation.pk)
    if not row.is_published and not keeps:
        raise Http404
    partners = row.partners.filter(is_published=True).order_by("name", "pk")
    context = {
        "organisation": organisation,
        "pack": row,
        "partners": partners,
        "sites": [line for line in row.sites.splitlines() if line.strip()],
        "keeps": keeps,
    }
    return render(request, "partners/pack.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_pack(request: HttpRequest, code: str) -> HttpResponse:
    return _written(request, access.kept_organisation(request, code), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_pack(request: HttpRequest, code: str, pack: UUID) -> HttpResponse:
    organisation = access.kept_organisation(request, code)
    return _written(request, organisation, get_object_or_404(SolutionPack, organisation=organisation, public_id=pack))


def _written(request: HttpRequest, organisation: Organisation, row: SolutionPack | None) -> HttpResponse:
    form = PackForm(request.POST or None, instance=row, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = form.save()
        messages.success(request, _("“%(name)s” is kept.") % {"name": kept.title})
        return redirect("partners:pack", organisation.code, kept.public_id)
    return render(request, "partners/edit_pack.html", {"organisation": organisation, "pack": row, "form": form})

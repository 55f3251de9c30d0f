"""The screens where trainers and coordinators keep their organisation's grids."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.assessment.access import GRID_WRITERS, may_write_grids
from lms.assessment.grid_form import CriteriaSet, GridForm, initial_of, told_of
from lms.assessment.grids import current, with_lines, write_grid
from lms.assessment.models import Grid
from lms.catalogue.models import Indicator
from lms.people.access import is_member, organisations_where
from lms.people.models import Organisation
from lms.plugins.kind import Refused


@login_required
@require_GET
def grids(request: HttpRequest) -> HttpResponse:
    """The grids of each organisation where this person may write some."""
    rows = Organisation.objects.order_by("name", "pk")
    if not request.user.is_superuser:
        rows = rows.filter(pk__in=organisations_where(request.user, *GRID_WRITERS))
    if not rows:
        raise PermissionDenied(_("Grids are kept by trainers and coordinators."))
    found = Grid.objects.filter(organisation__in=rows, is_current=True).order_by("title", "pk")
    lines = list(found.annotate(criteria_count=Count("criteria")))
    by_organisation = [(one, [grid for grid in lines if grid.organisation_id == one.pk]) for one in rows]
    return render(request, "assessment/grids.html", {"organisations": by_organisation})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_grid(request: HttpRequest, code: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, code=code)
    _check(request, organisation)
    return _edit(request, organisation, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, grid: UUID) -> HttpResponse:
    """One grid to be read and changed; an older version leads to the one in force."""
    row = get_object_or_404(with_lines(Grid.objects.select_related("organisation")), public_id=grid)
    _check(request, row.organisation)
    if not row.is_current:
        newest = get_object_or_404(current(row.organisation_id), code=row.code)
        return redirect("assessment:grid", newest.public_id)
    return _edit(request, row.organisation, row)


def _edit(request: HttpRequest, organisation: Organisation, row: Grid | None) -> HttpResponse:
    known = {str(one.pk): one for one in _indicators(organisation)}
    options = {"indicators": [(key, str(one)) for key, one in known.items()]}
    start = {"code": row.code, "title": row.title, "instructions": row.instructions} if row else {}
    form = GridForm(request.POST or None, initial=start)
    form.fields["code"].disabled = row is not None
    lines = initial_of(row) if row else []
    criteria = CriteriaSet(request.POST or None, initial=lines, form_kwargs=options, prefix="c")
    if request.method == "POST":
        if "more" in request.POST:
            criteria = CriteriaSet(_with_one_more(request), initial=lines, form_kwargs=options, prefix="c")
        elif form.is_valid() and criteria.is_valid():
            try:
                _check_new(organisation, row, form)
                written = write_grid(organisation, told_of(form, criteria, known))
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _said(row, written))
                return redirect("assessment:grid", written.public_id)
    context: dict[str, Any] = {
        "organisation": organisation,
        "grid": row,
        "form": form,
        "criteria": criteria,
        "is_wrong": "more" not in request.POST and (form.errors or criteria.total_error_count()),
    }
    return render(request, "assessment/grid.html", context)


def _said(old: Grid | None, written: Grid) -> str:
    if old is not None and old.pk != written.pk:
        return _("The grid is kept as version %(number)d. What was assessed by the one before stays as it is.") % {
            "number": written.version
        }
    return _("The grid is kept.")


def _check_new(organisation: Organisation, row: Grid | None, form: GridForm) -> None:
    if row is None and current(organisation.pk).filter(code=form.cleaned_data["code"]).exists():
        raise Refused(_("Another grid has this code. Choose another one."))


def _with_one_more(request: HttpRequest) -> Any:
    """What was sent, with one more empty criterion; nothing that was typed is lost."""
    sent = request.POST.copy()
    count = sent.get("c-TOTAL_FORMS", "1")
    sent["c-TOTAL_FORMS"] = str(int(count) + 1) if count.isdecimal() and len(count) < 4 else "1"
    return sent


def _indicators(organisation: Organisation) -> list[Indicator]:
    rows = Indicator.objects.filter(competency__competency_block__framework__organisation=organisation)
    return list(rows.order_by("competency__competency_block__framework", "code", "pk"))


def _check(request: HttpRequest, organisation: Organisation) -> None:
    """Another organisation does not exist; one's own may still be closed to one's role."""
    if may_write_grids(request.user, organisation.pk):
        return
    if is_member(request.user, organisation.pk):
        raise PermissionDenied(_("Grids are kept by trainers and coordinators."))
    raise Http404

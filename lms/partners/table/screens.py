"""Many partners by a table: a file is read, what each line would do is shown, and only then is it written."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.partners import access
from lms.partners.models import Partner, PartnerPlan
from lms.partners.pictograms import CHOICES
from lms.partners.table.apply import Changed, apply_plan
from lms.partners.table.columns import LABELS, SAYS
from lms.partners.table.plan import CHANGE, NEW, SAME, WRONG, PlannedLine, plan_table
from lms.people.access import signed_in
from lms.people.models import Organisation, Person
from lms.tables import NoTable, TableForm, read_table, write_table

KEPT = timedelta(days=1)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    organisation = access.kept_organisation(request, code)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if request.method == "POST" and form.is_valid():
        try:
            lines, ignored = plan_table(read_table(form.cleaned_data["table"].read()), organisation)
        except NoTable as fault:
            form.add_error("table", str(fault))
        else:
            plan = _keep(organisation, signed_in(request), lines, ignored)
            return redirect("partners:partner_plan", organisation.code, plan.public_id)
    columns = [(label, SAYS.get(column, "")) for column, label in LABELS.items()]
    lists = [(LABELS[axis], list(choices.labels)) for axis, choices in CHOICES.items()]
    context = {"organisation": organisation, "form": form, "columns": columns, "lists": lists}
    return render(request, "partners/upload.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def partner_plan(request: HttpRequest, code: str, partner_plan: UUID) -> HttpResponse:
    """What each line will do; confirmed, it is written once, exactly so."""
    organisation = access.kept_organisation(request, code)
    plan = get_object_or_404(PartnerPlan, organisation=organisation, public_id=partner_plan)
    if request.method == "POST":
        try:
            outcome = apply_plan(plan, only_right=request.POST.get("what") == "right")
        except Changed as fault:
            messages.error(request, str(fault))
            return redirect("partners:partner_plan", organisation.code, plan.public_id)
        count = outcome.get(NEW, 0) + outcome.get(CHANGE, 0)
        messages.success(
            request, ngettext("%(count)d partner is kept.", "%(count)d partners are kept.", count) % {"count": count}
        )
        return redirect("partners:desk", organisation.code)
    lines = [PlannedLine(**line) for line in plan.lines]
    context = {
        "organisation": organisation,
        "plan": plan,
        "lines": [_shown(one) for one in lines],
        "counts": {act: sum(one.act == act for one in lines) for act in (NEW, CHANGE, SAME, WRONG)},
        "writes": any(one.act in (NEW, CHANGE) for one in lines),
    }
    return render(request, "partners/plan.html", context)


@login_required
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Every partner, as a table that may be sent back; what looks like a formula is made harmless."""
    organisation = access.kept_organisation(request, code)
    rows = Partner.objects.filter(organisation=organisation).prefetch_related("pictograms").order_by("code")
    return _csv(write_table(map(str, LABELS.values()), map(_cells, rows)), "partners.csv")


@login_required
@require_safe
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """A table to fill in, with one line that shows how."""
    organisation = access.kept_organisation(request, code)
    example = Partner(organisation=organisation, code="atelier-19", name=_("The Shared Workshop"), commune="Tulle")
    example.postcode, example.latitude, example.longitude = "19000", 45.267, 1.771
    cells = _cells(
        example, {axis: [str(choices.labels[1]), str(choices.labels[2])] for axis, choices in CHOICES.items()}
    )
    return _csv(write_table(map(str, LABELS.values()), [cells]), "sample.csv")


def _keep(organisation: Organisation, author: Person, lines: list[PlannedLine], ignored: list[str]) -> PartnerPlan:
    PartnerPlan.objects.filter(made_at__lt=timezone.now() - KEPT, applied_at=None).delete()
    told = [one.as_json() for one in lines]
    return PartnerPlan.objects.create(organisation=organisation, author=author, lines=told, ignored=ignored)


def _shown(one: PlannedLine) -> dict[str, Any]:
    words = ", ".join(str(LABELS[name]) for name in one.changes)
    return {
        "line": one.line,
        "who": one.name or one.code,
        "code": one.code,
        "act": one.act,
        "says": _("changes: %(columns)s") % {"columns": words} if words else "",
        "faults": one.faults,
    }


def _cells(row: Partner, signs: dict[str, list[str]] | None = None) -> list[str]:
    words = signs or {axis: [sign.words for sign in held] for axis, held in row.signs.items()}
    found = []
    for column in LABELS:
        if column in CHOICES:
            found.append(", ".join(words[column]))
        elif column == "is_published":
            found.append(_("yes") if row.is_published else _("no"))
        else:
            value = getattr(row, column)
            found.append("" if value is None else str(value))
    return found


def _csv(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

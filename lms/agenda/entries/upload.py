"""Many people enter by a table: a file is read, what each line would do is shown, and only then is it written."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.agenda.entries.apply import Changed, apply_plan
from lms.agenda.entries.columns import SAYS
from lms.agenda.entries.plan import ENTER, NOTHING, WRONG, PlannedLine, plan_table
from lms.agenda.entries.reach import journeys_of, planned_organisation
from lms.agenda.entries.table import NoTable, read_table, write_table
from lms.agenda.models import EntryPlan
from lms.people.access import signed_in
from lms.people.models import Organisation, Person
from lms.tables import TableForm

KEPT = timedelta(days=1)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    organisation = planned_organisation(request, code)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = TableForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                lines, ignored = plan_table(read_table(form.cleaned_data["table"].read()), organisation)
            except NoTable as fault:
                form.add_error("table", str(fault))
            else:
                return redirect("agenda:entry_plan", code, _keep(organisation, signed_in(request), lines, ignored))
    context = {"organisation": organisation, "form": form, "columns": _columns()}
    return render(request, "agenda/entries/upload.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_plan(request: HttpRequest, code: str, entry_plan: UUID) -> HttpResponse:
    """What each line will do; confirmed, it is written once, exactly so."""
    organisation = planned_organisation(request, code)
    plan = get_object_or_404(EntryPlan, organisation=organisation, public_id=entry_plan)
    if request.method == "POST":
        try:
            outcome = apply_plan(plan, only_right=request.POST.get("what") == "right")
        except Changed as fault:
            messages.error(request, str(fault))
            return redirect("agenda:entry_plan", code, plan.public_id)
        count = outcome.get(ENTER, 0)
        said = ngettext("%(count)d person enters.", "%(count)d people enter.", count) % {"count": count}
        messages.success(request, said)
        return redirect("agenda:entries", code)
    lines = [PlannedLine(**line) for line in plan.lines]
    titles = {row.pk: row.title for row in journeys_of(organisation)}
    context = {
        "organisation": organisation,
        "plan": plan,
        "lines": [_shown(one, titles) for one in lines],
        "counts": {act: sum(one.act == act for one in lines) for act in (ENTER, NOTHING, WRONG)},
    }
    return render(request, "agenda/entries/plan.html", context)


@login_required
@require_safe
def wrong_lines(request: HttpRequest, code: str, entry_plan: UUID) -> HttpResponse:
    """The wrong lines as a table, each with what to do, for those who put them right in their spreadsheet."""
    organisation = planned_organisation(request, code)
    plan = get_object_or_404(EntryPlan, organisation=organisation, public_id=entry_plan)
    lines = [one for one in (PlannedLine(**line) for line in plan.lines) if one.act == WRONG]
    rows = [[str(one.line), one.email, one.name, " ".join(one.faults)] for one in lines]
    return _csv(write_table([_("Line"), _("E-mail"), _("Name"), _("What to do")], rows), "lines.csv")


@login_required
@require_safe
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """A table to fill in, with one line that shows how."""
    organisation = planned_organisation(request, code)
    journeys = journeys_of(organisation)
    headings = [heading for heading, _says in _columns()]
    journey = journeys[0].code if journeys else ""
    first = ["ana@example.org", "Ana Ferreira", journey, date.today().isoformat()]  # noqa: DTZ011 - an example
    return _csv(
        write_table(headings, [[*first, _("Autumn"), "", _("France Travail"), "F1c", _("no"), "", "fr"]]), "sample.csv"
    )


def _keep(organisation: Organisation, author: Person, lines: list[PlannedLine], ignored: list[str]) -> UUID:
    """Plans nobody confirmed hold names: they go after a day."""
    EntryPlan.objects.filter(made_at__lt=timezone.now() - KEPT, applied_at=None).delete()
    plan = EntryPlan.objects.create(
        organisation=organisation, author=author, lines=[one.as_json() for one in lines], ignored=ignored
    )
    return plan.public_id


def _shown(one: PlannedLine, titles: dict[int, str]) -> dict[str, Any]:
    return {
        "line": one.line,
        "who": one.name or one.email,
        "email": one.email,
        "act": one.act,
        "says": _sentence(one, titles) if one.act == ENTER else one.note,
        "faults": one.faults,
    }


def _sentence(one: PlannedLine, titles: dict[int, str]) -> str:
    day = date_format(date.fromisoformat(one.starts_on), "j F Y")
    who = _("is new here and is invited") if one.is_new_person else _("has an account already and keeps its name")
    parts = [who, _("enters “%(title)s” on %(day)s") % {"title": titles.get(one.journey_id or 0, ""), "day": day}]
    if one.cohort:
        said = _("in the new cohort %(name)s") if one.is_new_cohort else _("in the cohort %(name)s")
        parts.append(said % {"name": one.cohort})
    return ", ".join(parts)


def _columns() -> list[tuple[str, str]]:
    """As the sample heads them, in the reader's language; columns.py knows both languages."""
    heads = {
        "email": _("E-mail"),
        "name": _("Full name"),
        "journey": _("Journey"),
        "starts_on": _("Entry day"),
        "cohort": _("Cohort"),
        "coach": _("Coach"),
        "prescriber": _("Sent by"),
        "trainee_type": _("Type of trainee"),
        "priority_area": _("Priority area"),
        "phone": _("Telephone"),
        "language": _("Language"),
    }
    return [(heads[column], str(says)) for column, says in SAYS.items()]


def _csv(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

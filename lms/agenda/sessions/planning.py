"""Coordinators: plan a session or a series with its dates shown first, change one, cancel one or all that follow."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lms.agenda.models import Session
from lms.agenda.sessions import plan, series, words
from lms.agenda.sessions.desk import planned_by, session_for
from lms.agenda.sessions.forms import CancelForm, PatternForm, SessionForm, SpanForms, spans_told, told_of
from lms.people.access import may_plan, signed_in
from lms.people.models import Organisation
from lms.plugins.kind import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest) -> HttpResponse:
    """The dates are shown, with what stands in their way, before anything is saved. `copy` names one to begin from."""
    organisations = list(planned_by(signed_in(request)))
    copied = _copied(request)
    organisation = copied.organisation if copied else _chosen(request, organisations)
    initial = told_of(copied) if copied else {}
    form = PatternForm(request.POST or None, initial=initial, organisation=organisation)
    dates: list[series.Occurrence] = []
    if request.method == "POST" and form.is_valid():
        try:
            dates = _dates(request, form)
            if "save" in request.POST:
                return _save(request, form, dates)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "form": form,
        "organisation": organisation,
        "organisations": organisations,
        "dates": [_date_line(one) for one in dates],
        "kept": sum(one.is_kept for one in dates),
        "is_blocked": any(one.faults for one in dates),
        "copied": copied,
    }
    return render(request, "agenda/sessions/new_session.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_session(request: HttpRequest, session: UUID) -> HttpResponse:
    row = _planned(request, session)
    form = SessionForm(request.POST or None, initial=told_of(row), organisation=row.organisation)
    spans = SpanForms(request.POST or None, initial=spans_told(row), prefix="span")
    if request.method == "POST" and form.is_valid() and spans.is_valid():
        try:
            plan.change(row, form.shape(), [when for one in spans if (when := one.when())])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. Everybody whose date or place moves is told."))
            return redirect("agenda:session", row.public_id)
    context = {"session": row, "form": form, "spans": spans, "when": words.when(row)}
    return render(request, "agenda/sessions/change_session.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_session(request: HttpRequest, session: UUID) -> HttpResponse:
    row = _planned(request, session)
    form = CancelForm(request.POST or None, is_series=row.series_id is not None)
    if request.method == "POST" and form.is_valid():
        try:
            count = _cancel(row, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext("%(count)d date is cancelled.", "%(count)d dates are cancelled.", count)
            messages.success(request, said % {"count": count} + " " + _("Everybody concerned is told."))
            return redirect("agenda:session", row.public_id)
    context = {"session": row, "form": form, "when": words.when(row)}
    return render(request, "agenda/sessions/cancel_session.html", context)


def _planned(request: HttpRequest, key: UUID) -> Session:
    row = session_for(request, key)
    if not may_plan(request.user, row.organisation_id):
        raise PermissionDenied(_("A coordinator changes the date or the place of a session."))
    return row


def _copied(request: HttpRequest) -> Session | None:
    wanted = request.GET.get("copy", "")
    try:
        key = UUID(wanted)
    except ValueError:
        return None
    return _planned(request, key)


def _chosen(request: HttpRequest, organisations: list[Organisation]) -> Organisation:
    """The one asked for, else the first."""
    code = request.GET.get("organisation", "")
    if code:
        return get_object_or_404(Organisation, code=code, pk__in=[one.pk for one in organisations])
    if not organisations:
        raise Http404
    return organisations[0]


def _dates(request: HttpRequest, form: PatternForm) -> list[series.Occurrence]:
    told = form.cleaned_data
    skipped = {day for text in request.POST.getlist("skip")[:100] if (day := _day(text))}
    return series.occurrences(
        form.shape(), form.whens(), every_weeks=told["every_weeks"] or 0, until=told["until"], skipped=skipped
    )


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _save(request: HttpRequest, form: PatternForm, dates: list[series.Occurrence]) -> HttpResponse:
    told = form.cleaned_data
    if not told["every_weeks"]:
        kept = [one for one in dates if one.is_kept]
        if not kept:
            raise Refused(_("No date is left: choose other days."))
        row = plan.create(form.shape(), kept[0].whens, key=told["key"])
        messages.success(request, _("Planned: %(when)s.") % {"when": words.when(row)})
        return redirect("agenda:session", row.public_id)
    rows = plan.create_series(
        form.shape(), dates, every_weeks=told["every_weeks"], until=told["until"], key=told["key"]
    )
    said = ngettext("%(count)d date is planned.", "%(count)d dates are planned.", len(rows))
    messages.success(request, said % {"count": len(rows)})
    return redirect("agenda:sessions")


def _date_line(one: series.Occurrence) -> dict[str, Any]:
    return {
        "day": one.day,
        "hours": [(when.day, when.starts, when.ends) for when in one.whens],
        "half_days": len(one.pieces),
        "closed": one.closed,
        "faults": one.faults,
        "is_skipped": one.is_skipped,
    }


def _cancel(row: Session, form: CancelForm) -> int:
    reason = form.cleaned_data["reason"]
    if form.cleaned_data.get("scope") == "all":
        return len(plan.cancel_series(row, reason))
    plan.cancel(row, reason)
    return 1

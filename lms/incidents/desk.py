"""The contacts' screens: what came, one report with all that was done, and who read it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.incidents import access
from lms.incidents import report as reporting
from lms.incidents.counting import yearly
from lms.incidents.forms import ActionForm, HandOverForm, MessageForm
from lms.incidents.models import IncidentReading, IncidentReport
from lms.incidents.reading import open_report
from lms.incidents.screens import private
from lms.people.access import is_member, signed_in
from lms.people.models import Organisation

A_PAGE = 40


@login_required
@require_safe
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """Numbers, days and states of those that this person may open; nothing of what they say, so nothing is noted."""
    organisation = access.read_organisation(request, code)
    rows = IncidentReport.objects.filter(organisation=organisation).select_related("procedure", "organisation")
    rows = rows.defer("what", "where", "when", "wish", "name", "reach")
    context = {"organisation": organisation, "rows": [row for row in rows if access.may_read(request.user, row)]}
    return private(render(request, "incidents/reports.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, report: UUID) -> HttpResponse:
    person = signed_in(request)
    row = access.report_for(person, report)
    if request.method == "POST":
        return _done(request, row)
    return _shown(request, row, {})


@login_required
@require_safe
def log(request: HttpRequest, code: str) -> HttpResponse:
    """Who opened which number and when; nothing of what is in it."""
    organisation = _told_organisation(request, code)
    if not access.may_see_log(request.user, organisation.pk):
        raise PermissionDenied(_("The log is for the contacts and for who answers for quality."))
    rows = IncidentReading.objects.filter(report__organisation=organisation)
    rows = rows.select_related("reader").only("read_at", "report", "reader__name", "reader__email", "report__number")
    page = Paginator(rows.select_related("reader", "report"), A_PAGE).get_page(request.GET.get("page"))
    return private(render(request, "incidents/log.html", {"organisation": organisation, "page": page}))


@login_required
@require_safe
def count(request: HttpRequest, code: str) -> HttpResponse:
    """For the register of quality: how many a year, hidden under five."""
    organisation = _told_organisation(request, code)
    if not access.may_see_count(request.user, organisation.pk):
        raise PermissionDenied(_("The yearly count is for coordinators, administrators and evaluators."))
    return render(request, "incidents/count.html", {"organisation": organisation, "years": yearly(organisation)})


def _told_organisation(request: HttpRequest, code: str) -> Organisation:
    """One that this person is a member of, or is named in; else it does not exist."""
    organisation = Organisation.objects.filter(code__iexact=code).first()
    is_known = organisation is not None and (
        is_member(request.user, organisation.pk) or access.may_see_count(request.user, organisation.pk)
    )
    if organisation is None or not is_known:
        raise Http404
    return organisation


def _shown(request: HttpRequest, row: IncidentReport, forms: dict[str, Any]) -> HttpResponse:
    opened = open_report(row, signed_in(request))
    context = {
        "row": opened.report,
        "thread": opened.messages,
        "actions": opened.actions,
        "readings": opened.report.readings.select_related("reader")[:20],
        "form": forms.get("answer") or MessageForm(auto_id="answer-%s"),
        "action_form": forms.get("act") or ActionForm(auto_id="act-%s"),
        "hand_form": forms.get("hand") or HandOverForm(organisation=opened.report.organisation, auto_id="hand-%s"),
    }
    return private(render(request, "incidents/report.html", context))


def _done(request: HttpRequest, row: IncidentReport) -> HttpResponse:
    what = request.POST.get("what", "")
    if what in ("answer", "act", "hand"):
        form: Any = _form_for(request, row, what)
        if not form.is_valid():
            return _shown(request, row, {what: form})
        told = form.cleaned_data
    else:
        told = {}
    try:
        _carry_out(request, row, what, told)
    except reporting.Refused as refused:
        messages.error(request, str(refused))
    return private(redirect("incidents:report", row.public_id))


def _form_for(request: HttpRequest, row: IncidentReport, what: str) -> Any:
    if what == "hand":
        return HandOverForm(request.POST, organisation=row.organisation, auto_id="hand-%s")
    return (MessageForm if what == "answer" else ActionForm)(request.POST, auto_id=f"{what}-%s")


def _carry_out(request: HttpRequest, row: IncidentReport, what: str, told: dict[str, Any]) -> None:
    person = signed_in(request)
    if what == "answer":
        reporting.answer(row, person, told["text"], told["key"])
        messages.success(request, _("Your answer is there. It is read by the code, or on their own page."))
    elif what == "act":
        reporting.act(row, person, told["text"], told["key"])
        messages.success(request, _("It is noted."))
    elif what == "hand":
        reporting.hand_over(row, told["to"])
        messages.success(request, _("Handed over. They are told that something waits, not what."))
    elif what == "close":
        reporting.close(row)
    elif what == "reopen":
        reporting.reopen(row)

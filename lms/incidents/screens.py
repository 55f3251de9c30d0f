"""The page everybody reaches from the foot of every page: whom to call, the procedure, and how to report."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.incidents import access
from lms.incidents import report as reporting
from lms.incidents.codes import digest
from lms.incidents.forms import CodeForm, MessageForm, ReportForm, VisitorReportForm
from lms.incidents.limits import may_report, may_try_code
from lms.incidents.models import IncidentReport, Procedure
from lms.people.access import home_organisation, organisations_where, signed_in
from lms.people.models import Organisation


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Straight to one's own organisation's page; a visitor chooses when there are several."""
    mine = home_organisation(request.user)
    if mine is not None and len(organisations_where(request.user)) == 1:
        return redirect("incidents:procedure", mine.code)
    rows = Organisation.objects.filter(pk__in=Procedure.objects.values("organisation"))
    if mine is not None:
        rows = Organisation.objects.filter(pk__in=organisations_where(request.user))
    found = list(rows.order_by("name", "pk"))
    if len(found) == 1:
        return redirect("incidents:procedure", found[0].code)
    return render(request, "incidents/home.html", {"organisations": found})


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, code__iexact=code)
    person = request.user
    context = {
        "organisation": organisation,
        "procedure": access.procedure_of(organisation.pk),
        "is_contact": access.is_contact(person, organisation.pk),
        "sees_log": access.may_see_log(person, organisation.pk),
        "sees_count": access.may_see_count(person, organisation.pk),
        "writes": access.may_write_procedure(person, organisation.pk),
    }
    return render(request, "incidents/procedure.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, code: str) -> HttpResponse:
    """The form. Anybody may report: learners, team, guests, visitors, members of another organisation."""
    organisation = get_object_or_404(Organisation, code__iexact=code)
    form = (ReportForm if request.user.is_authenticated else VisitorReportForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_report(request):
            form.add_error(
                None,
                _("Many reports came from here. What you wrote is still here: telephone, or try again in an hour."),
            )
            return private(render(request, "incidents/tell.html", _around(organisation, form), status=429))
        try:
            return _received(request, organisation, form)
        except reporting.Refused as refused:
            form.add_error(None, str(refused))
    return private(render(request, "incidents/tell.html", _around(organisation, form)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What I reported with my name, and what was answered."""
    rows = IncidentReport.objects.filter(reporter=signed_in(request)).select_related("organisation")
    found = [(row, _form_of(request, row)) for row in rows.prefetch_related("messages__author")[:100]]
    if request.method == "POST":
        for row, form in found:
            if request.POST.get("report") == str(row.public_id) and form.is_valid():
                _go_on(request, row, form)
                return private(redirect("incidents:mine"))
        if not any(request.POST.get("report") == str(row.public_id) for row, _form in found):
            raise Http404
    return private(render(request, "incidents/mine.html", {"reports": found}))


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """By the secret code, which is only ever posted: it stands in no address."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return private(render(request, "incidents/follow.html", {"form": form}))
    if not may_try_code(request):
        form.add_error("code", _("Too many codes were tried from your network. Wait an hour, then try again."))
        return private(render(request, "incidents/follow.html", {"form": form}, status=429))
    row = _behind(form.cleaned_data["code"])
    if row is None:
        form.add_error(
            "code", _("We know no report with this code. Check each sign; we cannot find a lost code again.")
        )
        return private(render(request, "incidents/follow.html", {"form": form}))
    more = MessageForm(request.POST if "text" in request.POST else None)
    if "text" in request.POST and more.is_valid():
        _go_on(request, row, more)
        more = MessageForm()
    context = {
        "row": row,
        "thread": row.messages.select_related("author"),
        "form": more,
        "code": form.cleaned_data["code"],
    }
    return private(render(request, "incidents/followed.html", context))


def private(response: HttpResponse) -> HttpResponse:
    """Kept by no cache of a shared computer, told to no other site."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def _received(request: HttpRequest, organisation: Organisation, form: ReportForm) -> HttpResponse:
    data = form.cleaned_data
    is_named = request.user.is_authenticated and not data.get("anonymous")
    told = reporting.Told(
        **{name: data[name] for name in ("key", "sort", "what", "where", "when", "wish", "about")},
        name=data.get("name", ""),
        reach=data.get("reach", ""),
    )
    row, code = reporting.receive(organisation, told, signed_in(request) if is_named else None)
    context = {"organisation": organisation, "row": row, "code": code, "is_named": is_named, "procedure": row.procedure}
    return private(render(request, "incidents/received.html", context))


def _around(organisation: Organisation, form: ReportForm) -> dict[str, Any]:
    return {"organisation": organisation, "form": form, "procedure": access.procedure_of(organisation.pk)}


def _form_of(request: HttpRequest, row: IncidentReport) -> MessageForm:
    is_asked = request.method == "POST" and request.POST.get("report") == str(row.public_id)
    return MessageForm(request.POST if is_asked else None, auto_id=f"r{row.pk}-%s")


def _go_on(request: HttpRequest, row: IncidentReport, form: MessageForm) -> None:
    try:
        reporting.go_on(row, form.cleaned_data["text"], form.cleaned_data["key"])
    except reporting.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is added. The contact is told."))


def _behind(code: str) -> IncidentReport | None:
    found = digest(code)
    if not found:
        return None
    return IncidentReport.objects.filter(code_hash=found, reporter=None).select_related("organisation").first()

"""A learner's documents, and the screen where they are issued for one learner. many.py issues for several."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.agenda.access import may_issue, may_read_documents
from lms.agenda.documents import screens
from lms.agenda.documents.contents import CannotIssue
from lms.agenda.documents.forms import ChoiceForm, IssueForm
from lms.agenda.documents.issue import current_of, issue, preview
from lms.agenda.models import EndDocument
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import signed_in


@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The learner's own, of all journeys, newest first."""
    mine = EndDocument.objects.filter(enrolment__person=signed_in(request))
    lines = [screens.line(row) for row in screens.with_company(mine)]
    return render(request, "agenda/documents.html", {"documents": lines})


@login_required
@require_safe
def document(request: HttpRequest, document: str) -> HttpResponse:
    """The PDF as it was issued."""
    row = EndDocument.objects.select_related("enrolment").filter(code=document).first()
    if row is None or not may_read_documents(request.user, row.enrolment) or not row.pdf:
        raise Http404
    response = HttpResponse(bytes(row.pdf), content_type="application/pdf")
    name = f"{slugify(row.get_sort_display())}-{row.full_number}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue_one(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """One learner's documents with their history; who plans issues, and sees first what it will say."""
    row = _enrolment(request, enrolment)
    is_issuer = may_issue(request.user, row.organisation_id)
    if request.method == "POST" and not is_issuer:
        raise PermissionDenied(_("Documents are issued by coordinators and administrators."))
    chosen = _chosen(request, row) if is_issuer else {}
    if isinstance(chosen, HttpResponse):
        return chosen
    rows = screens.with_company(EndDocument.objects.filter(enrolment=row))
    context = {
        "name": str(row.person or _("Somebody")),
        "journey": row.journey.title,
        "documents": [screens.line(one) for one in rows],
        "is_issuer": is_issuer,
        "many_url": reverse("agenda:issue_many", args=[row.journey.key]) if is_issuer else "",
        **chosen,
    }
    return render(request, "agenda/issue.html", context)


def _chosen(request: HttpRequest, row: Enrolment) -> dict[str, Any] | HttpResponse:
    """What was asked for: a preview, or (after issuing) the way back to the list."""
    first = {"sort": EndDocument.Sort.CERTIFICATE, "language": row.person.language if row.person else "fr"}
    asked = request.POST if request.method == "POST" else request.GET
    choice = ChoiceForm(asked if "sort" in asked else None, initial=first)
    if not choice.is_valid():
        return {"choice": choice}
    sort, language = choice.cleaned_data["sort"], choice.cleaned_data["language"]
    current = current_of(row, sort)
    form = IssueForm(request.POST or None, is_first=current is None, initial=choice.cleaned_data)
    found: dict[str, Any] = {"choice": choice, "chosen": EndDocument.Sort(sort).label, "current": current}
    try:
        if request.method == "POST" and form.is_valid():
            return _issued(request, row, form.cleaned_data)
        return {**found, "preview": preview(row, sort, language), "language": language, "form": form}
    except CannotIssue as refused:
        return {**found, "refused": refused.reasons}


def _issued(request: HttpRequest, row: Enrolment, said: dict[str, str]) -> HttpResponse:
    made = issue(row, said["sort"], author=signed_in(request), reason=said.get("reason", ""), language=said["language"])
    number = {"number": made.document.full_number}
    if made.is_new:
        messages.success(request, _("Number %(number)s is issued. The learner is told.") % number)
    else:
        messages.info(request, _("Number %(number)s says the same already; nothing new was issued.") % number)
    return redirect("agenda:issue", row.public_id)


def _enrolment(request: HttpRequest, public_id: UUID) -> Enrolment:
    """Somebody's of the team; another organisation's learner does not exist, one's own screen is the list above."""
    rows = Enrolment.objects.select_related("person", "journey", "organisation")
    row = rows.filter(public_id=public_id).first()
    if row is None or not access.is_member(request.user, row.organisation_id):
        raise Http404
    if row.person_id == signed_in(request).pk or not may_read_documents(request.user, row):
        raise PermissionDenied(_("These documents are for the learner, their coach and the coordinators."))
    return row

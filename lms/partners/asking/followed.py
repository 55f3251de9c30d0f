"""The team's screens: every question with its state and time, what to do about it, and how fast partners answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.partners import access
from lms.partners.asking import ask
from lms.partners.asking.clock import WorkingTime
from lms.partners.asking.figures import figures_of
from lms.partners.asking.promise import due_at, elapsed_minutes, hours_words, is_late, working_time
from lms.partners.asking.visitors import own_request
from lms.partners.models import PartnerRequest
from lms.people.access import is_member
from lms.tables import write_table

State = PartnerRequest.State
A_PAGE = 40
Context = dict[str, Any]
TONES = {State.ANSWERED: "pine", State.BOUNCED: "berry", State.SEEN: "glacier", State.SENT: "glacier"}


@login_required
@require_safe
def requests(request: HttpRequest, code: str) -> HttpResponse:
    organisation = access.followed_organisation(request, code)
    rows = PartnerRequest.objects.filter(organisation=organisation).select_related("partner", "asker")
    asked = request.GET.get("state", "")
    if asked in State.values:
        rows = rows.filter(state=asked)
    clock = working_time(organisation)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    figures = figures_of(organisation, clock)
    context = {
        "organisation": organisation,
        "page": page,
        "lines": [line(row, clock) for row in page],
        "chips": _chips(code, asked),
        "query": f"state={asked}" if asked in State.values else "",
        "figures": figures,
        "median": hours_words(figures.median_minutes) if figures.median_minutes is not None else "",
        "day_hours": f"{clock.opens_at:%H:%M}–{clock.closes_at:%H:%M}",
    }
    return render(request, "partners/requests.html", context)


@login_required
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Moments, states and times of every question; neither names nor words."""
    organisation = access.followed_organisation(request, code)
    clock = working_time(organisation)
    rows = PartnerRequest.objects.filter(organisation=organisation).select_related("partner").order_by("pk")
    headings = [
        _("Partner"),
        _("State"),
        _("Sent"),
        _("Seen"),
        _("First answer"),
        _("Working minutes"),
        _("Promised hours"),
    ]
    table = write_table(headings, (_cells(row, clock) for row in rows))
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="questions.csv"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one_request(request: HttpRequest, code: str, request_id: UUID) -> HttpResponse:
    """Who asked reads and goes on; who follows questions sees its state, and what may be done."""
    rows = PartnerRequest.objects.select_related("partner", "asker", "organisation")
    row = get_object_or_404(rows, public_id=request_id, organisation__code__iexact=code)
    if not access.may_read_request(request.user, row):
        if is_member(request.user, row.organisation_id):
            raise PermissionDenied(_("Questions to partners are followed by coordinators and administrators."))
        raise Http404
    if row.asker_id == request.user.pk:
        return own_request(request, row)
    if request.method == "POST":
        return _done(request, row)
    clock = working_time(row.organisation)
    context = {
        "organisation": row.organisation,
        "row": row,
        "line": line(row, clock),
        "due_at": due_at(row, clock),
        "thread": row.messages.all(),
        "letters": row.letters.order_by("pk"),
    }
    return render(request, "partners/request.html", context)


def line(row: PartnerRequest, clock: WorkingTime) -> Context:
    """One question in a list."""
    elapsed = elapsed_minutes(row, clock)
    return {
        "row": row,
        "who": row.asker_name or _("Erased"),
        "tone": TONES.get(State(row.state), ""),
        "elapsed": hours_words(elapsed) if elapsed is not None else "",
        "is_late": is_late(row, clock) and row.state != State.CLOSED,
        "is_answered": row.answered_at is not None,
    }


def _done(request: HttpRequest, row: PartnerRequest) -> HttpResponse:
    what = request.POST.get("what")
    try:
        if what == "again":
            ask.send_again(row)
            messages.success(request, _("Sent again, with a new link. The old one has ended."))
        elif what == "bounced":
            ask.bounce(row)
            messages.success(request, _("Noted. Put the partner’s e-mail right, then send the question again."))
        elif what == "close":
            ask.close(row)
            messages.success(request, _("This question is closed."))
    except ask.Refused as refused:
        messages.error(request, str(refused))
    return redirect("partners:request", row.organisation.code, row.public_id)


def _chips(code: str, asked: str) -> list[Context]:
    here = reverse("partners:requests", args=[code])
    every = {"label": pgettext("questions", "All"), "url": here, "current": asked not in State.values}
    states = [
        {"label": label, "url": f"{here}?state={value}", "current": asked == value} for value, label in State.choices
    ]
    return [every, *states]


def _cells(row: PartnerRequest, clock: WorkingTime) -> list[str]:
    zone = clock.zone
    moments = [row.sent_at, row.seen_at, row.answered_at]
    return [
        row.partner.name,
        str(row.get_state_display()),
        *(each.astimezone(zone).strftime("%Y-%m-%d %H:%M") if each else "" for each in moments),
        "" if row.answered_minutes is None else str(row.answered_minutes),
        str(row.promised_hours),
    ]

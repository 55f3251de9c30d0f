"""Learners' own appointments: what is coming, what they may still have, and booking, moving and giving back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.agenda.access import may_book
from lms.agenda.appointments import book as act
from lms.agenda.appointments import shown, words
from lms.agenda.appointments.allowances import Balance, balances, types_for
from lms.agenda.appointments.forms import GoalForm, ReasonForm
from lms.agenda.appointments.lookup import activities_for, appointment_for, enrolment_for, moment_in, next_in
from lms.agenda.appointments.openings import openings
from lms.agenda.models import Appointment, AppointmentType
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused

DAYS = 14  # shown at a time
FURTHEST = 365  # days ahead that can be looked at


@login_required
@require_GET
def appointments(request: HttpRequest) -> HttpResponse:
    """A learner's appointments, balances and goals on the journey under way, or on the one that is chosen."""
    person = signed_in(request)
    rows = Enrolment.objects.filter(person=person).select_related("organisation", "journey", "coach").defer("intake")
    enrolments = sorted(rows, key=lambda row: (row.state != Enrolment.State.ACTIVE, -row.starts_on.toordinal()))
    wanted = request.GET.get("journey", "")
    chosen = next((row for row in enrolments if str(row.public_id) == wanted), enrolments[0] if enrolments else None)
    if chosen is None:
        return render(request, "agenda/appointments/mine.html", {"enrolment": None})
    context = {
        "enrolment": chosen,
        "chips": [
            {"label": row.journey.title, "url": f"?journey={row.public_id}", "current": row == chosen}
            for row in enrolments
        ],
        "coming": [shown.line(row, person) for row in shown.coming(chosen)],
        "past": [shown.line(row, person) for row in shown.past(chosen)],
        "accounts": [_account(one, chosen) for one in balances(chosen)],
        "coach": chosen.coach,
        "goals": shown.goals(chosen),
        "goal_form": GoalForm(),
    }
    return render(request, "agenda/appointments/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, enrolment: UUID, appointment_type: int) -> HttpResponse:
    """The free hours of whom the learner meets; one touch takes one."""
    person = signed_in(request)
    row = enrolment_for(person, enrolment, may_book)
    type = types_for(row).filter(pk=appointment_type).first()
    host = (type.host or row.coach) if type else None
    if type is None:
        raise Http404
    if host is None:
        messages.info(request, _("Nobody accompanies you yet. Ask for your first appointment by telephone."))
        return redirect("agenda:appointments")
    if request.method == "POST":
        return _book(request, row, type, host)
    days, ways = _days(request, row, type, host)
    context = {
        "title": type.title,
        "name": str(host),
        "enrolment": row,
        "back": _back(person, row),
        "days": days,
        "subject_asked": True,
        "button_words": _("Book"),
        "activity": request.GET.get("activity", ""),
        "next": request.GET.get("next", ""),
        **ways,
    }
    return render(request, "agenda/appointments/book.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Another hour of the same person."""
    person = signed_in(request)
    row = appointment_for(person, appointment)
    back = _back(person, row.enrolment)
    if request.method == "POST":
        moment = moment_in(request.POST.get("starts_at", ""))
        _try(request, lambda: act.move(row, _asked(moment), person), _("Your appointment is moved."))
        return redirect(next_in(request, back["url"]))
    own = person.pk == row.enrolment.person_id
    refusal = act.too_late(row) if own and row.state == Appointment.State.BOOKED else ""
    days: list[dict[str, Any]] = []
    ways: dict[str, Any] = {}
    if row.host and row.state == Appointment.State.BOOKED and not refusal:
        days, ways = _days(request, row.enrolment, row.type, row.host, row.pk)
    context = {
        "title": _("Move the appointment"),
        "name": str(row.host or row.organisation),
        "now": words.moment(row.starts_at, row.organisation),
        "back": back,
        "days": days,
        "refusal": refusal,
        "button_words": _("Move to"),
        "next": request.GET.get("next", ""),
        **ways,
    }
    return render(request, "agenda/appointments/book.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Give it back, and tell the other person."""
    person = signed_in(request)
    row = appointment_for(person, appointment)
    own, back = person.pk == row.enrolment.person_id, _back(person, row.enrolment)
    form = ReasonForm(request.POST if request.method == "POST" else None, is_asked=not own)
    if request.method == "POST" and (form.is_valid() or own):
        reason = form.cleaned_data.get("reason", "")
        _try(
            request, lambda: act.cancel(row, person, reason), _("The appointment is cancelled. The other person knows.")
        )
        return redirect(next_in(request, back["url"]))
    context = {
        "title": _("Cancel the appointment"),
        "line": shown.line(row, person),
        "back": back,
        "form": form,
        "refusal": act.too_late(row) if own and row.state == Appointment.State.BOOKED else "",
        "next": request.GET.get("next", ""),
    }
    return render(request, "agenda/appointments/cancel.html", context)


def _account(one: Balance, row: Enrolment) -> dict[str, Any]:
    """A balance, and with whom the learner can book it now."""
    host = one.type.host or row.coach
    may = row.state == Enrolment.State.ACTIVE and one.type.is_active and host is not None
    return {**shown.account(one), "host": str(host) if may else ""}


def _book(request: HttpRequest, row: Enrolment, type: AppointmentType, host: Person) -> HttpResponse:
    person = signed_in(request)
    moment, key = moment_in(request.POST.get("starts_at", "")), request.POST.get("activity", "")
    activity = next((one for one in activities_for(row) if str(one.key) == key), None) if key else None
    subject = request.POST.get("subject", "").replace("\x00", "")
    _try(
        request,
        lambda: act.book(row, type, host, _asked(moment), person, subject, activity),
        _("It is booked. %(name)s knows.") % {"name": host},
    )
    return redirect(next_in(request, _back(person, row)["url"]))


def _asked(moment: Any) -> Any:
    if moment is None:
        raise Refused(_("Choose an hour."))
    return moment


def _try(request: HttpRequest, work: Any, done: str) -> None:
    """Do it and say so, or say why not."""
    try:
        work()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


def _days(
    request: HttpRequest, row: Enrolment, type: AppointmentType, host: Person, besides: int | None = None
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The free hours of two weeks, and the ways to the weeks before and after."""
    today = timezone.localdate(timezone=row.organisation.zone)
    first = min(max(_date_in(request) or today, today), today + timedelta(days=FURTHEST))
    type.organisation = row.organisation
    found = openings(host, type, first, DAYS, learner=row.person, besides=besides)
    step = timedelta(days=DAYS)
    query = request.GET.copy()
    ways = {}
    for name, day in (("earlier_url", first - step), ("later_url", first + step)):
        query["from"] = max(day, today).isoformat()
        is_there = first > today if name == "earlier_url" else (day - today).days <= FURTHEST
        ways[name] = f"?{query.urlencode()}" if is_there else ""
    return shown.by_day(found, row.organisation), ways


def _date_in(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("from", ""))
    except ValueError:
        return None


def _back(person: Person, row: Enrolment) -> dict[str, str]:
    """Where they came from: the learner's own list, or the learner's page for the team."""
    if person.pk == row.person_id:
        return {"label": _("My appointments"), "url": reverse("agenda:appointments")}
    return {"label": str(row.person), "url": reverse("agenda:accompany", args=[row.public_id])}

"""One learner's accompaniment, for the team: balances, appointments, hours, goals; and what is granted beyond."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.agenda.access import may_accompany, may_read_notes_on, may_read_who_read
from lms.agenda.appointments import book, held, shown
from lms.agenda.appointments.allowances import balance, balances, types_for
from lms.agenda.appointments.forms import GoalForm, LogForm, MeetingForm, OverrideForm, PlanForm
from lms.agenda.appointments.lookup import enrolment_for, type_for
from lms.agenda.models import AllowanceOverride, AppointmentType
from lms.enrolment.models import Enrolment
from lms.people.access import may_plan, signed_in
from lms.plugins.kind import Refused


@login_required
@require_GET
def accompany(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    person = signed_in(request)
    row = enrolment_for(person, enrolment, may_accompany)
    context = {
        "name": str(row.person),
        "enrolment": row,
        "accounts": [shown.account(one) for one in balances(row)],
        "granted": _granted(row),
        "coming": [shown.line(one, person) for one in shown.coming(row)],
        "past": [shown.line(one, person) for one in shown.past(row)],
        "goals": shown.goals(row),
        "goal_form": GoalForm(),
        "may_plan": may_plan(person, row.organisation_id),
        "may_read_notes": may_read_notes_on(person, row),
        "may_read_who_read": may_read_who_read(person, row),
    }
    return render(request, "agenda/appointments/accompany.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Book an hour for a learner, also outside one's weekly hours."""
    person = signed_in(request)
    row = enrolment_for(person, enrolment, may_accompany)
    form = PlanForm(request.POST or None, enrolment=row, by=person, initial=_usual(row))

    def work() -> None:
        given = form.cleaned_data
        book.book(row, given["type"], form.met, form.starts_at, person, given["subject"], given["activity"], form.place)

    return _meeting(request, row, form, work, _("Book an appointment"), _("Book"), _("It is booked."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Write down hours that were held without having been booked."""
    person = signed_in(request)
    row = enrolment_for(person, enrolment, may_accompany)
    form = LogForm(request.POST or None, enrolment=row, by=person, initial=_usual(row))

    def work() -> None:
        given = form.cleaned_data
        held.log(
            row,
            given["type"],
            form.met,
            form.starts_at,
            given["minutes"],
            person,
            given["subject"],
            given["activity"],
        )

    return _meeting(request, row, form, work, _("Log hours"), _("Log these hours"), _("These hours are logged."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, enrolment: UUID, appointment_type: int) -> HttpResponse:
    """A coordinator gives one learner more of a type, and says why (domain.md A24, AC2)."""
    person = signed_in(request)
    row = enrolment_for(person, enrolment, may_accompany)
    if not may_plan(person, row.organisation_id):
        raise PermissionDenied(_("A coordinator of your organisation grants more."))
    type = get_object_or_404(AppointmentType, pk=appointment_type, organisation=row.organisation_id)
    form = OverrideForm(request.POST or None, type=type, initial={"extra_minutes": 0, "extra_count": 0})
    if request.method == "POST" and form.is_valid():
        if _is_new(row, type, person.pk, form.cleaned_data):
            AllowanceOverride.objects.create(enrolment=row, type=type, author=person, **_extra(form.cleaned_data))
        messages.success(request, _("Granted. The account is up to date."))
        return redirect("agenda:accompany", row.public_id)
    context = {
        "title": _("Grant more"),
        "form": form,
        "button": _("Grant"),
        "back": {"label": str(row.person), "url": _address(row)},
        "account": shown.account(balance(row, type)),
    }
    return render(request, "agenda/appointments/form.html", context)


def _meeting(
    request: HttpRequest, row: Enrolment, form: MeetingForm, work: Any, title: str, button: str, done: str = ""
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            work()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("agenda:accompany", row.public_id)
    context = {
        "title": title,
        "form": form,
        "button": button,
        "back": {"label": str(row.person), "url": _address(row)},
        "has_types": types_for(row).exists(),
    }
    return render(request, "agenda/appointments/form.html", context)


def _usual(row: Enrolment) -> dict[str, Any]:
    type = type_for(types_for(row))
    today = timezone.localdate(timezone=row.organisation.zone)
    return {"type": type, "minutes": type.minutes if type else 60, "day": today}


def _extra(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "extra_minutes": given.get("extra_minutes") or 0,
        "extra_count": given.get("extra_count") or 0,
        "reason": given["reason"],
    }


def _is_new(row: Enrolment, type: AppointmentType, author: int, given: dict[str, Any]) -> bool:
    """A double click grants once: the same words within a minute are the same act."""
    since = timezone.now() - timedelta(minutes=1)
    same = AllowanceOverride.objects.filter(enrolment=row, type=type, author=author, made_at__gte=since)
    return not same.filter(**_extra(given)).exists()


def _granted(row: Enrolment) -> list[dict[str, Any]]:
    rows = AllowanceOverride.objects.filter(enrolment=row).select_related("type", "author").order_by("pk")
    return [
        {
            "title": one.type.title,
            "minutes": one.extra_minutes,
            "count": one.extra_count,
            "reason": one.reason,
            "who": str(one.author or ""),
            "when": one.made_at,
        }
        for one in rows
    ]


def _address(row: Enrolment) -> str:
    return reverse("agenda:accompany", args=[row.public_id])

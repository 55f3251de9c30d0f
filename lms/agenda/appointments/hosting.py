"""A coach's day: whom to call, what took place, what is coming; each said in one touch."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.agenda.access import may_host
from lms.agenda.appointments import held, shown
from lms.agenda.appointments.allowances import Overdue, overdue
from lms.agenda.appointments.forms import ReasonForm
from lms.agenda.appointments.lookup import appointment_for, next_in, organisations_hosted
from lms.agenda.models import Appointment
from lms.people.access import may_plan, organisations_where, signed_in
from lms.people.models import Organisation, Person, Role
from lms.plugins.kind import Refused

PER_PAGE = 50


@login_required
@require_GET
def my_appointments(request: HttpRequest) -> HttpResponse:
    """Today and coming, with what has still to be said on top."""
    person = signed_in(request)
    organisations = organisations_hosted(person)
    if not organisations:
        raise PermissionDenied(_("These pages are for those who accompany learners."))
    lines = [shown.line(row, person) for row in shown.hosted(person, organisations)]
    late = late_lines(person, organisations, only_own=True)
    context = {
        "to_say": [line for line in lines if line["has_begun"]],
        "days": _grouped([line for line in lines if not line["has_begun"]]),
        "late": [shown.late(one) for one in late[:8]],
        "late_more": max(len(late) - 8, 0),
    }
    return render(request, "agenda/appointments/hosting.html", context)


@login_required
@require_GET
def late(request: HttpRequest) -> HttpResponse:
    """Learners without a meeting for too long: a coach's own, or everybody's for those who plan."""
    person = signed_in(request)
    organisations = organisations_hosted(person)
    if not organisations:
        raise PermissionDenied(_("These pages are for those who accompany learners."))
    page = Paginator(late_lines(person, organisations), PER_PAGE).get_page(request.GET.get("page"))
    planned = organisations_where(person, Role.COORDINATOR, Role.ADMIN)
    context = {"page": page, "lines": [shown.late(one) for one in page.object_list], "is_planner": bool(planned)}
    return render(request, "agenda/appointments/late.html", context)


@login_required
@require_POST
def say_held(request: HttpRequest, appointment: UUID) -> HttpResponse:
    row = _hosted(request, appointment)
    text = request.POST.get("minutes", "")
    minutes = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    try:
        held.hold(row, minutes, signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Held: %(name)s.") % {"name": row.enrolment.person})
    return redirect(next_in(request, reverse("agenda:my_appointments")))


@login_required
@require_POST
def say_missed(request: HttpRequest, appointment: UUID) -> HttpResponse:
    row = _hosted(request, appointment)
    try:
        held.miss(row, signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.info(request, _("Noted. %(name)s is told how to book again.") % {"name": row.enrolment.person})
    return redirect(next_in(request, reverse("agenda:my_appointments")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Held or missed was said by mistake."""
    row = _hosted(request, appointment)
    back = reverse("agenda:accompany", args=[row.enrolment.public_id])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            held.take_back(row, signed_in(request), form.cleaned_data["reason"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Withdrawn. What it counted for has been computed again."))
        return redirect(back)
    context = {
        "title": _("Take back what was said"),
        "line": shown.line(row, signed_in(request)),
        "back": {"label": str(row.enrolment.person), "url": back},
        "form": form,
        "button": _("Take it back"),
    }
    return render(request, "agenda/appointments/form.html", context)


def late_lines(person: Person, organisations: list[int], only_own: bool = False) -> list[Overdue]:
    """Whom this person should call, over all their organisations."""
    found: list[Overdue] = []
    for row in Organisation.objects.filter(pk__in=organisations):
        coach = None if may_plan(person, row.pk) and not only_own else person
        found += overdue(row, timezone.localdate(timezone=row.zone), coach)
    return found


def _hosted(request: HttpRequest, key: UUID) -> Appointment:
    person = signed_in(request)
    row = appointment_for(person, key)
    if not may_host(person, row):
        raise PermissionDenied(_("Only who held it, or a coordinator, says what became of it."))
    return row


def _grouped(lines: list[dict]) -> list[dict]:  # type: ignore[type-arg]
    days: dict[str, list[dict]] = {}  # type: ignore[type-arg]
    for line in lines:
        days.setdefault(line["day"], []).append(line)
    return [{"day": day, "lines": each} for day, each in days.items()]

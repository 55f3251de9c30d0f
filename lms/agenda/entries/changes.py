"""What is changed on one enrolment's card: dates, gates, pause, end. Every one may be sent twice and happens once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.agenda import departures
from lms.agenda.access import may_agree_dates
from lms.agenda.entries.forms import DateForm, ExitForm, ExtendForm, GateForm, PlaceForm
from lms.agenda.entries.reach import accompanied_enrolment, planned_enrolment, step_of
from lms.catalogue.models import Sequence
from lms.enrolment import agreed
from lms.enrolment import enrol as enrolling
from lms.enrolment.calendar import last_day
from lms.enrolment.models import Cohort, DateException, Enrolment
from lms.people.access import signed_in

Words = dict[str, Any]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_date(request: HttpRequest, enrolment: UUID, step: int) -> HttpResponse:
    row, sequence = _agreeing(request, enrolment, step)
    known = DateException.objects.filter(enrolment=row, sequence=sequence).first()
    initial = {"due_on": known.due_on, "reason": known.reason} if known else {}
    form = DateForm(request.POST or None, initial=initial)

    def do(told: dict[str, Any]) -> None:
        agreed.set_due_date(row, sequence, told["due_on"], told["reason"], signed_in(request))

    words = {"title": _("Move this date"), "lead": sequence.title, "button": _("Keep this date")}
    return _asked(request, row, form, do, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_gate(request: HttpRequest, enrolment: UUID, step: int) -> HttpResponse:
    row, sequence = _agreeing(request, enrolment, step)
    form = GateForm(request.POST or None)

    def do(told: dict[str, Any]) -> None:
        agreed.open_gate(row, sequence, told["reason"], signed_in(request))

    words = {
        "title": _("Open this step"),
        "lead": sequence.title,
        "note": _("%(name)s may do it before what it asks for is finished.") % {"name": row.person},
        "button": _("Open it"),
    }
    return _asked(request, row, form, do, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    row = planned_enrolment(request, enrolment)
    last = last_day(row)
    form = ExtendForm(request.POST or None, initial={"until": last})

    def do(told: dict[str, Any]) -> None:
        agreed.extend(row, told["until"], told["reason"], signed_in(request))

    note = _("The last day is %(day)s now. It stays readable.") % {"day": date_format(last, "DATE_FORMAT")}
    words = {"title": _("Move the last day"), "note": note, "button": _("Keep this last day")}
    return _asked(request, row, form, do, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Cohort, coach, type of trainee, priority area."""
    row = planned_enrolment(request, enrolment)
    initial = {
        "cohort": row.cohort_id,
        "coach": row.coach_id,
        "trainee_type": row.trainee_type,
        "lives_in_priority_area": row.lives_in_priority_area,
    }
    cohorts = list(Cohort.objects.filter(journey_id=row.journey_id).order_by("name", "pk"))
    form = PlaceForm(request.POST or None, initial=initial, organisation=row.organisation, cohorts=cohorts)

    @transaction.atomic
    def do(told: dict[str, Any]) -> None:
        if row.cohort_id != (told["cohort"].pk if told["cohort"] else None):
            enrolling.move(row, told["cohort"])
        row.coach, row.trainee_type = told["coach"], told["trainee_type"]
        row.lives_in_priority_area = told["lives_in_priority_area"]
        row.save(update_fields=["coach", "trainee_type", "lives_in_priority_area"])

    words = {"title": _("Cohort, coach and yearly return"), "button": _("Save")}
    return _asked(request, row, form, do, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """An exit, early or not. No word of failure: stopping, waiting or changing are good choices."""
    row = planned_enrolment(request, enrolment)
    if row.state == Enrolment.State.ENDED:
        messages.info(request, _("%(name)s has left this journey already.") % {"name": row.person})
        return redirect("agenda:enrolment", row.public_id)
    today = timezone.localdate(timezone=row.organisation.zone)
    form = ExitForm(request.POST or None, enrolment=row, initial={"ends_on": max(today, row.starts_on)})

    def do(told: dict[str, Any]) -> None:
        departures.leave(row, signed_in(request), told["ends_on"], told.get("category"), told["reason"])

    words = {
        "title": _("Leave the journey"),
        "note": _(
            "Stopping, waiting or changing one's project are good choices. What was done stays and counts, and a "
            "statement can be given. Seats and appointments to come are given back."
        ),
        "button": _("Note the exit"),
    }
    return _asked(request, row, form, do, words)


@login_required
@require_POST
def pause(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    row = planned_enrolment(request, enrolment)
    departures.pause(row, signed_in(request))
    return _back(request, row, _("Paused. Nothing is asked of %(name)s, and dates wait."))


@login_required
@require_POST
def resume(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    row = planned_enrolment(request, enrolment)
    enrolling.resume(row)
    return _back(request, row, _("%(name)s goes on. Dates have moved by the days of the pause."))


@login_required
@require_POST
def reopen(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    row = planned_enrolment(request, enrolment)
    try:
        enrolling.reopen(row)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("agenda:enrolment", row.public_id)
    return _back(request, row, _("The exit is taken back: %(name)s is under way again."))


def _asked(
    request: HttpRequest, row: Enrolment, form: forms.Form, do: Callable[[dict[str, Any]], None], words: Words
) -> HttpResponse:
    """A form of the card: done and back to it, or shown again with what to put right."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            return _back(request, row, _("Kept for %(name)s."))
    return render(request, "agenda/entries/change.html", {"enrolment": row, "form": form, **words})


def _back(request: HttpRequest, row: Enrolment, sentence: str) -> HttpResponse:
    messages.success(request, sentence % {"name": row.person})
    return redirect("agenda:enrolment", row.public_id)


def _agreeing(request: HttpRequest, public_id: UUID, step: int) -> tuple[Enrolment, Sequence]:
    row = accompanied_enrolment(request, public_id)
    if not may_agree_dates(request.user, row):
        raise PermissionDenied(_("The learner's coach or a coordinator changes this."))
    return row, step_of(row, step)

"""The same thing for several people: first a screen that says what it does for each, then it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from lms.agenda import departures
from lms.agenda.entries.forms import OwnChoiceField
from lms.agenda.entries.reach import coaches_of, planned_organisation
from lms.enrolment import enrol as enrolling
from lms.enrolment.models import Cohort, Enrolment
from lms.people.access import signed_in
from lms.people.models import Organisation, Person

MOST = 200


@dataclass(frozen=True)
class Act:
    """label: of the button. target: what must be chosen with it. says: what it does for one, or nothing to do."""

    label: Any
    target: str
    says: Callable[[Enrolment, Any], str]
    do: Callable[[Enrolment, Any], None]
    is_stop: bool = False  # what was booked for later is given back


@login_required
@require_POST
def together(request: HttpRequest, code: str) -> HttpResponse:
    """Without "confirmed": what will be done, and the way back. With it: done, once."""
    organisation = planned_organisation(request, code)
    act = ACTS.get(request.POST.get("act", ""))
    rows = _chosen(organisation, request.POST.getlist("enrolment"))
    if act is None or not rows:
        messages.info(request, _("Choose at least one person, then what to do."))
        return redirect("agenda:entries", code)
    form = _form(act, organisation, rows, request)
    if "confirmed" in request.POST and (form is None or form.is_valid()):
        target = form.cleaned_data["target"] if form else None
        _free_seats(act, [row for row in rows if act.says(row, target)], signed_in(request))
        count = _do(act, rows, target)
        said = ngettext("Done for %(count)d person.", "Done for %(count)d people.", count) % {"count": count}
        messages.success(request, said)
        return redirect("agenda:entries", code)
    target = _asked(form)
    context = {
        "organisation": organisation,
        "act": request.POST["act"],
        "title": act.label,
        "form": form,
        "lines": [{"enrolment": row, "says": act.says(row, target)} for row in rows],
    }
    return render(request, "agenda/entries/together.html", context)


def _chosen(organisation: Organisation, keys: list[str]) -> list[Enrolment]:
    """In the order of their numbers, so that two screens never wait for each other."""
    numbers = [int(key) for key in keys if key.isdecimal() and len(key) < 19][:MOST]
    rows = Enrolment.objects.filter(organisation=organisation, pk__in=numbers, person__isnull=False)
    return list(rows.select_related("person", "journey", "organisation", "cohort", "coach").order_by("pk"))


def _free_seats(act: Act, rows: list[Enrolment], by: Person) -> None:
    """Before anything is locked here: a session's row always comes before its learners'."""
    if act.is_stop:
        for row in rows:
            departures.give_back(row, by, _("the journey is paused"))


@transaction.atomic
def _do(act: Act, rows: list[Enrolment], target: Any) -> int:
    """How many something was done for."""
    keys = [row.pk for row in rows]
    locked = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    count = 0
    for row in locked.select_related("journey", "organisation", "cohort", "coach", "person"):
        if act.says(row, target):
            act.do(row, target)
            count += 1
    return count


def _form(act: Act, organisation: Organisation, rows: list[Enrolment], request: HttpRequest) -> forms.Form | None:
    if not act.target:
        return None
    given = request.POST if "confirmed" in request.POST or "target" in request.POST else None
    form = forms.Form(given)
    if act.target == "cohort":
        journeys = {row.journey_id for row in rows}
        cohorts = Cohort.objects.filter(organisation=organisation, journey_id__in=journeys).select_related("journey")
        form.fields["target"] = OwnChoiceField(Cohort, list(cohorts.order_by("name", "pk")), label=_("Cohort"))
    else:
        form.fields["target"] = OwnChoiceField(Person, coaches_of(organisation), label=_("Coach"))
    return form


def _asked(form: forms.Form | None) -> Any:
    return form.cleaned_data.get("target") if form is not None and form.is_bound and form.is_valid() else None


def _says_cohort(row: Enrolment, cohort: Cohort | None) -> str:
    if cohort is None:
        return _("in %(cohort)s now") % {"cohort": row.cohort} if row.cohort else _("in no cohort now")
    if cohort.journey_id != row.journey_id or row.cohort_id == cohort.pk:
        return ""
    return _("goes to %(cohort)s") % {"cohort": cohort}


def _says_coach(row: Enrolment, coach: Person | None) -> str:
    if coach is None:
        return _("with %(coach)s now") % {"coach": row.coach} if row.coach else _("without a coach now")
    return _("is accompanied by %(coach)s from now on") % {"coach": coach} if row.coach_id != coach.pk else ""


def _says_pause(row: Enrolment, _target: Any) -> str:
    return _("is paused from today on") if row.state == Enrolment.State.ACTIVE else ""


def _says_resume(row: Enrolment, _target: Any) -> str:
    return _("goes on today, dates move by the days of the pause") if row.state == Enrolment.State.PAUSED else ""


def give_coach(row: Enrolment, coach: Person | None) -> None:
    row.coach = coach
    row.save(update_fields=["coach"])


ACTS = {
    "cohort": Act(gettext_lazy("Change cohort"), "cohort", _says_cohort, enrolling.move),
    "coach": Act(gettext_lazy("Change coach"), "coach", _says_coach, give_coach),
    "pause": Act(gettext_lazy("Pause"), "", _says_pause, lambda row, _target: enrolling.pause(row), is_stop=True),
    "resume": Act(gettext_lazy("Go on after the pause"), "", _says_resume, lambda row, _target: enrolling.resume(row)),
}

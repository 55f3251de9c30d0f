"""One enrolment's card: dates week by week, what was agreed, and what may be changed; see entries/card.html."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.agenda.access import may_agree_dates
from lms.agenda.entries.reach import accompanied_enrolment
from lms.agenda.rules import rules_of
from lms.catalogue.outline import OutlineItem, SequenceItem, outline_of
from lms.enrolment import calendar
from lms.enrolment.access import missing_prerequisites
from lms.enrolment.agreed import agreed_with
from lms.enrolment.models import DateException, Enrolment, Extension, GateOpening
from lms.enrolment.trainees import TraineeType
from lms.people.access import may_plan
from lms.progress.standing import done_sequences, total_of

Context = dict[str, Any]


@login_required
@require_safe
def card(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    row = accompanied_enrolment(request, enrolment)
    agreed, outline = agreed_with(row), outline_of(row.journey)
    today = timezone.localdate(timezone=row.organisation.zone)
    last = calendar.last_day(row, agreed)
    plans, agrees = may_plan(request.user, row.organisation_id), may_agree_dates(request.user, row)
    is_over = row.state == Enrolment.State.ENDED
    context = {
        "enrolment": row,
        "person": row.person,
        "facts": _facts(row, calendar.week_of(row, today, agreed.days_off)),
        "last_day": last,
        "first_last_day": calendar.first_last_day(row, agreed.days_off),
        "is_near": not is_over and (last - today).days <= rules_of(row.organisation_id).end_alert_days,
        "extensions": Extension.objects.filter(enrolment=row).select_related("author").order_by("pk"),
        "weeks": _weeks(row, outline, agrees and not is_over),
        "may_plan": plans,
        "is_over": is_over,
        "statement_url": _issue_address(row) if plans else "",
    }
    return render(request, "agenda/entries/card.html", context)


def _facts(row: Enrolment, week: int) -> list[dict[str, Any]]:
    kinds = dict(TraineeType.choices)
    said = _("%(week)d of %(weeks)d") % {"week": week, "weeks": row.journey.weeks}
    return [
        {"label": _("Journey"), "value": row.journey.title},
        {"label": _("State"), "value": row.get_state_display()},
        {"label": _("Since"), "value": date_format(row.starts_on, "DATE_FORMAT")},
        {"label": _("Week"), "value": said if week else ""},
        {"label": _("Paused since"), "value": date_format(row.paused_on, "DATE_FORMAT") if row.paused_on else ""},
        {"label": _("Left on"), "value": date_format(row.ends_on, "DATE_FORMAT") if row.ends_on else ""},
        {"label": _("What came next"), "value": str(row.exit_category or "")},
        {"label": _("In their own words"), "value": row.exit_reason},
        {"label": _("Cohort"), "value": str(row.cohort or "")},
        {"label": _("Coach"), "value": str(row.coach or "")},
        {"label": _("Sent by"), "value": str((row.intake or {}).get("prescripteur") or "")},
        {"label": _("Type of trainee"), "value": kinds.get(row.trainee_type, row.trainee_type)},
        {"label": _("Priority area"), "value": _("yes") if row.lives_in_priority_area else ""},
    ]


def _weeks(row: Enrolment, outline: OutlineItem, agrees: bool) -> list[Context]:
    """Each week of this person's own calendar, with its steps. Two queries."""
    agreed = agreed_with(row)
    dates = calendar.due_dates(row, outline, agreed)
    exceptions = {one.sequence_id: one for one in DateException.objects.filter(enrolment=row).select_related("author")}
    gates = {one.sequence_id: one for one in GateOpening.objects.filter(enrolment=row).select_related("author")}
    done = done_sequences(total_of(row), outline)
    found: dict[int, list[Context]] = {}
    for item in outline.sequences:
        step = _step(item, dates[item.id], exceptions.get(item.id), gates.get(item.id), item.id in done)
        is_closed = missing_prerequisites(item, outline, done, agreed.opened) is not None and item.id not in done
        step["date_url"] = reverse("agenda:move_date", args=[row.public_id, item.id]) if agrees else ""
        step["gate_url"] = reverse("agenda:open_gate", args=[row.public_id, item.id]) if agrees and is_closed else ""
        step["is_closed"] = is_closed
        found.setdefault(item.week, []).append(step)
    return [
        {"number": week, "first": calendar.starts_of(row, week, agreed.days_off), "steps": steps}
        for week, steps in sorted(found.items())
    ]


def _step(
    item: SequenceItem, due: date, moved: DateException | None, opened: GateOpening | None, is_done: bool
) -> Context:
    return {
        "code": item.code,
        "title": item.title,
        "due_on": due,
        "is_done": is_done,
        "moved": _who_and_why(moved),
        "opened": _who_and_why(opened),
    }


def _who_and_why(fact: DateException | GateOpening | None) -> str:
    if fact is None:
        return ""
    return ", ".join(part for part in (str(fact.author or ""), fact.reason) if part) or _("by the team")


def _issue_address(row: Enrolment) -> str:
    """Where a statement of outcomes is issued, as far as that screen is there."""
    try:
        return reverse("agenda:issue", args=[row.public_id])
    except NoReverseMatch:
        return ""

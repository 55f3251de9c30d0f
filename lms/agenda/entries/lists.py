"""Who enters, is under way and leaves: the coordinator's list, with what may be done for several people at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.agenda.entries.reach import journeys_of, planned_organisation
from lms.agenda.rules import rules_of
from lms.enrolment.agreed import Agreed, agreed_with_each, days_off_of
from lms.enrolment.calendar import last_day, next_entries, week_of
from lms.enrolment.models import Cohort, Enrolment
from lms.people.access import organisations_where
from lms.people.models import Organisation, Role

PAGE = 40
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True)
class Choice:
    """What of the list is looked at."""

    state: str = ""
    journey: str = ""
    cohort: str = ""
    words: str = ""

    def query(self, **changes: str) -> str:
        kept = {"state": self.state, "journey": self.journey, "cohort": self.cohort, "q": self.words, **changes}
        return urlencode({name: value for name, value in kept.items() if value})


@login_required
@require_safe
def entries_home(request: HttpRequest) -> HttpResponse:
    """To the one organisation whose entries this person keeps, or the choice between several."""
    rows = Organisation.objects.order_by("name")
    if not request.user.is_superuser:
        rows = rows.filter(pk__in=organisations_where(request.user, Role.COORDINATOR, Role.ADMIN))
    if not rows:
        raise PermissionDenied(_("Entries and exits are for coordinators and administrators."))
    if len(rows) == 1:
        return redirect("agenda:entries", rows[0].code)
    return render(request, "agenda/entries/organisations.html", {"organisations": rows})


@login_required
@require_safe
def entries(request: HttpRequest, code: str) -> HttpResponse:
    organisation = planned_organisation(request, code)
    today = timezone.localdate(timezone=organisation.zone)
    choice = Choice(
        request.GET.get("state", ""),
        _number(request.GET.get("journey", "")),
        _number(request.GET.get("cohort", "")),
        request.GET.get("q", "").strip()[:100],
    )
    page = Paginator(chosen(organisation, choice, today), PAGE).get_page(request.GET.get("page"))
    off, journeys = days_off_of(organisation.pk), journeys_of(organisation)
    context = {
        "organisation": organisation,
        "page": page,
        "rows": lines(page.object_list, today, rules_of(organisation).end_alert_days),
        "choice": choice,
        "query": choice.query(),
        "states": _chips(choice),
        "journeys": [(str(row.pk), row.title) for row in journeys],
        "cohorts": [(str(row.pk), row.name) for row in _cohorts(organisation, choice)],
        "next_entries": [(row.title, next_entries(row, today, off, 3)) for row in journeys],
    }
    return render(request, "agenda/entries/list.html", context)


def chosen(organisation: Organisation, choice: Choice, today: date) -> QuerySet[Enrolment]:
    """The enrolments of this organisation that the choice names, latest entry first."""
    rows = Enrolment.objects.filter(organisation=organisation, person__isnull=False)
    if choice.state in Enrolment.State.values:
        rows = rows.filter(state=choice.state)
    elif choice.state == "entering":
        rows = rows.filter(starts_on__range=(today - FORTNIGHT, today + FORTNIGHT))
    elif choice.state == "leaving":
        rows = rows.filter(ends_on__range=(today - FORTNIGHT, today + FORTNIGHT))
    if choice.journey:
        rows = rows.filter(journey_id=choice.journey)
    if choice.cohort:
        rows = rows.filter(cohort_id=choice.cohort)
    if choice.words:
        rows = rows.filter(Q(person__name__icontains=choice.words) | Q(person__email__icontains=choice.words))
    return rows.select_related("person", "journey", "cohort", "coach").order_by("-starts_on", "person__name", "pk")


def lines(rows: Iterable[Enrolment], today: date, alert_days: int) -> list[dict[str, Any]]:
    """Each with its week and, when it comes near, its last day. One query."""
    found = list(rows)
    agreed = agreed_with_each(found)
    return [_line(row, agreed[row.pk], today, alert_days) for row in found]


def ending_soon(
    organisation: Organisation, today: date, within_days: int | None = None
) -> list[tuple[Enrolment, date]]:
    """Those under way whose longest duration ends within so many days, or has ended, with that day; soonest first.

    within_days: as the organisation's rules say unless given (domain.md A12, AC4: thirty). Three queries.
    """
    days = rules_of(organisation).end_alert_days if within_days is None else within_days
    rows = Enrolment.objects.filter(organisation=organisation, state=Enrolment.State.ACTIVE, person__isnull=False)
    found = list(rows.select_related("person", "journey", "organisation", "coach").defer("intake"))
    agreed = agreed_with_each(found)
    dated = [(row, last_day(row, agreed[row.pk])) for row in found]
    return sorted(
        ((row, day) for row, day in dated if (day - today).days <= days), key=lambda each: (each[1], each[0].pk)
    )


def _line(row: Enrolment, agreed: Agreed, today: date, alert_days: int) -> dict[str, Any]:
    last = last_day(row, agreed)
    is_over = row.state == Enrolment.State.ENDED
    return {
        "enrolment": row,
        "week": week_of(row, today, agreed.days_off),
        "last_day": last if not is_over and (last - today).days <= alert_days else None,
        "is_late": not is_over and last < today,
        "is_coming": row.starts_on > today,
    }


def _chips(choice: Choice) -> list[dict[str, Any]]:
    offered = [
        ("", _("Everybody")),
        ("entering", _("Entries of this fortnight")),
        ("leaving", _("Exits of this fortnight")),
        *((value, str(label)) for value, label in Enrolment.State.choices),
    ]
    return [
        {"label": label, "url": f"?{choice.query(state=value)}", "current": choice.state == value}
        for value, label in offered
    ]


def _cohorts(organisation: Organisation, choice: Choice) -> QuerySet[Cohort]:
    rows = Cohort.objects.filter(organisation=organisation).order_by("name", "pk")
    return rows.filter(journey_id=choice.journey) if choice.journey else rows


def _number(text: str) -> str:
    return text if text.isdecimal() and len(text) < 19 else ""

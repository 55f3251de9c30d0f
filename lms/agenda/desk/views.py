"""The coordinator's day: one screen to begin a morning with."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lms.agenda.appointments.allowances import overdue
from lms.agenda.desk.day import LISTED, day_of
from lms.agenda.rules import rules_of
from lms.people import access
from lms.people.models import Organisation, Person, Role


@login_required
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Today in one organisation; `?organisation=CODE` chooses between several."""
    person = access.signed_in(request)
    organisations = planned_by(person)
    if not organisations:
        raise PermissionDenied(_("The day's screen is for coordinators and administrators."))
    organisation = _chosen(organisations, request.GET.get("organisation"))
    rules = rules_of(organisation)
    today = day_of(organisation, inactive_after=rules.inactive_after_days)
    late = overdue(organisation, today.today)
    context = {
        "day": today,
        "overdue": late[:LISTED],
        "more_overdue": len(late) > LISTED,
        "rules": rules,
        "organisations": organisations if len(organisations) > 1 else [],
        "organisation": organisation,
        "may_set": access.may_administer(person, organisation.pk),
    }
    return render(request, "agenda/day.html", context)


def planned_by(person: Person) -> list[Organisation]:
    """The organisations whose days this person plans, by name."""
    rows = Organisation.objects.order_by("name")
    if not person.is_superuser:
        rows = rows.filter(pk__in=access.organisations_where(person, Role.COORDINATOR, Role.ADMIN))
    return list(rows)


def _chosen(organisations: list[Organisation], code: str | None) -> Organisation:
    if code is None:
        return organisations[0]
    found = next((one for one in organisations if one.code == code), None)
    if found is None:
        raise Http404
    return found

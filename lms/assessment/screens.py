"""The queue of work to mark: one screen for everything that waits for trainers and coaches, and the way to the next."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.assessment.access import MARKERS
from lms.assessment.models import Hold, Waiting
from lms.assessment.queue import Wanted, take_next, waiting_for
from lms.catalogue.models import Activity
from lms.people.access import has_role_somewhere, signed_in
from lms.people.models import Person

PER_PAGE = 50
FILTERS = ("which", "journey", "sequence", "activity", "who")


@login_required
@require_GET
def to_mark(request: HttpRequest) -> HttpResponse:
    """What waits for this person, oldest first. Six queries, however much waits."""
    person = _marker(request)
    wanted = read_wanted(request.GET)
    rows = waiting_for(person, wanted).select_related("enrolment__person", "activity__journey", "activity__sequence")
    holds = Hold.objects.filter(until__gt=timezone.now()).exclude(person=person).select_related("person")
    rows = rows.prefetch_related(Prefetch("holds", queryset=holds.order_by("since"), to_attr="held"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = query_of(wanted)
    context = {
        "page": page,
        "lines": [_line(row, query) for row in page],
        "chips": _chips(wanted),
        "wanted": wanted,
        "query": query,
        "filters": _filters(person, wanted),
        "is_filtered": any(getattr(wanted, name) for name in FILTERS),
    }
    return render(request, "assessment/to_mark.html", context)


@login_required
@require_POST
def next_piece(request: HttpRequest) -> HttpResponse:
    """To the oldest piece that nobody else holds, of what was filtered; back to the queue when there is none."""
    person = _marker(request)
    wanted = read_wanted(request.POST)
    row = take_next(person, wanted, passing=request.POST.get("passing", "")[:80])
    if row is None:
        messages.info(request, _("Nothing else waits that nobody holds. Well done."))
        return redirect(f"{reverse('assessment:to_mark')}?{query_of(wanted)}")
    return redirect(address_of(row, query_of(wanted)))


def read_wanted(sent: Any) -> Wanted:
    """The filters of an address or a form; what cannot be a key looks for nothing by it."""
    keys = {name: _key(sent.get(name, "")) for name in ("journey", "sequence", "activity")}
    which = sent.get("which", "")
    return Wanted(
        which=which if which in ("mine", "late") else "",
        who=sent.get("who", "").strip()[:100].replace("\x00", ""),
        **keys,
    )


def query_of(wanted: Wanted) -> str:
    """The same filters, as an address keeps them."""
    return urlencode({name: value for name in FILTERS if (value := getattr(wanted, name))})


def address_of(row: Waiting, query: str = "") -> str:
    """Where a piece is marked; the filters go along, so that "next" goes on in the same list."""
    return f"/{row.address.lstrip('/')}" + (f"?{query}" if query else "")


def _marker(request: HttpRequest) -> Person:
    person = signed_in(request)
    if not has_role_somewhere(person, *MARKERS):
        raise PermissionDenied(_("Work is marked by trainers and coaches."))
    return person


def _key(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _line(row: Waiting, query: str) -> dict[str, Any]:
    held: list[Hold] = getattr(row, "held", [])
    return {
        "who": str(row.enrolment.person),
        "title": row.activity.title,
        "journey": row.activity.journey.title,
        "url": address_of(row, query),
        "asked_at": row.asked_at,
        "due_at": row.due_at,
        "is_late": row.due_at is not None and row.due_at < timezone.now(),
        "held_by": str(held[0].person) if held else "",
    }


def _chips(wanted: Wanted) -> list[dict[str, Any]]:
    labels = {"": _("Everything"), "mine": _("My learners"), "late": _("Late")}
    found = []
    for which, label in labels.items():
        others = {name: value for name in FILTERS[1:] if (value := getattr(wanted, name))}
        query = urlencode({**({"which": which} if which else {}), **others})
        found.append({"label": label, "url": f"?{query}", "current": wanted.which == which})
    return found


def _filters(person: Person, wanted: Wanted) -> list[dict[str, Any]]:
    """Only what something waits for: journeys, sequences and activities. One query."""
    rows = Activity.objects.filter(pk__in=waiting_for(person).order_by().values("activity"))
    found = list(rows.select_related("journey", "sequence").order_by("journey", "position", "pk"))
    journeys = {str(one.journey.key): one.journey.title for one in found}
    sequences = {str(one.sequence.key): one.sequence.title for one in found if one.sequence}
    activities = {str(one.key): one.title for one in found}
    named = [
        ("journey", _("Journey"), journeys),
        ("sequence", _("Sequence"), sequences),
        ("activity", _("Activity"), activities),
    ]
    return [
        {"name": name, "label": label, "value": getattr(wanted, name), "options": list(options.items())}
        for name, label, options in named
    ]

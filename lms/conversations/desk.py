"""Who waits for an answer, oldest first, and how fast people are answered. For learners: their own conversations."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lms.conversations import access
from lms.conversations.delay import words_of, working_minutes
from lms.conversations.exchanges import counted_for
from lms.conversations.figures import answering
from lms.conversations.models import Conversation, Exchange
from lms.conversations.unread import OPEN, awaited_from
from lms.enrolment.agreed import days_off_of
from lms.enrolment.days_off import DaysOff
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.people.models import Person

PER_PAGE = 30


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The team's list; whoever only learns is led to their conversation, or chooses among several."""
    person = signed_in(request)
    own = list(_own(person))
    if access.may_list(person):
        return _desk(request, person, own)
    if len(own) == 1:
        return redirect("conversations:read", own[0].public_id)
    if not own and access.may_read_figures(person):
        return redirect("conversations:figures")
    return render(request, "conversations/own.html", {"own": own})


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if not access.may_read_figures(person):
        raise PermissionDenied(_("These figures are for those who accompany learners and who report on it."))
    return render(
        request, "conversations/figures.html", {"figures": answering(person), "lists": access.may_list(person)}
    )


@login_required
@require_GET
def exchanges(request: HttpRequest, journey: UUID) -> HttpResponse:
    """What a journey's figures are made of, question by question; words only for those who take part."""
    person = signed_in(request)
    figure = next((one for one in answering(person) if one.journey.key == journey), None)
    if figure is None:
        raise Http404
    if not figure.may_open:
        raise PermissionDenied(_("Your agreement shows figures, without the names behind them."))
    rows = counted_for(person).filter(journey=figure.journey).order_by("-asked_at", "-pk")
    rows = rows.select_related("conversation__enrolment__person", "answered_by", "organisation")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    open_to = set(
        Enrolment.objects.filter(
            access.answered_by(person), pk__in=[row.conversation.enrolment_id for row in page.object_list]
        ).values_list("pk", flat=True)
    )
    lines = [_exchange(row, open_to) for row in page.object_list]
    return render(request, "conversations/exchanges.html", {"figure": figure, "page": page, "lines": lines})


def _desk(request: HttpRequest, person: Person, own: list[Enrolment]) -> HttpResponse:
    which, who = request.GET.get("which", ""), request.GET.get("who", "").replace("\x00", "").strip()[:100]
    reached = Enrolment.objects.filter(access.answered_by(person))
    if who:
        reached = reached.filter(person__name__icontains=who)
    waiting = Exchange.objects.filter(OPEN, conversation__enrolment__in=reached)
    found = Paginator(_chosen(person, which, reached, waiting), PER_PAGE).get_page(request.GET.get("page"))
    off: dict[int, DaysOff] = {}
    lines = [_conversation(row) if which == "all" else _waiting(row, off) for row in found.object_list]
    context = {
        "page": found,
        "lines": lines,
        "chips": _chips(person, which, waiting),
        "which": which,
        "who": who,
        "query": urlencode({name: value for name, value in (("which", which), ("who", who)) if value}),
        "own": own,
    }
    return render(request, "conversations/desk.html", context)


def _chosen(person: Person, which: str, reached: QuerySet[Enrolment], waiting: QuerySet[Exchange]) -> QuerySet[Any]:
    if which == "all":
        known = Conversation.objects.filter(enrolment__in=reached).order_by("-last_at", "-pk")
        return known.select_related("enrolment__person", "enrolment__journey", "enrolment__coach")
    rows = waiting.order_by("asked_at", "pk").select_related(
        "conversation__enrolment__person", "conversation__enrolment__coach", "organisation", "journey"
    )
    if which == "late":
        return rows.filter(due_at__lt=timezone.now())
    return rows.filter(awaited_from(person)) if which == "mine" else rows


def _chips(person: Person, which: str, waiting: QuerySet[Exchange]) -> list[dict[str, Any]]:
    here = reverse("conversations:home")
    late = waiting.filter(due_at__lt=timezone.now()).count()
    told = (
        ("", _("Wait for an answer"), waiting.count()),
        ("late", _("Late"), late),
        ("mine", _("Mine to answer"), waiting.filter(awaited_from(person)).count()),
        ("all", _("All conversations"), None),
    )
    known = which if which in {name for name, _label, _count in told} else ""
    return [
        {"label": label, "url": f"{here}?which={name}" if name else here, "current": name == known, "count": count}
        for name, label, count in told
    ]


def _waiting(row: Exchange, off: dict[int, DaysOff]) -> dict[str, Any]:
    now, enrolment = timezone.now(), row.conversation.enrolment
    if row.organisation_id not in off:
        off[row.organisation_id] = days_off_of(row.organisation_id)
    minutes = working_minutes(row.asked_at, now, row.organisation.zone, off[row.organisation_id])
    return {
        "name": str(enrolment.person),
        "url": reverse("conversations:read", args=[enrolment.public_id]),
        "journey": row.journey.title,
        "coach": str(enrolment.coach) if enrolment.coach else "",
        "waited": words_of(minutes),
        "asked_at": row.asked_at,
        "due_at": row.due_at,
        "is_late": row.due_at < now,
    }


def _conversation(row: Conversation) -> dict[str, Any]:
    enrolment = row.enrolment
    return {
        "name": str(enrolment.person),
        "url": reverse("conversations:read", args=[enrolment.public_id]),
        "journey": enrolment.journey.title,
        "coach": str(enrolment.coach) if enrolment.coach else "",
        "last_at": row.last_at,
        "is_closed": enrolment.state == Enrolment.State.ENDED,
    }


def _exchange(row: Exchange, open_to: set[int]) -> dict[str, Any]:
    enrolment, now = row.conversation.enrolment, timezone.now()
    is_kept = row.answered_at is not None and row.answered_at <= row.due_at
    may_open = enrolment.pk in open_to
    return {
        "name": str(enrolment.person or _("Somebody")),
        "url": reverse("conversations:read", args=[enrolment.public_id]) if may_open else "",
        "row": row,
        "waited": words_of(row.minutes) if row.minutes is not None else "",
        "is_kept": is_kept,
        "is_late": not is_kept and (row.answered_at is not None or row.due_at < now),
    }


def _own(person: Person) -> QuerySet[Enrolment]:
    """Those under way first."""
    rows = Enrolment.objects.filter(person_id=person.pk).select_related("journey")
    return rows.order_by("state", "-starts_on", "-pk")

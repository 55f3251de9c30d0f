"""A person's own notices: the list, the way on from each, and how they want to be told."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.notices.bounces import failing_in, is_failing, works_again
from lms.notices.forms import PreferencesForm, RhythmForm, topics_for
from lms.notices.letter import is_ours
from lms.notices.models import FailingAddress, Notice, Rhythm, Topic, Way
from lms.notices.unread import count_unread_by_topic, forget_count
from lms.notices.unsubscribe import read_stop, set_way
from lms.people.access import organisations_where, signed_in
from lms.people.models import Person, Role

PAGE = 20


@login_required
@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    """What is not read comes first; one topic at a time, for who asks."""
    person = signed_in(request)
    topic = next((one for one in Topic if one.value == request.GET.get("topic")), None)
    topics = count_unread_by_topic(person)
    found = Paginator(_unread_first(person, topic), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": found,
        "unread_here": sum(topics.values()),
        "chips": _chips(person, set(topics), topic),
        "topic": topic,
        "query": urlencode({"topic": topic.value}) if topic else "",
        "failing": _failing(person),
    }
    return render(request, "notices/centre.html", context)


@login_required
@require_GET
def visit(request: HttpRequest, notice: int) -> HttpResponse:
    """To what the notice is about; it is read then."""
    row = get_object_or_404(Notice, pk=notice, person=signed_in(request))
    _mark(row, is_read=True)
    return redirect(row.address if is_ours(row.address) else "notices:centre")


@login_required
@require_POST
def mark(request: HttpRequest, notice: int) -> HttpResponse:
    """Read, or not read any more, as the button says; back to where it stood."""
    row = get_object_or_404(Notice, pk=notice, person=signed_in(request))
    _mark(row, is_read=request.POST.get("as") != "unread")
    topic = request.POST.get("topic", "")
    return redirect(reverse("notices:centre") + (f"?topic={topic}" if topic in Topic.values else ""))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """What has come since the list was shown stays unread."""
    unread = Notice.objects.filter(person=signed_in(request), read_at=None)
    latest, topic = request.POST.get("latest", ""), request.POST.get("topic", "")
    if latest.isdecimal():
        unread = unread.filter(pk__lte=min(int(latest), 2**63 - 1))
    if topic in Topic.values:
        unread = unread.filter(topic=topic)
    unread.update(read_at=timezone.now())
    forget_count(signed_in(request))
    return redirect("notices:centre")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Ways and hours are one form: what is wrong with one keeps the other from nothing that was chosen."""
    person = signed_in(request)
    form = PreferencesForm(request.POST or None, person=person)
    known = Rhythm.objects.filter(person=person).first() or Rhythm(person=person)
    rhythm = RhythmForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid() and rhythm.is_valid():
        form.save()
        rhythm.save()
        messages.success(request, _("It is noted. You can change it whenever you want."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form, "rhythm": rhythm, "failing": _failing(person)})


@login_required
@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    """The person says that their address works now."""
    works_again(signed_in(request))
    messages.success(request, _("We write to you by e-mail again. If it comes back once more, you see it here."))
    return redirect("notices:centre")


@login_required
@require_GET
def failing(request: HttpRequest) -> HttpResponse:
    """For coordinators, administrators and coaches: whose address does not work, so that they are called."""
    person = signed_in(request)
    keeps = organisations_where(person, Role.COORDINATOR, Role.ADMIN)
    coaches = organisations_where(person, Role.COACH)
    if not keeps and not coaches:
        raise PermissionDenied(_("This is for the team that accompanies learners."))
    rows = [*failing_in(keeps), *failing_in(coaches, coach=person)]
    found = Paginator(list({row.pk: row for row in rows}.values()), PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/failing.html", {"page": found})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in: the address was sent to the person alone. Looking at it changes nothing (mail scanners do);
    the button, or the mailbox's own, does."""
    found = read_stop(token)
    if found is None:
        raise Http404
    person, topics = found
    is_back = request.POST.get("way") == "back"
    if request.method == "POST":
        set_way(person, topics, Way.NOW if is_back else Way.NONE)
    context = {"topics": topics, "is_stopped": request.method == "POST" and not is_back, "is_back": is_back}
    return render(request, "notices/stop.html", context)


def _unread_first(person: Person, topic: Topic | None) -> QuerySet[Notice]:
    rows = Notice.objects.filter(person=person)
    if topic is not None:
        rows = rows.filter(topic=topic)
    return rows.order_by(Case(When(read_at=None, then=Value(0)), default=Value(1)), "-created_at", "-pk")


def _chips(person: Person, known: set[str], chosen: Topic | None) -> list[dict[str, Any]]:
    """Only topics of which there is something; none for a single one."""
    topics = [topic for topic in topics_for(person) if topic in known]
    if len(topics) < 2 and chosen is None:
        return []
    centre = reverse("notices:centre")
    chips = [{"label": _("Everything"), "url": centre, "current": chosen is None}]
    return chips + [
        {"label": topic.label, "url": f"{centre}?topic={topic.value}", "current": topic == chosen} for topic in topics
    ]


def _failing(person: Person) -> FailingAddress | None:
    known = FailingAddress.objects.filter(person=person).first()
    return known if known is not None and is_failing(person) else None


def _mark(row: Notice, is_read: bool) -> None:
    Notice.objects.filter(pk=row.pk, read_at__isnull=is_read).update(read_at=timezone.now() if is_read else None)
    forget_count(row.person)

"""The same document for several people who left a journey: chosen from a list, each issued or refused in words."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lms.agenda.access import may_issue
from lms.agenda.documents import words
from lms.agenda.documents.contents import CannotIssue
from lms.agenda.documents.issue import issue
from lms.agenda.models import EndDocument
from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.keys import is_key
from lms.people import access
from lms.people.access import signed_in
from lms.people.models import Person

AT_ONCE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue_many(request: HttpRequest, journey: UUID) -> HttpResponse:
    """Who left and has no such document yet, the latest first."""
    row = _journey(request, journey)
    asked = request.POST if request.method == "POST" else request.GET
    sort = asked.get("sort", "")
    sort = sort if sort in EndDocument.Sort.values else EndDocument.Sort.CERTIFICATE.value
    address = f"{reverse('agenda:issue_many', args=[row.key])}?sort={sort}"
    if request.method == "POST":
        chosen = [value for value in request.POST.getlist("enrolment") if is_key(value)][:AT_ONCE]
        _issue(request, _left(row).filter(public_id__in=chosen).order_by("pk"), sort)
        return redirect(address)
    waiting = list(_without(_left(row), sort).order_by("-ends_on", "-pk")[: AT_ONCE + 1])
    context = {
        "journey": row.title,
        "sort": sort,
        "sorts": [{"value": one.value, "label": one.label, "selected": one.value == sort} for one in EndDocument.Sort],
        "rows": [_line(one) for one in waiting[:AT_ONCE]],
        "more": len(waiting) > AT_ONCE,
        "at_once": AT_ONCE,
    }
    return render(request, "agenda/issue_many.html", context)


def _journey(request: HttpRequest, key: UUID) -> Journey:
    row = Journey.objects.select_related("organisation").filter(key=key).first()
    if row is None or not access.is_member(request.user, row.organisation_id):
        raise Http404
    if not may_issue(request.user, row.organisation_id):
        raise PermissionDenied(_("Documents are issued by coordinators and administrators."))
    return row


def _left(journey: Journey) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(journey=journey, state=Enrolment.State.ENDED, person__isnull=False)
    return rows.select_related("person", "journey", "organisation", "exit_category")


def _without(rows: QuerySet[Enrolment], sort: str) -> QuerySet[Enrolment]:
    return rows.exclude(Exists(EndDocument.objects.filter(enrolment=OuterRef("pk"), sort=sort)))


def _issue(request: HttpRequest, rows: Iterable[Enrolment], sort: str) -> None:
    author, made = signed_in(request), 0
    for row in rows:
        made += _issue_one(request, row, sort, author)
    said = ngettext("%(count)d document issued.", "%(count)d documents issued.", made) % {"count": made}
    messages.success(request, said) if made else messages.info(request, _("Nothing new was issued."))


def _issue_one(request: HttpRequest, row: Enrolment, sort: str, author: Person) -> bool:
    try:
        return issue(row, sort, author=author).is_new
    except CannotIssue as refused:
        messages.warning(request, _("%(name)s: %(why)s") % {"name": row.person, "why": refused})
        return False


def _line(row: Enrolment) -> dict[str, str]:
    return {
        "key": str(row.public_id),
        "name": str(row.person),
        "left": words.day(row.ends_on) if row.ends_on else "",
        "exit": row.exit_category.title if row.exit_category else "",
        "url": reverse("agenda:issue", args=[row.public_id]),
    }

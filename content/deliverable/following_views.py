"""Screens of those who accompany: who handed in, another date for one person, and teams."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from content.deliverable.access import may_follow, may_give_time
from content.deliverable.asked import asked_of
from content.deliverable.desk import Desk, members_with
from content.deliverable.following import follow, give_time, learners_of, line_of, searched, set_teams
from content.deliverable.models import LaterDate
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.access import is_member, signed_in
from lms.plugins.kind import Refused
from lms.reports.tables import Table, csv_response

PER_PAGE = 40
MOST_TEAMED = 500  # learners on one screen of teams


class LaterForm(forms.Form):
    until = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=255, help_text=gettext_lazy("It stays readable, with your name.")
    )


@login_required
@require_GET
def following(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Everybody this person accompanies on the journey, and what each handed in."""
    row, words = _activity(request, activity), request.GET.get("q", "").strip()[:100].replace("\x00", "")
    learners = searched(learners_of(signed_in(request), row), words)
    page = Paginator(learners, PER_PAGE).get_page(request.GET.get("page"))
    asked = asked_of(row.version.settings if row.version else {})
    context = {
        "activity": row,
        "page": page,
        "lines": follow(page.object_list, row, asked),
        "asked": asked,
        "words": words,
        "query": urlencode({"q": words}) if words else "",
    }
    return render(request, "deliverable/following.html", context)


@login_required
@require_GET
def following_csv(request: HttpRequest, activity: UUID) -> HttpResponseBase:
    row = _activity(request, activity)
    asked = asked_of(row.version.settings if row.version else {})
    lines = follow(learners_of(signed_in(request), row), row, asked)
    headings = [_("Name"), _("Team"), _("State"), _("Handed in on"), _("Due on"), _("Taken until")]
    return csv_response(Table(str(row), headings, (line_of(one) for one in lines)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, activity: UUID, enrolment: UUID) -> HttpResponse:
    """Another date for one person, with the reason."""
    row = _activity(request, activity)
    rows = Enrolment.objects.select_related("person", "organisation", "journey")
    learner = get_object_or_404(rows.filter(journey=row.journey, person__isnull=False), public_id=enrolment)
    if not may_give_time(request.user, learner):
        raise Http404
    form = LaterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            give_time(learner, row, told["until"], told["reason"], signed_in(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s has until that day.") % {"name": learner.person})
            return redirect("deliverable:follow", row.key)
    desk = Desk(learner, row, members_with(learner, row.pk))
    context = {
        "activity": row,
        "learner": learner,
        "dates": desk.dates,
        "given": LaterDate.objects.filter(activity=row, enrolment=learner).select_related("author").order_by("pk"),
        "form": form,
        "back_url": reverse("deliverable:follow", args=[row.key]),
    }
    return render(request, "deliverable/later.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Who hands in with whom: a team's name beside each learner."""
    row = _activity(request, activity)
    asked = asked_of(row.version.settings if row.version else {})
    if not asked.team:
        raise Http404
    lines = follow(learners_of(signed_in(request), row)[:MOST_TEAMED], row, asked)
    if request.method == "POST":
        sent = request.POST
        told = {one.enrolment.pk: sent.get(f"team-{one.enrolment.public_id}", "").replace("\x00", "") for one in lines}
        try:
            stayed = set_teams(row, told, row.journey.organisation_id)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The teams are kept."))
            if stayed:
                words = _("Handed in already, and left where they are: %(names)s.")
                messages.warning(request, words % {"names": ", ".join(stayed)})
            return redirect("deliverable:teams", row.key)
    return render(request, "deliverable/teams.html", {"activity": row, "lines": lines})


def _activity(request: HttpRequest, key: UUID) -> Activity:
    """Another organisation's does not exist; one's own may still be closed to one's role."""
    rows = Activity.objects.filter(kind="deliverable").select_related("journey__organisation", "version", "sequence")
    row = get_object_or_404(rows, key=key)
    if may_follow(request.user, row.journey.organisation_id):
        return row
    if is_member(request.user, row.journey.organisation_id):
        raise PermissionDenied(_("The list of what was handed in is for those who accompany."))
    raise Http404

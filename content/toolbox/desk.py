"""The desk of those who keep a library: drafts, what is to be read over, proofreading, and visitors let in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from content.toolbox import access, easy_read, files, telling
from content.toolbox.forms import LibraryForm, ProofreadForm, ReviewForm
from content.toolbox.models import Library, Resource
from content.toolbox.versions import months_from
from content.toolbox.views import find_resource
from lms.people.access import is_member, organisations_where, signed_in
from lms.people.models import Organisation
from lms.plugins.kind import Refused

PAGE = 50
SOON = timedelta(days=30)


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is to be read over (of one's own first), and what is not published yet. Owners see their own alone."""
    person, today = signed_in(request), timezone.localdate()
    kept = access.organisations_kept(person)
    own = Q(owner=person, organisation__in=organisations_where(person))
    rows = (
        Resource.objects.filter(own | Q(organisation__in=kept)).select_related("organisation", "owner").defer("words")
    )
    if not kept and not rows.filter(own).exists():
        raise PermissionDenied(_("The desk of the library is for those who keep it."))
    due = rows.filter(live=True, review_on__lte=today + SOON).order_by("review_on", "title")
    drafts = rows.filter(organisation__in=kept).filter(Q(live=False) | Q(has_unpublished_changes=True))
    organisations = Organisation.objects.filter(pk__in=kept).order_by("name")
    context = {
        "page": Paginator(due, PAGE).get_page(request.GET.get("page")),
        "drafts": list(drafts.order_by("title")[:PAGE]),
        "today": today,
        "person": person,
        "options": [one for one in organisations if access.may_open_library(person, one.pk)],
        "may_write": any(access.may_prepare(person, one) for one in kept),
    }
    return render(request, "toolbox/desk.html", context)


@login_required
@require_safe
def draft(request: HttpRequest, resource: UUID) -> HttpResponse:
    """As it would be published, for those who keep the library."""
    row = _kept(request, resource)
    told = row.get_latest_revision_as_object()
    context = {**telling.page(told), "number": 0, "may_prepare": access.may_prepare(request.user, row.organisation_id)}
    return render(request, "toolbox/draft.html", context)


@login_required
@require_safe
def draft_file(request: HttpRequest, resource: UUID) -> HttpResponseBase:
    told = _kept(request, resource).get_latest_revision_as_object()
    if told.file is None or told.file.organisation_id != told.organisation_id:
        raise Http404
    return files.give(told.file)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reviewed(request: HttpRequest, resource: UUID) -> HttpResponse:
    """Somebody read it over and it still holds: until when?"""
    row = find_resource(request, resource)
    if not access.may_review(request.user, row):
        raise PermissionDenied(_("Who looks after it, trainers and coordinators say that it was read over."))
    usual = months_from(timezone.localdate(), row.review_months)
    form = ReviewForm(request.POST or None, initial={"review_on": usual})
    if request.method == "POST" and form.is_valid():
        Resource.objects.filter(pk=row.pk).update(review_on=form.cleaned_data["review_on"])
        messages.success(request, _("Thank you. You are told again when that day comes."))
        return redirect("toolbox:resource", row.public_id)
    return _asked(request, row, form, _("Read over: %(title)s"), _("It still holds"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proofread(request: HttpRequest, resource: UUID) -> HttpResponse:
    """The easy-read summary was read over with the people it is for: from then on its sign is shown."""
    row = find_resource(request, resource)
    if not access.may_review(request.user, row):
        raise PermissionDenied(_("Who looks after it, trainers and coordinators say that it was read over."))
    form = ProofreadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            easy_read.proofread(row, form.cleaned_data["readers"], signed_in(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. The easy-read sign is shown with this summary."))
            return redirect("toolbox:resource", row.public_id)
    more = {"sentences": easy_read.sentences_of(row.easy_read), "faults": easy_read.find_faults(row.easy_read)}
    return _asked(request, row, form, _("Easy-read summary: %(title)s"), _("It was read over"), more)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def options(request: HttpRequest, code: str) -> HttpResponse:
    """Whether visitors may read this organisation's library."""
    organisation = get_object_or_404(Organisation, code=code)
    if not access.may_open_library(request.user, organisation.pk):
        if is_member(request.user, organisation.pk):
            raise PermissionDenied(_("Coordinators and administrators open the library to visitors."))
        raise Http404
    row = Library.objects.filter(organisation=organisation).first() or Library(organisation=organisation)
    form = LibraryForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        Library.objects.update_or_create(organisation=organisation, defaults={"is_open": form.cleaned_data["is_open"]})
        messages.success(request, _("Saved."))
        return redirect("toolbox:desk")
    return render(request, "toolbox/options.html", {"organisation": organisation, "form": form})


def _kept(request: HttpRequest, public_id: UUID) -> Resource:
    row = find_resource(request, public_id)
    if not access.may_see_drafts(request.user, row.organisation_id):
        raise Http404
    return row


def _asked(
    request: HttpRequest, row: Resource, form: Any, title: str, button: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    context = {"resource": row, "form": form, "title": title % {"title": row.title}, "button": button, **(more or {})}
    return render(request, "toolbox/asked.html", context)

"""The procedure is written: each change is a version of its own, and who was named hears of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lms.addresses import address_of
from lms.incidents.access import may_write_procedure, procedure_of
from lms.incidents.forms import ProcedureForm
from lms.incidents.models import Procedure
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many
from lms.people.access import is_member, signed_in
from lms.people.models import Organisation, Person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _written_organisation(request, code)
    before = procedure_of(organisation.pk)
    form = ProcedureForm(request.POST or None, instance=before, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        if form.has_changed():
            add_version(organisation, form.save(commit=False), signed_in(request))
        messages.success(request, _("The procedure is published. Those who are named are told."))
        return redirect("incidents:procedure", organisation.code)
    context = {"organisation": organisation, "procedure": before, "form": form}
    return render(request, "incidents/write.html", context)


@require_safe
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """Every version, newest first: what was in force when."""
    organisation = Organisation.objects.filter(code__iexact=code).first()
    if organisation is None:
        raise Http404
    rows = Procedure.objects.filter(organisation=organisation).select_related("contact", "second")
    return render(request, "incidents/versions.html", {"organisation": organisation, "versions": rows})


@transaction.atomic
def add_version(organisation: Organisation, told: Procedure, author: Person) -> Procedure:
    """The next version, in force from now on. Those named in it and in the one before are told."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = procedure_of(organisation.pk)
    told.pk, told._state.adding = None, True
    told.organisation, told.author, told.published_at = organisation, author, timezone.now()
    told.version = before.version + 1 if before else 1
    told.save()
    named = {row.pk: row for each in (before, told) if each for row in (each.contact, each.second, each.quality) if row}
    subject = gettext_lazy("The procedure for reports in confidence has changed")
    body = gettext_lazy("You are named in it, or were. Look at who reads reports from now on.")
    address = address_of("incidents:procedure", organisation.code)
    tell_many(
        Telling(person, organisation.pk, Topic.TEAM, f"incident-procedure:{told.pk}", subject, body, address)
        for person in named.values()
    )
    return told


def _written_organisation(request: HttpRequest, code: str) -> Organisation:
    organisation = Organisation.objects.filter(code__iexact=code).first()
    if organisation is None:
        raise Http404
    if not may_write_procedure(request.user, organisation.pk):
        if is_member(request.user, organisation.pk):
            raise PermissionDenied(_("The procedure is written by the administrators of the organisation."))
        raise Http404
    return organisation

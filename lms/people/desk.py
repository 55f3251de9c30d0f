"""The people of an organisation: who they are, what they may do, and requests to be erased."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.people import access, privacy
from lms.people.forms import ErasureForm, InvitationForm, OrganisationForm, RolesForm, held_in
from lms.people.invitations import send_invitation
from lms.people.members import grant, invite, revoke
from lms.people.models import ErasureRequest, Organisation, Person, Role

PAGE = 50


@login_required
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """To the one organisation whose people this person looks after, or the choice between several."""
    rows = Organisation.objects.order_by("name")
    if not request.user.is_superuser:
        rows = rows.filter(pk__in=access.organisations_where(request.user, Role.COORDINATOR, Role.ADMIN))
    if not rows:
        raise PermissionDenied(_("The list of people is for coordinators and administrators."))
    if len(rows) == 1:
        return redirect("people:members", rows[0].code)
    return render(request, "people/organisations.html", {"organisations": rows})


@login_required
@require_GET
def members(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _organisation(request, code)
    words, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    found = Paginator(_members(organisation, words, role), PAGE).get_page(request.GET.get("page"))
    rows = [(person, [m for m in person.memberships.all() if m.organisation_id == organisation.pk]) for person in found]
    erasures = ErasureRequest.objects.filter(
        state=ErasureRequest.State.ASKED, person__memberships__organisation=organisation
    )
    context = {
        "organisation": organisation,
        "page": found,
        "rows": rows,
        "query": urlencode({"q": words, "role": role}),
        "words": words,
        "role": role,
        "roles": Role,
        "may_administer": access.may_administer(request.user, organisation.pk),
        "erasures": erasures.select_related("person").distinct(),
    }
    return render(request, "people/members.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _organisation(request, code)
    form = InvitationForm(request.POST or None, giver=request.user, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        person, _is_new = invite(organisation, form.cleaned_data["email"], form.cleaned_data["name"])
        _give(person, organisation, form, only_add=True)
        send_invitation(request, person, organisation)
        messages.success(request, _("%(name)s is invited: the e-mail is on its way.") % {"name": person})
        return redirect("people:members", code)
    return render(request, "people/invitation.html", {"organisation": organisation, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One person's roles in this organisation."""
    organisation = _organisation(request, code)
    person = get_object_or_404(_members(organisation), public_id=key)
    held = held_in(person, organisation)
    initial = {"roles": list(held), "may_see_names": any(row.may_see_names for row in held.values())}
    form = RolesForm(request.POST or None, initial=initial, giver=request.user, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        _give(person, organisation, form)
        messages.success(request, _("The roles of %(name)s are up to date.") % {"name": person})
        return redirect("people:members", code)
    context = {
        "organisation": organisation,
        "person": person,
        "form": form,
        "kept": [role.label for role in held if role not in form.grantable],
        "may_erase": access.may_erase(request.user, person),
    }
    return render(request, "people/member.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Answer a request for erasure; an administrator may also erase somebody who asked on paper."""
    organisation = _organisation(request, code)
    person = get_object_or_404(_members(organisation), public_id=key)
    if not access.may_erase(request.user, person):
        raise PermissionDenied(_("Erasing is decided by an administrator of every organisation of this person."))
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["decision"] == "erase":
            privacy.erase(person, decided_by=access.signed_in(request))
            messages.success(request, _("Done: nothing names this person any more. Totals stay as they were."))
        else:
            _refuse(person, access.signed_in(request), form.cleaned_data["answer"])
            messages.success(request, _("Your answer is recorded; the person reads it under “Your data”."))
        return redirect("people:members", code)
    context = {"organisation": organisation, "person": person, "form": form, "words": privacy.words_before_erasing()}
    return render(request, "people/erasure.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_page(request: HttpRequest, code: str) -> HttpResponse:
    """The organisation's own card, for its administrators."""
    organisation = _organisation(request, code)
    if not access.may_administer(request.user, organisation.pk):
        raise PermissionDenied(_("An administrator of your organisation changes this."))
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your organisation is up to date."))
        return redirect("people:members", code)
    return render(request, "people/organisation.html", {"organisation": organisation, "form": form})


def _organisation(request: HttpRequest, code: str) -> Organisation:
    """Another organisation does not exist; one's own may still be closed to one's role."""
    organisation = get_object_or_404(Organisation, code=code)
    if access.may_invite(request.user, organisation.pk):
        return organisation
    if access.is_member(request.user, organisation.pk):
        raise PermissionDenied(_("The list of people is for coordinators and administrators."))
    raise Http404


def _members(organisation: Organisation, words: str = "", role: str = "") -> QuerySet[Person]:
    memberships = Q(memberships__organisation=organisation)
    if role in Role.values:
        memberships &= Q(memberships__role=role)
    found = Person.objects.filter(memberships)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return found.distinct().order_by("name", "pk").prefetch_related("memberships")


def _give(person: Person, organisation: Organisation, form: RolesForm, only_add: bool = False) -> None:
    """What the form says, for the roles that may be given; others stay as they are."""
    held, may_see_names = held_in(person, organisation), form.cleaned_data.get("may_see_names", False)
    for role in form.grantable:
        if role in form.wanted:
            grant(person, organisation, role, may_see_names=may_see_names and role == Role.EVALUATOR)
        elif role in held and not only_add:
            revoke(person, organisation, role)


def _refuse(person: Person, decided_by: Person, answer: str) -> None:
    refused = {"state": ErasureRequest.State.REFUSED, "answer": answer, "decided_by": decided_by}
    ErasureRequest.objects.filter(person=person, state=ErasureRequest.State.ASKED).update(
        **refused, decided_at=timezone.now()
    )

"""A jury before the day: the list, the order of the day, who sits and who comes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.assessment.juries import plan
from lms.assessment.juries.access import may_organise, sessions_for
from lms.assessment.juries.day import day_of
from lms.assessment.juries.forms import (
    CandidatesForm,
    CategoryForm,
    JurorForm,
    NewSittingForm,
    OutcomeForm,
    SittingForm,
)
from lms.assessment.juries.lookup import candidate_of, session_for
from lms.assessment.juries.models import Juror, JuryOutcome, JurySession
from lms.people import access
from lms.people.access import signed_in
from lms.people.invitations import send_invitation
from lms.people.members import invite
from lms.people.models import Organisation, Person, Role
from lms.plugins.kind import Refused

PER_PAGE = 30


@login_required
@require_GET
def juries(request: HttpRequest) -> HttpResponse:
    """The juries somebody sits on or organises. Six queries, however many."""
    person = signed_in(request)
    rows = sessions_for(person).select_related("organisation", "activity__journey")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = JurySession.objects.filter(pk__in=[row.pk for row in page]).annotate(
        people=Count("candidates", distinct=True),
        decided=Count(
            "candidates",
            filter=Q(candidates__decisions__withdrawn_at=None, candidates__decisions__isnull=False),
            distinct=True,
        ),
    )
    by_pk = {row.pk: row for row in counts}
    lines = [{"session": row, "people": by_pk[row.pk].people, "decided": by_pk[row.pk].decided} for row in page]
    organisations = _organised(person)
    if not lines and not organisations and not access.has_role_somewhere(person, Role.GUEST, Role.COACH):
        raise PermissionDenied(_("Juries are for those who sit on them, and for those who organise them."))
    return render(
        request, "assessment/juries/list.html", {"page": page, "lines": lines, "organisations": organisations}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_jury(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _organisation(request, code)
    wanted = request.GET.get("activity", "")
    activity = (
        plan.activities_for(organisation.pk).filter(pk=wanted).first()
        if wanted.isdecimal() and len(wanted) < 18
        else None
    )
    if activity is None:
        activity = plan.activities_for(organisation.pk).first()
    initial: dict[str, Any] = {"president": signed_in(request).pk}
    if activity is not None:
        initial |= {"activity": activity.pk, "title": activity.title}
    form = NewSittingForm(request.POST or None, organisation=organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            session = plan.plan(data["activity"], organisation, form.told(), data["president"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The jury is planned. Now say who sits, and who comes before it."))
            return redirect("assessment:jury", session.public_id)
    return _form(request, _("Plan a jury"), form, _("Plan it"), None, is_empty=activity is None)


@login_required
@require_GET
def jury(request: HttpRequest, jury: UUID) -> HttpResponse:
    """The order of the day, as this person may read it: before deliberation nobody sees another's score."""
    person = signed_in(request)
    session = session_for(person, jury)
    return render(request, "assessment/juries/jury.html", day_of(session, person))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_jury(request: HttpRequest, jury: UUID) -> HttpResponse:
    session = _organised_session(request, jury)
    form = SittingForm(request.POST or None, organisation=session.organisation, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            plan.change(session, form.told())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. The hours of the candidates follow."))
            return redirect("assessment:jury", session.public_id)
    return _form(request, _("Change this jury"), form, _("Keep it"), session)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_juror(request: HttpRequest, jury: UUID) -> HttpResponse:
    """Somebody known here sits, or a guest is invited by e-mail, with the role of guest and no other."""
    session = _organised_session(request, jury)
    form = JurorForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["person"] is None and not access.may_invite(request.user, session.organisation_id):
            form.add_error("email", _("Ask a coordinator to invite a guest: you can choose people who are known here."))
        else:
            try:
                person = data["person"] or _guest(request, session, data["email"], data["name"])
                plan.add_juror(session, person)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("%(name)s sits on this jury.") % {"name": person})
                return redirect("assessment:jury", session.public_id)
    return _form(request, _("Add a juror"), form, _("Add"), session)


@login_required
@require_POST
def change_juror(request: HttpRequest, jury: UUID, juror: int) -> HttpResponse:
    """Takes a juror off the list, or names the president."""
    session = _organised_session(request, jury)
    row = get_object_or_404(Juror, session=session, pk=juror)
    try:
        if request.POST.get("act") == "president":
            plan.name_president(row)
        else:
            plan.remove_juror(row)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("assessment:jury", session.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_candidates(request: HttpRequest, jury: UUID) -> HttpResponse:
    session = _organised_session(request, jury)
    rows = plan.may_come(session)
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if wanted:
        rows = rows.filter(person__name__icontains=wanted)
    form = CandidatesForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            plan.add_candidates(session, list(form.cleaned_data["enrolments"]))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("assessment:jury", session.public_id)
    return _form(request, _("Add candidates"), form, _("Add them"), session)


@login_required
@require_POST
def change_candidate(request: HttpRequest, jury: UUID, candidate: int) -> HttpResponse:
    """Earlier, later, or off the list."""
    session = _organised_session(request, jury)
    row = candidate_of(session, candidate)
    try:
        match request.POST.get("act"):
            case "earlier":
                plan.move_candidate(row, earlier=True)
            case "later":
                plan.move_candidate(row, earlier=False)
            case "remove":
                plan.remove_candidate(row)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("assessment:jury", session.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def category(request: HttpRequest, jury: UUID, candidate: int) -> HttpResponse:
    """In which category somebody comes; refused with the reason when their activity is too old for it."""
    session = _organised_session(request, jury)
    row = candidate_of(session, candidate)
    form = CategoryForm(request.POST or None, candidate=row)
    if request.method == "POST" and form.is_valid():
        try:
            plan.place_in_category(row, form.cleaned_data["category"], form.cleaned_data["active_since"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("assessment:jury", session.public_id)
    return _form(request, str(row.enrolment.person or ""), form, _("Keep it"), session)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcomes(request: HttpRequest, code: str) -> HttpResponse:
    """What the juries of an organisation may decide, in its own words; one that was put aside can come back."""
    organisation = _organisation(request, code)
    plan.ensure_outcomes(organisation)
    form = OutcomeForm(request.POST if "title" in request.POST else None)
    if request.method == "POST" and "turn" in request.POST:
        number = request.POST["turn"]
        if number.isdecimal() and len(number) < 18:
            row = get_object_or_404(JuryOutcome, organisation=organisation, pk=number)
            row.is_offered = not row.is_offered
            row.save(update_fields=["is_offered"])
        return redirect("assessment:jury_outcomes", code)
    if request.method == "POST" and form.is_valid():
        if JuryOutcome.objects.filter(organisation=organisation, title=form.cleaned_data["title"]).exists():
            form.add_error("title", _("This one is there already."))
        else:
            form.instance.organisation = organisation
            form.save()
            return redirect("assessment:jury_outcomes", code)
    rows = JuryOutcome.objects.filter(organisation=organisation)
    return render(
        request, "assessment/juries/outcomes.html", {"organisation": organisation, "rows": rows, "form": form}
    )


def _form(
    request: HttpRequest, title: str, form: Any, button: str, session: JurySession | None, is_empty: bool = False
) -> HttpResponse:
    context = {"title": title, "form": form, "button": button, "session": session, "is_empty": is_empty}
    return render(request, "assessment/juries/form.html", context)


def _guest(request: HttpRequest, session: JurySession, email: str, name: str) -> Person:
    person, _is_new = invite(session.organisation, email, name, Role.GUEST)
    send_invitation(request, person, session.organisation)
    return person


def _organised(person: Person) -> list[Organisation]:
    rows = Organisation.objects.order_by("name", "pk")
    if not (person.is_active and person.is_superuser):
        rows = rows.filter(pk__in=[pk for pk in access.roles(person) if access.may_organise_juries(person, pk)])
    return list(rows)


def _organisation(request: HttpRequest, code: str) -> Organisation:
    """Another organisation does not exist; one's own may still be closed to one's role."""
    row = get_object_or_404(Organisation, code=code)
    if access.may_organise_juries(request.user, row.pk):
        return row
    if access.is_member(request.user, row.pk):
        raise PermissionDenied(_("Juries are organised by trainers and coordinators."))
    raise Http404


def _organised_session(request: HttpRequest, public_id: UUID) -> JurySession:
    session = session_for(signed_in(request), public_id)
    if not may_organise(request.user, session):
        raise PermissionDenied(_("Juries are organised by trainers and coordinators."))
    return session

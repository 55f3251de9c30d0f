"""A conversation: read, write, bring a colleague in. Whose it is not, for them it does not exist."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from lms.conversations import access, shown
from lms.conversations.form import Form, keep_text, kept_text, new_form, read_form, written
from lms.conversations.models import Attachment, Conversation, Exchange, Party
from lms.conversations.send import open_conversation, send, settle
from lms.conversations.unread import forget_count, see
from lms.enrolment.models import Enrolment
from lms.people import shelf
from lms.people.access import is_member, organisations_where, signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused


@login_required
@require_GET
def read(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    person = signed_in(request)
    row = _enrolment(person, enrolment)
    return _show(request, person, row, new_form(person, kept_text(request, person)))


@require_POST
def write(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Files come with it, so its address takes more than a form (lms/bounds.py)."""
    back = reverse("conversations:read", args=[enrolment])
    if not request.user.is_authenticated:
        keep_text(request, back)
        return redirect_to_login(back, resolve_url(settings.LOGIN_URL))
    person = signed_in(request)
    row, form = _enrolment(person, enrolment), read_form(request, person)
    try:
        send(row, person, written(request, form))
    except Refused as refused:
        form.error = str(refused)
        return _show(request, person, row, form)
    forget_count(person)
    messages.success(request, _("Sent."))
    return redirect(back)


@login_required
@require_POST
def settled(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """The team says that nothing needs an answer, such as after a "thank you"."""
    person = signed_in(request)
    row = _enrolment(person, enrolment)
    if not access.may_answer(person, row):
        raise PermissionDenied(_("Only those who answer here can say this."))
    settle(get_object_or_404(Conversation, enrolment=row))
    forget_count(person)
    return redirect("conversations:home")


@login_required
@require_POST
def people(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """A colleague comes in, or leaves. The learner sees by name and role who reads along."""
    person = signed_in(request)
    row = _enrolment(person, enrolment)
    if not access.may_bring_in(person, row):
        raise PermissionDenied(_("The coach, or a coordinator, says who takes part."))
    wanted = request.POST.get("person", "")
    if request.POST.get("act") == "leave":
        Party.objects.filter(conversation__enrolment=row, person__public_id=_uuid(wanted)).delete()
    else:
        _bring_in(row, _uuid(wanted), person)
    return redirect("conversations:read", row.public_id)


@login_required
@require_safe
def file(request: HttpRequest, file: UUID) -> HttpResponseBase:
    """To be saved, never opened in our pages."""
    rows = Attachment.objects.select_related("message__conversation__enrolment")
    row = get_object_or_404(rows, public_id=file)
    if not access.may_read(signed_in(request), row.message.conversation.enrolment) or not shelf.has(row.path):
        raise Http404
    response = FileResponse(shelf.shelf().open(row.path), as_attachment=True, filename=row.name, content_type=row.type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _show(request: HttpRequest, person: Person, row: Enrolment, form: Form) -> HttpResponse:
    conversation: Conversation | None = getattr(row, "conversation", None)
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    part = shown.part_of(conversation, wanted, request.GET.get("page", "")[:9])
    lines = shown.lines_of(part, person)
    answers = access.may_answer(person, row)
    if conversation is not None and any(_is_new(line, answers) for line in lines):
        see(person, row, conversation)
    team = shown.team_of(row, conversation if vars(row)["has_parties"] else None)
    context: dict[str, Any] = {
        **shown.head_of(row, person, vars(row)["due_at"]),
        "enrolment": row,
        "lines": lines,
        "part": part,
        "q": wanted,
        "query": urlencode({"q": wanted}) if wanted else "",
        "form": form,
        "answers": answers,
        "team": team,
        "colleagues": shown.colleagues(row, team) if access.may_bring_in(person, row) else [],
        "may_bring_in": access.may_bring_in(person, row),
    }
    return render(request, "conversations/read.html", context)


def _is_new(line: shown.Line, answers: bool) -> bool:
    return line.row.seen_at is None and line.row.is_from_learner == answers


def _bring_in(row: Enrolment, public_id: UUID | None, by: Person) -> None:
    found = Person.objects.filter(public_id=public_id, is_active=True).first()
    wanted = set(organisations_where(found, *access.ADVISERS)) if found else set()
    if found is None or row.organisation_id not in wanted or found.pk == row.person_id:
        raise Http404
    Party.objects.get_or_create(conversation=open_conversation(row), person=found, defaults={"brought_by": by})


def _enrolment(person: Person, public_id: UUID) -> Enrolment:
    """The learner's own, and those whom somebody answers; closed to others of the team, unknown elsewhere."""
    waiting = Exchange.objects.filter(conversation__enrolment=OuterRef("pk"), answered_at=None, settled_at=None)
    rows = Enrolment.objects.select_related("person", "journey", "organisation", "coach", "conversation")
    parties = Party.objects.filter(conversation__enrolment=OuterRef("pk"))
    rows = rows.annotate(due_at=Subquery(waiting.values("due_at")[:1]), has_parties=Exists(parties))
    row = get_object_or_404(rows.filter(person__isnull=False), public_id=public_id)
    if access.may_read(person, row):
        return row
    if is_member(person, row.organisation_id) and access.may_list(person):
        raise PermissionDenied(_("This conversation is between a learner and those who accompany them."))
    raise Http404


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

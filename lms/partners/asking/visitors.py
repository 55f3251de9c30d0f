"""Who asks: a visitor confirms by e-mail and reads by a link of their own; who is signed in, on their screen."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.partners import access
from lms.partners.asking import ask as asking
from lms.partners.asking import links
from lms.partners.asking.forms import MessageForm, QuestionForm, VisitorForm
from lms.partners.asking.limits import has_asked_enough, may_send
from lms.partners.asking.retention import blank
from lms.partners.models import Partner, PartnerRequest
from lms.partners.privacy import told_of
from lms.partners.screens import seen_partner
from lms.people.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str, partner: UUID) -> HttpResponse:
    organisation = access.seen_organisation(request, code)
    row = seen_partner(request, organisation, partner)
    is_visitor = not request.user.is_authenticated
    form = (VisitorForm if is_visitor else QuestionForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and (found := _asked(request, row, form)) is not None:
        return found
    context = {"organisation": organisation, "partner": row, "form": form, "rules": access.rules_of(organisation)}
    status = 429 if form.has_error("__all__", "enough") else 200
    return render(request, "partners/ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link confirms nothing: machines that check mail open links too. The button does."""
    try:
        row = links.request_behind(token, links.CONFIRM)
    except links.NoLink as fault:
        return no_link(request, fault)
    if request.method == "POST":
        asking.confirm(row)
        return redirect("partners:asker", links.token_for(row, links.ASKER))
    if row.state != PartnerRequest.State.UNCONFIRMED:
        return redirect("partners:asker", links.token_for(row, links.ASKER))
    return private(render(request, "partners/confirm.html", {"row": row}))


@require_http_methods(["GET", "HEAD", "POST"])
def asker(request: HttpRequest, token: str) -> HttpResponse:
    """A visitor's own page: what was answered, one more message, an end to it, their data."""
    try:
        row = links.request_behind(token, links.ASKER)
    except links.NoLink as fault:
        return no_link(request, fault)
    if row.erased_at is not None or row.asker_id is not None:
        return no_link(request, links.NoLink(is_old=True))
    if request.GET.get("what") == "data" and request.method != "POST":
        return _data(row)
    if request.method == "POST" and request.POST.get("what") == "erase":
        blank(PartnerRequest.objects.filter(pk=row.pk))
        return private(render(request, "partners/erased.html", {"row": row}))
    return _thread(request, row, redirect("partners:asker", token), "partners/asker.html")


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I have asked, newest first."""
    rows = PartnerRequest.objects.filter(asker=signed_in(request)).select_related("partner", "organisation")
    return render(request, "partners/mine.html", {"rows": rows[:200]})


def own_request(request: HttpRequest, row: PartnerRequest) -> HttpResponse:
    """The same page for who was signed in when they asked; followed.py leads here."""
    return _thread(
        request, row, redirect("partners:request", row.organisation.code, row.public_id), "partners/own.html"
    )


def no_link(request: HttpRequest, fault: links.NoLink) -> HttpResponse:
    response = render(request, "partners/no_link.html", {"is_old": fault.is_old}, status=410 if fault.is_old else 404)
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    """A secret in an address is told to nobody else, and kept by no cache."""
    # Not "no-referrer": browsers then send forms of this page with an origin of nobody, which is refused.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _asked(request: HttpRequest, partner: Partner, form: QuestionForm) -> HttpResponse | None:
    """Where to go on; None with a word in the form when it was too much."""
    data = form.cleaned_data
    person = signed_in(request) if request.user.is_authenticated else None
    is_known = PartnerRequest.objects.filter(organisation=partner.organisation, key=data["key"]).exists()
    if not is_known and not _has_room(request, data.get("email", ""), person.pk if person else None):
        words = _(
            "Many questions have left from here already. What you wrote is still here: try tomorrow, or telephone."
        )
        form.add_error(None, ValidationError(words, code="enough"))
        return None
    said = asking.Said(
        data["question"], data["key"], data.get("name", ""), data.get("email", ""), get_language() or "fr"
    )
    row = asking.ask(partner, said, person)
    if person is None:
        return private(render(request, "partners/asked.html", {"partner": partner, "email": data["email"]}))
    messages.success(request, _("Your question has left. The answer will be here, and we tell you when it comes."))
    return redirect("partners:request", row.organisation.code, row.public_id)


def _has_room(request: HttpRequest, email: str, person_id: int | None) -> bool:
    if person_id is not None:
        return not has_asked_enough(person_id=person_id)
    return may_send(request) and not has_asked_enough(email=email)


def _thread(request: HttpRequest, row: PartnerRequest, here: HttpResponse, template: str) -> HttpResponse:
    """Question, answers, and a form to go on or to end it."""
    form = MessageForm(request.POST if request.POST.get("what") == "more" else None)
    if request.method == "POST" and request.POST.get("what") == "close":
        asking.close(row)
        messages.success(request, _("This question is closed. Thank you for telling us."))
        return private(here)
    if request.method == "POST" and form.is_valid():
        try:
            asking.go_on(row, form.cleaned_data["text"], form.cleaned_data["key"])
        except asking.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your message has left."))
            return private(here)
    context = {"row": row, "thread": row.messages.all(), "form": form}
    return private(render(request, template, context))


def _data(row: PartnerRequest) -> HttpResponse:
    response = JsonResponse(told_of(row), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="question.json"'
    return private(response)

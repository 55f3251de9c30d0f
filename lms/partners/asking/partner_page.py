"""The partner's page behind a signed link, without an account: read the question, answer, or say it is not for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lms.partners.asking import ask, links
from lms.partners.asking.forms import AnswerForm
from lms.partners.asking.promise import due_at, working_time
from lms.partners.asking.visitors import no_link, private
from lms.partners.models import PartnerRequest


@require_http_methods(["GET", "HEAD", "POST"])
def partner_page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        row = links.request_behind(token, links.PARTNER)
    except links.NoLink as fault:
        return no_link(request, fault)
    if row.state == PartnerRequest.State.UNCONFIRMED or row.erased_at is not None:
        return no_link(request, links.NoLink(is_old=True))
    if request.method == "GET":
        ask.see(row)
    if request.method == "POST" and request.POST.get("what") == "not_ours":
        return _pass_on(request, row, token)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask.answer(row, form.cleaned_data["text"], form.cleaned_data["key"])
        except ask.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your answer has left. Thank you."))
            return private(redirect("partners:partner_link", token))
    due = due_at(row, working_time(row.organisation))
    context = {
        "row": row,
        "thread": row.messages.all(),
        "form": form,
        "due_on": timezone.localdate(due, timezone=row.organisation.zone) if due else None,
    }
    return private(render(request, "partners/partner_page.html", context))


def _pass_on(request: HttpRequest, row: PartnerRequest, token: str) -> HttpResponse:
    """The team finds somebody else; who asked is not left waiting for nobody."""
    subject = format_lazy(gettext_lazy("{name} says that a question is not for them"), name=row.partner.name)
    body = gettext_lazy("Tell who asked where to go instead, or telephone the partner.")
    ask.tell_team(row, f"partner-request:{row.pk}:not-ours", subject, body)
    messages.success(request, _("Thank you. The team is told, and finds somebody else."))
    return private(redirect("partners:partner_link", token))

"""An administrator's screen: how time is counted, signed, reminded of, and which servers hold virtual classes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.agenda.classes.bigbluebutton import is_running
from lms.agenda.classes.provider import Unavailable
from lms.agenda.models import AgendaRules
from lms.agenda.rules import rules_of as read_rules
from lms.agenda.rules_form import RulesForm
from lms.people.access import is_member, may_administer, organisations_where
from lms.people.models import Organisation, Role


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """To the settings of the one organisation this person administers, or the choice between several."""
    rows = Organisation.objects.order_by("name", "pk")
    if not request.user.is_superuser:
        rows = rows.filter(pk__in=organisations_where(request.user, Role.ADMIN))
    if not rows:
        raise PermissionDenied(_("An administrator of your organisation changes this."))
    if len(rows) == 1:
        return redirect("agenda:rules_of", rows[0].code)
    return render(request, "agenda/rules_choice.html", {"organisations": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, rules_of: str) -> HttpResponse:
    organisation = _organisation(request, rules_of)
    form = RulesForm(request.POST or None, instance=read_rules(organisation))
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("Your settings of time are kept. They hold from now on."))
        _try_server(request, saved)
        return redirect("agenda:rules_of", organisation.code)
    context = {"organisation": organisation, "form": form, "has_secret": bool(form.kept_secret)}
    return render(request, "agenda/rules.html", context)


def _organisation(request: HttpRequest, code: str) -> Organisation:
    """Another organisation does not exist; one's own may still be closed to one's role."""
    organisation = get_object_or_404(Organisation, code=code)
    if may_administer(request.user, organisation.pk):
        return organisation
    if is_member(request.user, organisation.pk):
        raise PermissionDenied(_("An administrator of your organisation changes this."))
    raise Http404


def _try_server(request: HttpRequest, saved: AgendaRules) -> None:
    """Better to learn it now than before fifteen people."""
    if not saved.bigbluebutton_url:
        return
    try:
        is_running(saved, "cordee-is-it-there")
    except Unavailable as why:
        sentence = _("BigBlueButton cannot be reached with this address and secret (%(why)s). Classes will not open.")
        messages.warning(request, sentence % {"why": why})
    else:
        messages.success(request, _("BigBlueButton answers: virtual classes can open."))

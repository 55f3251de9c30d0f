"""A person's own pages: where they land, their account, their data."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.people import privacy
from lms.people.access import signed_in
from lms.people.context import home_of
from lms.people.forms import AccountForm
from lms.people.models import ErasureRequest


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody lands after signing in, by what they do here."""
    return redirect(home_of(request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=signed_in(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your account is up to date."))
        return redirect("people:account")
    return render(request, "people/account.html", {"form": form})


@login_required
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """What the site knows about a person, and what they may ask (RGPD art. 15, 17, 20)."""
    asked = ErasureRequest.objects.filter(person=signed_in(request)).order_by("-asked_at").first()
    return render(request, "people/data.html", {"asked": asked, "State": ErasureRequest.State})


@login_required
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """Everything about this person, as one JSON file."""
    response = JsonResponse(privacy.export(signed_in(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="cordee-{timezone.localdate()}.json"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def ask_erasure(request: HttpRequest) -> HttpResponse:
    """Put the request before the organisation; asking twice is asking once."""
    person = signed_in(request)
    ErasureRequest.objects.get_or_create(
        person=person, state=ErasureRequest.State.ASKED, defaults={"person_key": person.public_id}
    )
    messages.success(request, _("Your request is recorded. You will have an answer within one month."))
    return redirect("people:data")

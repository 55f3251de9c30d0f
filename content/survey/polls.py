"""Polls in a session: written in a minute, shown on the wall with a code, counted while people answer."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from content.survey import access
from content.survey.forms import PollForm, free_code
from content.survey.models import Questionnaire, Sort, Survey, Use
from content.survey.results import Results
from content.survey.spoken import spoken
from content.survey.team import asked, organisation_run, survey_run
from content.survey.writing import write_questions
from lms.agenda.models import Session
from lms.agenda.signoffs.codes import qr_of
from lms.people.access import signed_in
from lms.people.models import Organisation, Role

SIGNS = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"  # none that looks like another
LENGTH = 6
REFRESH = 3  # seconds


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def new(request: HttpRequest) -> HttpResponseBase:
    organisation = organisation_run(request)
    form = PollForm(request.POST or None, sessions=_near(request, organisation))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        survey = make_poll(organisation, told["question"], told["choices"], told["session"])
        Survey.objects.filter(pk=survey.pk).update(author=signed_in(request))
        return redirect("survey:poll_screen", survey.public_id)
    lead = _("It opens at once: people scan a code or type it. Nobody's name is asked.")
    return asked(request, form, _("A poll in a session"), _("Show it"), reverse("survey:index"), lead)


@transaction.atomic
def make_poll(organisation: Organisation, question: str, choices: list[str], session: Session | None = None) -> Survey:
    """An open poll of one question; without choices it is a scale from 1 to 5."""
    row = Questionnaire.objects.create(
        organisation=organisation,
        code=free_code(organisation, f"poll {question[:20]}"),
        title=question[:200],
        use=Use.POLL,
        is_anonymous=True,
    )
    options = [{"code": f"c{place}", "label": label} for place, label in enumerate(choices, start=1)]
    sort = Sort.CHOICE if choices else Sort.SCALE5
    write_questions(row, [{"code": "Q1", "title": question, "sort": sort, "options": options}])
    return Survey.objects.create(
        organisation=organisation,
        questionnaire=row,
        sort=Survey.Sort.POLL,
        session=session,
        journey_id=session.journey_id if session else None,
        code=_free_code(),
    )


@require_safe
@spoken
def screen(request: HttpRequest, poll: UUID) -> HttpResponseBase:
    """For the wall: the code, and what has been answered; htmx asks again for the part that changes."""
    if not request.user.is_authenticated:
        # What refreshes itself would put the door into the middle of the page.
        return HttpResponseClientRefresh() if request.htmx else redirect_to_login(request.get_full_path())  # type: ignore[attr-defined]
    row = survey_run(request, poll)
    if row.sort != Survey.Sort.POLL or row.code is None:
        raise Http404
    report = Results(row, request.user, {})
    address = settings.SITE_ORIGIN + reverse("survey:poll", args=[row.code])
    context = {
        "survey": row,
        "report": report,
        "code": f"{row.code[:3]} {row.code[3:]}",
        "qr": mark_safe(qr_of(address)),
        "address": settings.SITE_ORIGIN + reverse("survey:poll_door"),
        "is_open": row.is_open(),
        "refresh": REFRESH,
    }
    template = "survey/poll_live.html" if request.htmx else "survey/poll_screen.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _near(request: HttpRequest, organisation: Organisation) -> QuerySet[Session]:
    """Sessions of these days: a trainer's own, everybody's for who plans."""
    now = timezone.now()
    rows = Session.objects.filter(
        organisation=organisation,
        state=Session.State.PLANNED,
        starts_at__lt=now + timedelta(days=7),
        ends_at__gt=now - timedelta(days=1),
    )
    plans = access.has_role(request.user, organisation.pk, Role.COORDINATOR, Role.ADMIN)
    return (rows if plans else rows.filter(Q(trainer=signed_in(request)))).order_by("starts_at", "pk")


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(SIGNS) for _number in range(LENGTH))
        if not Survey.objects.filter(code=code).exists():
            return code

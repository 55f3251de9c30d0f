"""What opens without signing in: the link of somebody who was invited, and a poll on the wall of a room."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.survey import asking, inviting, sending
from content.survey.fields import FillForm, Item
from content.survey.forms import CodeForm
from content.survey.models import Participant, Survey
from content.survey.screen import fill_context, step_of
from content.survey.spoken import spoken
from lms.plugins.kind import Refused

VOTED = "survey_voted"  # in the session: polls this browser has answered
MOST_VOTES, A_WHILE = 300, 600  # from one address, in so many seconds: a room shares one


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The questions of one invitation: a draft until it is sent, then thanks; never what was said."""
    participant = inviting.participant_of(token)
    if participant is None:
        return _words(request, _("This link does not open any more."), _("Ask the team for a new one."), status=410)
    person = participant.enrolment.person if participant.enrolment else None
    if person is not None:
        translation.activate(person.language)
    if participant.has_answered:
        return _words(request, _("Thank you: your answers have been sent."), participant=participant)
    if inviting.is_expired(participant) or not participant.survey.is_open():
        why = _("The last day to answer has passed. Nothing more is asked of you.")
        return _words(request, _("This survey is closed."), why, participant, status=410)
    outline = asking.outline_for(participant.survey, participant.enrolment)
    items = asking.questions_for(participant.survey.questionnaire, outline)
    if request.method == "POST":
        return _take(request, participant, items)
    asked = fill_context(participant.survey.questionnaire, participant, items, request.GET.get("question", ""))
    context = {**asked, "answer_url": request.path, "may_save": True, "language": get_language()}
    return _page(request, context | _about(participant.survey))


@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def poll_door(request: HttpRequest) -> HttpResponseBase:
    """Type the code that stands on the wall."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].strip().upper().replace("-", "").replace(" ", "")
        if Survey.objects.filter(code=code, sort=Survey.Sort.POLL).exists():
            return redirect("survey:poll", code)
        form.add_error("code", _("No poll has this code. Look at the wall once more."))
    return render(request, "survey/poll_door.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def poll(request: HttpRequest, code: str) -> HttpResponseBase:
    """Answer a poll, once for each browser. Nobody's name is asked or kept."""
    related = ("questionnaire", "organisation", "journey")
    row = Survey.objects.select_related(*related).filter(code=code.upper(), sort=Survey.Sort.POLL).first()
    if row is None:
        raise Http404
    if str(row.pk) in request.session.get(VOTED, []):
        return _words(request, _("Thank you: your answer is counted."), _("Look at the wall."), about=row)
    if not row.is_open():
        return _words(request, _("This poll is over."), about=row, status=410)
    items = asking.questions_for(row.questionnaire, None)
    form = FillForm(items, request.POST if request.method == "POST" else None, auto_id="a-%s")
    if request.method == "POST" and form.is_valid():
        return _vote(request, row, form)
    context = {**fill_context(row.questionnaire, None, items), "form": form, "shown": form.shown}
    for name in ("count", "step", "number", "is_last", "before"):
        context.pop(name, None)  # all on one page: it is a moment in a room
    context["promise"] = _("Anonymous: nobody's name is asked or kept. Results are shown from five answers on.")
    context |= {"answer_url": request.path, "is_checked": bool(form.errors), "language": get_language()}
    return _page(request, context | _about(row))


def _vote(request: HttpRequest, row: Survey, form: FillForm) -> HttpResponseBase:
    if _is_flood(request):
        return _words(request, _("Too many answers came from here. Try again in ten minutes."), about=row, status=429)
    try:
        sending.vote(row, form)
    except Refused as refused:
        return _words(request, str(refused), about=row, status=410)
    request.session[VOTED] = [*request.session.get(VOTED, [])[-50:], str(row.pk)]
    return redirect("survey:poll", row.code)


def _is_flood(request: HttpRequest) -> bool:
    key = f"survey.votes:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, A_WHILE)
    try:
        return cache.incr(key) > MOST_VOTES
    except ValueError:
        return False  # it ran out between the two


def _take(request: HttpRequest, participant: Participant, items: list[Item]) -> HttpResponseBase:
    asked = set(request.POST.getlist("asked"))
    does = request.POST.get("do", "save")
    chosen = [item for item in items if item.name in asked] or items
    asking.keep_draft(participant, chosen, request.POST, is_checked=does == "send")
    if does == "send":
        form = FillForm(items, asking.bound(participant) or asking.MultiValueDict())
        if form.is_valid():
            try:
                sending.send(participant, form)
            except Refused as refused:
                return _words(request, str(refused), participant=participant, status=410)
            return redirect(request.path)
        number = step_of(form, "1") + 1
    else:
        step = request.POST.get("step", "")
        number = int(step) + 1 if step.isascii() and step.isdigit() and len(step) < 5 else 0
        number += {"next": 1, "back": -1}.get(does, 0)
    is_stepwise = participant.survey.questionnaire.one_at_a_time and number > 0
    return redirect(f"{request.path}?question={number}" if is_stepwise else request.path)


def _about(survey: Survey) -> dict[str, Any]:
    return {"survey": survey, "organisation": survey.organisation}


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "survey/public.html", context, status=status)
    # The address is somebody's own: no cache keeps the page, no engine lists it, no other site learns it.
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def _words(
    request: HttpRequest,
    title: str,
    why: str = "",
    participant: Participant | None = None,
    about: Survey | None = None,
    status: int = 200,
) -> HttpResponse:
    survey = participant.survey if participant else about
    context = {"said": title, "why": why, **(_about(survey) if survey else {})}
    return _page(request, context, status)

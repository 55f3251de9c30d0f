"""The team's desk of surveys: which there are, what they ask, and one more use of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.survey import access, writing
from content.survey.forms import AskForm, QuestionForm, QuestionnaireForm
from content.survey.models import Question, Questionnaire, Survey
from content.survey.spoken import spoken
from lms.people.models import Organisation
from lms.plugins.kind import Refused

SHOWN = 200  # the latest


@login_required
@require_safe
@spoken
def index(request: HttpRequest) -> HttpResponseBase:
    """Every questionnaire of the organisations this person reads, with its uses. Six queries."""
    organisations = list(access.organisations_read(request.user))
    if not organisations:
        raise PermissionDenied(_("Surveys are for the team."))
    surveys: dict[int, list[Survey]] = {}
    for row in _with_counts(Survey.objects.filter(organisation__in=organisations))[:SHOWN]:
        surveys.setdefault(row.questionnaire_id, []).append(row)
    rows = Questionnaire.objects.filter(organisation__in=organisations).select_related("organisation")
    found = [_line(request, row, surveys.get(row.pk, [])) for row in rows[:SHOWN]]
    context = {
        "questionnaires": found,
        "several": len(organisations) > 1,
        "organisations_run": list(access.organisations_run(request.user)),
    }
    return render(request, "survey/index.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def new(request: HttpRequest) -> HttpResponseBase:
    organisation = organisation_run(request)
    form = QuestionnaireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = form.save_for(organisation)
        messages.success(request, _("The questionnaire is there. Now its questions."))
        return redirect("survey:questionnaire", row.public_id)
    return asked(request, form, _("New questionnaire"), _("Go on"), reverse("survey:index"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def questionnaire(request: HttpRequest, questionnaire: UUID) -> HttpResponseBase:
    """What it says, and its questions in order. A post changes what it says."""
    row = _run(request, questionnaire)
    form = QuestionnaireForm(request.POST or None, instance=row)
    if request.method == "POST":
        if row.is_frozen:
            messages.error(request, _("Somebody has answered: make a new version to change it."))
            return redirect(request.path)
        if form.is_valid():
            form.save_for(row.organisation)
            messages.success(request, _("Saved."))
            return redirect(request.path)
    context = {
        "questionnaire": row,
        "form": form,
        "questions": list(row.questions.all()),
        "surveys": list(_with_counts(row.surveys.all())[:SHOWN]),
        "is_newest": not Questionnaire.objects.filter(
            organisation=row.organisation_id, code=row.code, version__gt=row.version
        ).exists(),
    }
    return render(request, "survey/questionnaire.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def question(request: HttpRequest, questionnaire: UUID, question: int = 0) -> HttpResponseBase:
    """Write one question; `do` in a post may also be up, down or delete."""
    row = _run(request, questionnaire)
    here = reverse("survey:questionnaire", args=[row.public_id])
    found = get_object_or_404(row.questions, pk=question) if question else Question(questionnaire=row)
    found.questionnaire = row
    does = request.POST.get("do", "save")
    form = QuestionForm(request.POST if request.method == "POST" and does == "save" else None, instance=found)
    try:
        if request.method == "POST" and _done(found, form, does):
            return redirect(here)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(here)
    return asked(request, form, _("A question of “%(title)s”") % {"title": row.title}, _("Save"), here)


def _done(row: Question, form: QuestionForm, does: str) -> bool:
    if does in ("up", "down"):
        writing.move(row, -1 if does == "up" else 1)
    elif does == "delete":
        writing.check_open(row.questionnaire)
        row.delete()
    elif form.is_valid():
        writing.add_question(form.row())
    else:
        return False
    return True


@login_required
@require_POST
@spoken
def version(request: HttpRequest, questionnaire: UUID) -> HttpResponseBase:
    """A copy to change, once somebody has answered."""
    row = _run(request, questionnaire)
    if not row.is_frozen:
        messages.info(request, _("Nobody has answered yet: you can change it as it is."))
        return redirect("survey:questionnaire", row.public_id)
    made = writing.new_version(row)
    messages.success(request, _("Version %(number)d is there: pages ask it from now on.") % {"number": made.version})
    return redirect("survey:questionnaire", made.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def ask(request: HttpRequest, questionnaire: UUID) -> HttpResponseBase:
    """Ask it of people who have left, or of people who are invited."""
    row = _run(request, questionnaire)
    form = AskForm(request.POST or None, questionnaire=row)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told["sort"] == Survey.Sort.FOLLOW_UP:
            survey, _is_new = Survey.objects.get_or_create(
                questionnaire=row,
                sort=told["sort"],
                journey=told["journey"],
                defaults={"organisation": row.organisation, "author": request.user},
            )
            return redirect("survey:results", survey.public_id)
        survey = Survey.objects.create(
            questionnaire=row,
            organisation=row.organisation,
            sort=told["sort"],
            title=told["title"],
            closes_on=told["closes_on"],
            author=request.user,
        )
        return redirect("survey:invite", survey.public_id)
    here = reverse("survey:questionnaire", args=[row.public_id])
    return asked(request, form, _("Ask “%(title)s”") % {"title": row.title}, _("Go on"), here)


# -- for the other screens of the team


def organisation_run(request: HttpRequest) -> Organisation:
    """The organisation whose surveys this person runs (the first, or the one of `organisation` in the address)."""
    rows = access.organisations_run(request.user)
    code = request.GET.get("organisation", "")
    found = (rows.filter(code=code) if code else rows).first()
    if found is None:
        raise PermissionDenied(_("Trainers, coordinators and administrators run surveys."))
    return found


def survey_read(request: HttpRequest, public_id: UUID) -> Survey:
    """Http404 for whom this survey does not exist."""
    related = ("questionnaire", "organisation", "journey", "activity__sequence", "session")
    row = get_object_or_404(Survey.objects.select_related(*related), public_id=public_id)
    if not access.may_read(request.user, row.organisation_id):
        raise Http404
    return row


def survey_run(request: HttpRequest, public_id: UUID) -> Survey:
    row = survey_read(request, public_id)
    if not access.may_run(request.user, row.organisation_id):
        raise Http404
    return row


def asked(
    request: HttpRequest, form: BaseForm, title: str, button: str, back: str, lead: str = "", status: int = 200
) -> HttpResponse:
    """A form on a page of its own."""
    context = {"form": form, "title": title, "button": button, "back": back, "lead": lead}
    return render(request, "survey/asked.html", context, status=status)


def where_of(survey: Survey) -> str:
    """Where a survey is asked, in words."""
    if survey.sort == Survey.Sort.ACTIVITY and survey.activity is not None:
        return f"{survey.journey}, {survey.activity}" if survey.journey else str(survey.activity)
    if survey.sort == Survey.Sort.FOLLOW_UP:
        return _("After people left “%(journey)s”") % {"journey": survey.journey}
    if survey.sort == Survey.Sort.POLL and survey.session is not None:
        return str(survey.session.title)
    return survey.title or survey.get_sort_display()


def _run(request: HttpRequest, public_id: UUID) -> Questionnaire:
    row = get_object_or_404(Questionnaire.objects.select_related("organisation"), public_id=public_id)
    if not access.may_run(request.user, row.organisation_id):
        raise Http404
    return row


def _with_counts(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    counted = Count("responses", filter=Q(responses__is_counted=True))
    return rows.select_related("questionnaire", "journey", "activity", "session").annotate(answers=counted)


def _line(request: HttpRequest, row: Questionnaire, surveys: list[Survey]) -> dict[str, Any]:
    may_run = access.may_run(request.user, row.organisation_id)
    return {
        "questionnaire": row,
        "url": reverse("survey:questionnaire", args=[row.public_id]) if may_run else "",
        "surveys": [
            {"where": where_of(one), "answers": one.answers, "url": reverse("survey:results", args=[one.public_id])}  # type: ignore[attr-defined]
            for one in surveys
        ],
    }

"""A jury on the day: each juror's own score, deliberation, and the decisions of the president."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.assessment.filling import to_read
from lms.assessment.juries import marks
from lms.assessment.juries.access import juror_of, may_preside, may_read_scores
from lms.assessment.juries.decide import Decided, decide, decision_in_force, take_back
from lms.assessment.juries.forms import DecisionForm, ScoreForm, TakeBackForm
from lms.assessment.juries.lookup import candidate_of, session_for
from lms.assessment.juries.models import Candidate, JuryDecision, JuryScore, JurySession
from lms.assessment.juries.scoring import open_deliberation, save_score
from lms.assessment.juries.shown import appraisal_lines, mark, number, talk
from lms.people.access import signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score(request: HttpRequest, jury: UUID, candidate: int) -> HttpResponse:
    """One juror's own score of one candidate: a draft, or given. Nobody else's is on this screen."""
    person = signed_in(request)
    session = session_for(person, jury)
    juror = juror_of(person, session)
    if juror is None:
        raise PermissionDenied(_("Only those who sit on this jury give a score."))
    row = candidate_of(session, candidate)
    known = next((one for one in row.scores.all() if one.juror_id == juror.pk), None)
    form = ScoreForm(request.POST or None, session=session, known=known)
    if request.method == "POST" and form.is_valid():
        give = "give" in request.POST or (known is not None and known.given_at is not None)
        try:
            save_score(row, person, form.sent(), give=give, reason=form.cleaned_data.get("reason", ""))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your score is given.") if give else _("Your draft is kept: nobody reads it."))
            return redirect("assessment:jury", session.public_id)
    context = {
        "session": session,
        "candidate": row,
        "name": str(row.enrolment.person or ""),
        "form": form,
        "is_given": known is not None and known.given_at is not None,
        "is_decided": decision_in_force(row) is not None,
    }
    return render(request, "assessment/juries/score.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_jury(request: HttpRequest, jury: UUID) -> HttpResponse:
    """The president opens deliberation, after having read what is still missing."""
    person = signed_in(request)
    session = _presided(person, jury)
    if request.method == "POST":
        try:
            open_deliberation(session, person)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Deliberation is open: the jurors now read each other's scores."))
        return redirect("assessment:jury", session.public_id)
    jurors, candidates = session.jurors.count(), session.candidates.count()
    given = JuryScore.objects.filter(candidate__session=session, given_at__isnull=False).count()
    context = {"session": session, "given": given, "asked": jurors * candidates, "missing": jurors * candidates - given}
    return render(request, "assessment/juries/open.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deliberate(request: HttpRequest, jury: UUID, candidate: int) -> HttpResponse:
    """All scores of one candidate side by side, the appraisal, and the decision. Closed before deliberation is open."""
    person = signed_in(request)
    session = session_for(person, jury)
    if not may_read_scores(person, session):
        raise PermissionDenied(_("Jurors are alone with their scores until the president opens deliberation."))
    row = candidate_of(session, candidate)
    standing = decision_in_force(row)
    form = None
    if may_preside(person, session):
        form = DecisionForm(request.POST or None, organisation_id=session.organisation_id, standing=standing)
    elif request.method == "POST":
        raise PermissionDenied(_("The president of the jury writes down what it decides."))
    if request.method == "POST" and form is not None and form.is_valid() and _decided(row, form, standing, person):
        messages.success(
            request, _("The decision is written, and %(name)s can read it.") % {"name": row.enrolment.person}
        )
        return redirect("assessment:jury", session.public_id)
    context = {
        "session": session,
        "candidate": row,
        "name": str(row.enrolment.person or _("Somebody who has left")),
        "scores": [_score(session, one) for one in sorted(row.scores.all(), key=lambda one: one.juror_id)],
        "appraisal": appraisal_lines(marks.appraise(row).kept(), session.out_of),
        "criteria": _criteria(session, row),
        "standing": standing,
        "former": [one for one in row.decisions.all() if one.withdrawn_at is not None],
        "form": form,
        "presides": form is not None,
        "may_score": juror_of(person, session) is not None and standing is None,
    }
    return render(request, "assessment/juries/deliberate.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, jury: UUID, candidate: int) -> HttpResponse:
    """The president takes the decision back, with a reason: the jury deliberates on this candidate again."""
    person = signed_in(request)
    session = _presided(person, jury)
    row = candidate_of(session, candidate)
    standing = decision_in_force(row)
    if standing is None:
        return redirect("assessment:jury", session.public_id)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_back(standing, author=person, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Nothing is decided any more: scores can change, and a new decision be written.")
            )
            return redirect("assessment:jury_candidate", session.public_id, row.pk)
    context = {"title": _("Take the decision back"), "form": form, "button": _("Take it back"), "session": session}
    return render(request, "assessment/juries/form.html", context)


@login_required
@require_POST
def comments(request: HttpRequest, jury: UUID) -> HttpResponse:
    """The president shows candidates what jurors wrote, or hides it again."""
    session = _presided(signed_in(request), jury)
    JurySession.objects.filter(pk=session.pk).update(comments_shown=request.POST.get("shown") == "1")
    return redirect("assessment:jury", session.public_id)


def _decided(row: Candidate, form: DecisionForm, standing: JuryDecision | None, person: Person) -> bool:
    """True when it is written; else the form says why not, and keeps what was typed."""
    data = form.cleaned_data
    decided = Decided(data["outcome"], data["reasons"], list(data.get("distinctions") or []))
    try:
        decide(row, decided, author=person, key=data["key"], replaces=standing, reason=data.get("reason", ""))
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _score(session: JurySession, one: JuryScore) -> dict[str, Any]:
    if one.given_at is None:
        # A draft is its juror's own, also in deliberation.
        return {"juror": str(one.juror), "is_given": False}
    return {
        "juror": str(one.juror),
        "is_given": True,
        "is_late": session.opened_at is not None and one.given_at > session.opened_at,
        "mark": mark(one.score, session.out_of),
        "talk": talk(one.seconds) if one.seconds is not None else "",
        "comment": one.comment,
        "lines": to_read(one.lines, session.grid.criteria.all()),
        "before": [{"mark": mark(was["score"], session.out_of), "reason": was["reason"]} for was in one.before],
    }


def _criteria(session: JurySession, row: Candidate) -> list[dict[str, Any]]:
    """The mean of each criterion, and the indicator it measures."""
    given = marks.given_scores(row)
    if not given:
        return []
    return [
        {
            "title": one.title,
            "percent": round(share * 100),
            "indicator": one.indicator,
            "value": number(share * one.scale) if one.indicator else "",
        }
        for one, share in marks.shares_by_criterion(session, given)
    ]


def _presided(person: Person, public_id: UUID) -> JurySession:
    session = session_for(person, public_id)
    if not may_preside(person, session):
        raise PermissionDenied(_("This is for the president of the jury."))
    return session

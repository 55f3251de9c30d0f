"""After a correction: who would have which other score; then, when a person says so, the new marks."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from content.quiz.authoring.policy import question_for
from content.quiz.overview import percent
from content.quiz.regrading import Change, regrade, simulate, touched
from lms.people.access import may_see_names, may_withdraw_evidence, signed_in
from lms.plugins.kind import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def regrade_view(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who may withdraw what the record says, and know the learners by name: trainers and administrators."""
    question, person = question_for(request, pk), signed_in(request)
    organisation_id = question.organisation_id
    if not (may_withdraw_evidence(person, organisation_id) and may_see_names(person, organisation_id)):
        raise PermissionDenied(_("Trainers and administrators mark again. Ask one of them."))
    if request.method == "POST":
        try:
            log = regrade(question, person)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            words = ngettext("%(count)d score has changed.", "%(count)d scores have changed.", len(log.lines))
            messages.success(request, words % {"count": len(log.lines)})
        return redirect("quiz-questions:edit", question.pk)
    context = {
        "question": question,
        "touched": touched(question),
        "lines": [_line(change) for change in simulate(question)],
        "header_title": _("Mark again"),
        "header_icon": "rotate",
        "breadcrumbs_items": [
            {"url": reverse("quiz-questions:index"), "label": _("Questions")},
            {"url": reverse("quiz-questions:edit", args=[question.pk]), "label": question.title},
            {"url": "", "label": _("Mark again")},
        ],
    }
    return render(request, "quiz/authoring/regrade.html", context)


def _line(change: Change) -> dict[str, str]:
    return {
        "who": str(change.attempt.enrolment.person),
        "quiz": change.attempt.activity.title,
        "before": _("to be marked") if change.before is None else percent(change.before),
        "after": _("to be marked") if change.after is None else percent(change.after),
    }

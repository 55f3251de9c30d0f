"""A trainer or a coach reads what only a person can mark, gives points and words; the score follows at once."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from content.quiz import questions
from content.quiz.models import Answer, Attempt
from content.quiz.pictures import addresses_for
from content.quiz.questions.show import Shown
from content.quiz.questions.show import render as draw
from content.quiz.submit import locked, settle, tell
from lms.assessment import queue
from lms.assessment.access import may_mark
from lms.assessment.screens import query_of, read_wanted
from lms.notices.models import Topic
from lms.notices.tell import tell as notify
from lms.people.access import signed_in
from lms.people.models import Person
from lms.plugins.kind import Refused

EVERYTHING = Shown(marks=True, right_answers=True, feedback=True)


class MarkForm(forms.Form):
    """Points and words for one answer."""

    def __init__(self, answer: Answer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"m{answer.position}", **kwargs)
        most = number_format(answer.points, decimal_pos=None)
        self.fields["points"] = forms.DecimalField(
            label=_("Points, of %(most)s") % {"most": most},
            min_value=Decimal(0),
            max_value=answer.points,
            max_digits=6,
            decimal_places=2,
            localize=True,
            initial=None if answer.share is None else round(Decimal(str(answer.share)) * answer.points, 2),
        )
        self.fields["comment"] = forms.CharField(
            label=_("Words for the learner"),
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
            initial=answer.comment,
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """One attempt that is over, with everything a marker needs; see quiz/mark.html."""
    person = signed_in(request)
    row = _attempt_for(person, attempt)
    answers = list(row.answers.select_related("version").order_by("position"))
    data = request.POST if request.method == "POST" else None
    wanted = read_wanted(request.GET)
    asked = {answer.pk: MarkForm(answer, data) for answer in answers if needs_person(answer)}
    faulty = [form for form in asked.values() if not form.is_valid()]  # each says its own faults
    if asked and data is not None and not faulty:
        try:
            give(
                row,
                person,
                {pk: (form.cleaned_data["points"], form.cleaned_data["comment"]) for pk, form in asked.items()},
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Marked: %(name)s.") % {"name": row.enrolment.person})
        query = query_of(wanted)
        return redirect(reverse("quiz:mark", args=[row.public_id]) + (f"?{query}" if query else ""))
    pictures = addresses_for(answers)
    context = {
        "attempt": row,
        "learner": row.enrolment.person,
        "activity": row.activity,
        "score": None if row.score is None else f"{number_format(round(row.score * 100), 0)} %",
        "lines": [_line(answer, asked.get(answer.pk), pictures) for answer in answers],
        "has_forms": bool(asked),
        "others": ", ".join(str(one.person) for one in queue.hold(row.subject, person)),
        "wanted": wanted,
        "query": query_of(wanted),
        "subject": row.subject,
    }
    return render(request, "quiz/mark.html", context)


def needs_person(answer: Answer) -> bool:
    return questions.mark(questions.read(answer.version.document), answer.response or {}).needs_person


def give(attempt: Attempt, by: Person, given: dict[int, tuple[Decimal, str]]) -> None:
    """Points and words by answer id. What was told of the attempt before is withdrawn and told again.

    Raises Refused when this person may not say it of this learner.
    """
    with transaction.atomic():
        row = locked(attempt.pk)
        answers = list(row.answers.select_related("version"))
        for answer in answers:
            if answer.pk in given:
                points, answer.comment = given[answer.pk]
                answer.share = float(points / answer.points) if answer.points else 1.0
        Answer.objects.bulk_update(answers, ["share", "comment"])
        row.marked_by = by
        settle(row, answers)
        _notify(row)
        tell(row.enrolment, row.activity, by, _("The attempt was marked by a person."))


def _notify(attempt: Attempt) -> None:
    """The learner is told once that the result is there."""
    assert attempt.enrolment.person is not None  # nobody marks the attempt of somebody who was erased
    notify(
        attempt.enrolment.person,
        attempt.enrolment.organisation,
        Topic.ANSWER,
        f"quiz:{attempt.pk}:marked",
        format_lazy(gettext_lazy("Your quiz “{title}” has been marked"), title=attempt.activity.title),
        address=reverse_lazy("quiz:review", args=[attempt.public_id]),
    )


def _attempt_for(person: Person, key: UUID) -> Attempt:
    rows = Attempt.objects.exclude(state=Attempt.State.OPEN).select_related("enrolment__person", "activity")
    row = get_object_or_404(rows, public_id=key, enrolment__person__isnull=False)
    if not may_mark(person, row.enrolment):
        raise Http404
    return row


def _line(answer: Answer, form: MarkForm | None, pictures: dict[str, str]) -> dict[str, Any]:
    question = questions.read(answer.version.document)
    html = draw(
        question,
        prefix=f"q{answer.position}",
        response=answer.response or {},
        order=questions.arrangement(question, answer.seed),
        readonly=True,
        shown=Shown() if form else EVERYTHING,
        pictures=pictures,
    )
    text = questions.answer_in_words(question, answer.response or {}) if form else ""
    guidance = getattr(question, "guidance", "")
    return {
        "position": answer.position,
        "html": html,
        "form": form,
        "text": text,
        "question": question,
        "guidance": guidance,
    }

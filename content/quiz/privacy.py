"""What this kind keeps of a person: their attempts and answers, what was agreed for them, and questions they wrote."""

from typing import Any

from content.quiz.models import Accommodation, Answer, Attempt, QuestionImport, QuestionVersion
from content.quiz.questions import answer_in_words, read
from lms.enrolment.models import Enrolment
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Every attempt with its answers in words, and the extra time and attempts that were granted."""
    attempts = Attempt.objects.filter(enrolment__person=person).select_related("activity").order_by("pk")
    granted = Accommodation.objects.filter(enrolment__person=person).order_by("pk")
    return {
        "quiz_attempts": [_attempt(row) for row in attempts.prefetch_related("answers__version")],
        "quiz_accommodations": list(granted.values("extra_time", "extra_attempts", "reason", "made_at")),
        "questions_written": QuestionVersion.objects.filter(author=person).count(),
    }


def erase(person: Person) -> None:
    """Answers and comments go: they are a person's own words. Scores stay, nameless; authors are forgotten."""
    # In the order that everybody keeps: enrolments, then their attempts.
    enrolments = list(Enrolment.objects.select_for_update().filter(person=person).order_by("pk"))
    Attempt.objects.filter(enrolment__in=enrolments, state=Attempt.State.OPEN).delete()
    Answer.objects.filter(attempt__enrolment__in=enrolments).update(response=None, replaced=[], late=None, comment="")
    Accommodation.objects.filter(enrolment__in=enrolments).update(reason="")
    QuestionImport.objects.filter(author=person).delete()


def _attempt(row: Attempt) -> dict[str, Any]:
    return {
        "activity": row.activity.title,
        "number": row.number,
        "state": row.get_state_display(),
        "started_at": row.started_at,
        "submitted_at": row.submitted_at,
        "score": row.score,
        "answers": [_answer(answer) for answer in row.answers.all()],
    }


def _answer(row: Answer) -> dict[str, Any]:
    question = read(row.version.document)
    return {
        "question": question.text,
        "answer": answer_in_words(question, row.response or {}),
        "came_late": answer_in_words(question, row.late["response"] or {}) if row.late else None,
        "replaced": [answer_in_words(question, each["response"] or {}) for each in row.replaced],
        "share": row.share,
        "comment": row.comment,
    }

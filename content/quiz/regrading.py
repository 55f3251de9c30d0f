"""A question was corrected after people had answered it: what would change for whom, and then the change itself."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from content.quiz.models import Answer, Attempt, Question, QuestionVersion, Regrading
from content.quiz.questions import Question as Content
from content.quiz.questions import Response, mark, read
from content.quiz.submit import locked, score_of, settle, tell
from lms.people.models import Person


@dataclass(frozen=True)
class Change:
    """One attempt whose score would be another (0-1; None while a person must mark it)."""

    attempt: Attempt
    before: float | None
    after: float | None


def simulate(question: Question) -> list[Change]:
    """What marking by the current version would change, in the order of people's names. Nothing is written."""
    version = _current(question)
    found = []
    for attempt, answers in _attempts_with(question).items():
        after = score_of(_remarked(answers, question, version))
        if after != attempt.score:
            found.append(Change(attempt, attempt.score, after))
    return sorted(found, key=lambda change: str(change.attempt.enrolment.person))


def touched(question: Question) -> int:
    """How many attempts that are over were marked by an older version."""
    return len(_attempts_with(question))


def regrade(question: Question, by: Person) -> Regrading:
    """Mark again what older versions marked, tell the record, and write down what changed. Raises Refused."""
    version = _current(question)
    lines = []
    with transaction.atomic():
        for attempt in list(_attempts_with(question)):
            row = locked(attempt.pk)
            answers = _remarked(list(row.answers.select_related("version")), question, version)
            Answer.objects.bulk_update(answers, ["version", "share", "response"])
            before = row.score
            settle(row, answers)
            if row.score != before:
                lines.append({"attempt": str(row.public_id), "before": before, "after": row.score})
            tell(row.enrolment, row.activity, by, _("A question was corrected."))
        return Regrading.objects.create(question=question, version=version, author=by, lines=lines)


def _current(question: Question) -> QuestionVersion:
    assert question.current is not None  # no question is without a version
    return question.current


def _attempts_with(question: Question) -> dict[Attempt, list[Answer]]:
    """Attempts that are over, of people who are still known, with all their answers."""
    old = Answer.objects.filter(version__question=question).exclude(version=question.current_id)
    rows = Attempt.objects.filter(pk__in=old.values("attempt_id"), enrolment__person__isnull=False)
    rows = rows.exclude(state=Attempt.State.OPEN).select_related("enrolment__person", "activity").order_by("pk")
    attempts = {row.pk: row for row in rows}
    answers: dict[int, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.filter(attempt__in=attempts).select_related("version").order_by("position"):
        answers[answer.attempt_id].append(answer)
    return {attempts[pk]: answers[pk] for pk in attempts}


def _remarked(answers: list[Answer], question: Question, version: QuestionVersion) -> list[Answer]:
    """The answers as the current version marks them; what a person gave stays."""
    content = read(version.document)
    for answer in answers:
        if answer.version.question_id != question.pk or answer.version_id == version.pk:
            continue
        answer.response = _in_terms_of(read(answer.version.document), content, answer.response)
        answer.version = version
        marked = mark(content, answer.response or {})
        if not marked.needs_person:
            answer.share = marked.share
    return answers


def _in_terms_of(old: Content, new: Content, response: Response | None) -> Response | None:
    """The response with the names that reworded choices have now: what was chosen is still chosen."""
    known, now = old.keys()[0], new.keys()[0]
    gone, come = [key for key in known if key not in now], [key for key in now if key not in known]
    if response is None or not gone or len(gone) != len(come) or old.type not in ("single", "multiple", "ordering"):
        return response
    names = dict(zip(gone, come, strict=True))

    def renamed(value: object) -> object:
        if isinstance(value, dict):
            return {names.get(key, key): renamed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [renamed(each) for each in value]
        return names.get(value, value) if isinstance(value, str) else value

    moved = renamed(response)
    return moved if isinstance(moved, dict) else response

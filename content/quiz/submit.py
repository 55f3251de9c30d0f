"""Ends an attempt: the server marks what it can, asks people for the rest, and tells the record one evidence."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.quiz.grades import BEST, grades_so_far
from content.quiz.models import Answer, Attempt
from content.quiz.save import mark_answer
from lms.assessment import queue
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion

logger = logging.getLogger(__name__)


def hand_in(attempt_id: int, ended: Attempt.Ended = Attempt.Ended.BY_LEARNER, at: datetime | None = None) -> Attempt:
    """Close the attempt and mark it; one that is closed already stays as it is. at: the moment it counts from (UTC)."""
    with transaction.atomic():
        attempt = locked(attempt_id)
        if not attempt.is_open:
            return attempt
        answers = list(attempt.answers.select_related("version"))
        for answer in answers:
            mark_answer(answer)
        Answer.objects.bulk_update(answers, ["share"])
        attempt.submitted_at, attempt.ended = at or timezone.now(), ended
        settle(attempt, answers)
        tell(attempt.enrolment, attempt.activity)
    return attempt


def locked(attempt_id: int) -> Attempt:
    """The attempt with its enrolment and activity, both locked, in the order that everybody keeps: enrolment first."""
    owner = Attempt.objects.filter(pk=attempt_id).values("enrolment_id")
    Enrolment.objects.select_for_update().get(pk__in=owner)
    rows = Attempt.objects.select_for_update(of=("self",))
    related = ("enrolment__organisation", "enrolment__person", "activity__version")
    return rows.select_related(*related).get(pk=attempt_id)


def score_of(answers: Iterable[Answer]) -> float | None:
    """0-1 by points; None while one of them waits for a person. Questions worth nothing count alike."""
    rows = list(answers)
    if not rows or any(row.share is None for row in rows):
        return None
    total = sum((row.points for row in rows), Decimal(0))
    if not total:
        return sum(row.share or 0.0 for row in rows) / len(rows)
    return min(1.0, sum((row.share or 0.0) * float(row.points) for row in rows) / float(total))


def settle(attempt: Attempt, answers: Iterable[Answer]) -> None:
    """Write the attempt's score and state, and put it into the queue of work to mark or take it out."""
    attempt.score = score_of(answers)
    attempt.state = Attempt.State.WAITING if attempt.score is None else Attempt.State.MARKED
    attempt.save(update_fields=["state", "ended", "submitted_at", "score", "marked_by"])
    if attempt.state == Attempt.State.WAITING:
        address = f"quiz/mark/{attempt.public_id}/"
        queue.ask(attempt.enrolment, attempt.activity, attempt.subject, address)
    else:
        queue.settle(attempt.subject)


def tell(enrolment: Enrolment, activity: Activity, by: Person | None = None, reason: str = "") -> None:
    """Bring the record to what the attempts are worth: one evidence each, whose score is the grade after it.

    What was told otherwise before is withdrawn by `by`, with the reason, and told again: an attempt marked late also
    moves the grades after it. Call it in a transaction, the enrolment locked.
    """
    rows = Attempt.objects.filter(enrolment=enrolment, activity=activity).exclude(state=Attempt.State.OPEN)
    attempts = list(rows.select_related("evidence").order_by("number"))
    grades = grades_so_far([row.score for row in attempts], _way(enrolment, activity))
    fresh = [(row, grade) for row, grade in zip(attempts, grades, strict=True) if not _is_told(row, grade)]
    counts = _counts([row.pk for row, _grade in fresh])
    for attempt, grade in fresh:
        if attempt.evidence is not None:
            assert by is not None  # only who marks or corrects changes what was told
            intake.void(attempt.evidence, author=by, reason=reason)
        author = by if attempt.marked_by_id else None
        try:
            _tell_one(
                enrolment, activity, attempt, {"score": grade, "own": attempt.score, **counts[attempt.pk]}, author
            )
        except Refused as refused:
            if by is not None:
                raise
            # The attempt stays closed and readable; whoever looks after the journey finds why.
            logger.warning("The quiz attempt %s was not recorded: %s", attempt.public_id, refused)


def _is_told(attempt: Attempt, grade: float | None) -> bool:
    told = attempt.evidence
    return told is not None and told.score == grade and told.detail.get("own") == attempt.score


def _tell_one(
    enrolment: Enrolment, activity: Activity, attempt: Attempt, worth: Mapping[str, Any], author: Person | None
) -> None:
    assert attempt.submitted_at is not None
    name = attempt.public_id.hex
    payload = {"verb": "submitted", "attempt": name, "number": attempt.number, **worth}
    key = f"{name}:{attempt.times_told}" if attempt.times_told else name
    outcome = intake.attend(enrolment, activity, payload, happened_at=attempt.submitted_at, key=key, author=author)
    attempt.evidence_id, attempt.times_told = outcome.evidence_id, attempt.times_told + 1
    attempt.save(update_fields=["evidence", "times_told"])


def _way(enrolment: Enrolment, activity: Activity) -> str:
    """How attempts come to a grade: as it was when this learner began."""
    row = Completion.objects.filter(enrolment=enrolment, activity=activity).select_related("version").first()
    version = row.version if row is not None and row.state != Completion.State.VOIDED else activity.version
    way: str = (version.settings if version else {}).get("grade", BEST)
    return way


def _counts(attempts: list[int]) -> dict[int, dict[str, int]]:
    """By attempt id: how many questions were tried, and how many there were."""
    found = {pk: {"tried": 0, "questions": 0} for pk in attempts}
    for attempt_id, response in Answer.objects.filter(attempt__in=attempts).values_list("attempt_id", "response"):
        found[attempt_id]["tried"] += bool(response)
        found[attempt_id]["questions"] += 1
    return found

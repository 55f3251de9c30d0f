"""How a question does: how often it was answered in attempts that are over, and how rightly."""

from typing import NamedTuple

from django.db.models import Avg, Count, Q

from content.quiz.models import Answer, Attempt, Question


class Record(NamedTuple):
    """answered: of `asked`, how many tried; share: the mean share of the points (0-1) of all that are marked."""

    asked: int
    answered: int
    share: float | None
    right: int


def record_of(question: Question) -> Record:
    """Over all versions. One query."""
    rows = Answer.objects.filter(version__question=question).exclude(attempt__state=Attempt.State.OPEN)
    found = rows.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(response__isnull=False)),
        right=Count("pk", filter=Q(share__gte=0.999999)),
        mean=Avg("share"),
    )
    return Record(found["asked"], found["answered"], found["mean"], found["right"])

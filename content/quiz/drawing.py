"""Finds questions in the bank: for authors who search, and for attempts that draw. Never reads the whole bank."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from content.quiz.models import Line, Question


@dataclass(frozen=True)
class Drawn:
    """A question that goes into an attempt, with what it is worth there."""

    version_id: int
    points: Decimal


def search(
    rows: QuerySet[Question], words: str = "", type: str = "", competency: int | None = None, tag: str = ""
) -> QuerySet[Question]:
    """The questions among these that hold every word, and are of that type, competency and tag."""
    for word in words.lower().split()[:8]:
        rows = rows.filter(words__contains=word)
    if type:
        rows = rows.filter(type=type)
    if competency is not None:
        rows = rows.filter(competencies=competency)
    if tag:
        rows = rows.filter(tags__word=tag.lower())
    return rows


def draw(lines: Sequence[Line], organisation_id: int) -> list[Drawn]:
    """The questions of these lines in their order, each once: those chosen, and others drawn at random.

    A draw that finds too few takes what there is. One query, and one a draw.
    """
    chosen = {line.question_id for line in lines if line.question_id}
    rows = Question.objects.filter(pk__in=chosen, current__isnull=False)
    known = {pk: (pk, version, points) for pk, version, points in rows.values_list("pk", "current_id", "points")}
    taken, found = set(chosen), []
    for line in lines:
        if line.question_id:
            picked = [known.pop(line.question_id)] if line.question_id in known else []
        else:
            picked = _at_random(line, organisation_id, taken)
        taken.update(question for question, _version, _points in picked)
        found += [Drawn(version, points if line.points is None else line.points) for _pk, version, points in picked]
    return found


def _at_random(line: Line, organisation_id: int, taken: Collection[int]) -> list[tuple[int, int, Decimal]]:
    rows = drawn_from(line, organisation_id).exclude(pk__in=taken)
    return list(rows.order_by("?").values_list("pk", "current_id", "points")[: line.count])


def drawn_from(line: Line, organisation_id: int) -> QuerySet[Question]:
    """What a line that draws may draw."""
    rows = Question.objects.filter(organisation_id=organisation_id, is_retired=False, current__isnull=False)
    return search(rows, competency=line.competency_id, tag=line.tag)

"""What assessments know of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from django.db.models import QuerySet

from lms.assessment.grading import line_words
from lms.assessment.grids import with_lines
from lms.assessment.juries import privacy as juries
from lms.assessment.models import Grading, Grid, Hold, Waiting
from lms.assessment.peers import privacy as peers
from lms.assessment.recognised import privacy as recognised
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """How this person's work was assessed, what of it still waits, and what they said of others, nameless."""
    waiting = Waiting.objects.filter(enrolment__person=person).select_related("activity").order_by("asked_at", "pk")
    return {
        "assessed": [_grading(row) for row in _rows(Grading.objects.filter(enrolment__person=person))],
        "waiting": [
            {"activity": row.activity.title, "asked_at": row.asked_at, "marked_at": row.marked_at} for row in waiting
        ],
        "said_of_others": [
            {"grid": row.grid.title, "made_at": row.made_at, "score": row.score, "comment": row.comment}
            for row in _rows(Grading.objects.filter(author=person))
        ],
        "juries": juries.export(person),
        "peers": peers.export(person),
        "recognised": recognised.export(person),
    }


def erase(person: Person) -> None:
    """Words about this person go; levels and scores stay, nameless, as the measures they gave do."""
    for row in Grading.objects.filter(enrolment__person=person):
        lines = [{**line, "comment": ""} for line in row.lines]
        Grading.objects.filter(pk=row.pk).update(lines=lines, comment="", reason="")
    Grading.objects.filter(author=person).update(author=None)
    for part in (juries, peers, recognised):
        part.erase(person)
    Waiting.objects.filter(enrolment__person=person).delete()
    Hold.objects.filter(person=person).delete()


def _rows(rows: QuerySet[Grading]) -> QuerySet[Grading]:
    return rows.select_related("grid", "activity", "author").order_by("made_at", "pk")


def _grading(row: Grading) -> dict[str, Any]:
    grid = with_lines(Grid.objects.filter(pk=row.grid_id)).get()
    names = ("title", "level", "points", "of", "comment")
    return {
        "grid": row.grid.title,
        "activity": row.activity.title if row.activity else None,
        "author": row.author.name if row.author else None,
        "made_at": row.made_at,
        "score": row.score,
        "comment": row.comment,
        "reason": row.reason,
        "lines": [{name: line[name] for name in names} for line in line_words(row, list(grid.criteria.all()))],
    }

"""What recognised learning knows of a person; lms/assessment/privacy.py calls it."""

from typing import Any

from django.db import transaction

from lms.assessment import shelf
from lms.assessment.recognised.models import Recognition
from lms.people.models import Person


def export(person: Person) -> list[dict[str, Any]]:
    """What was recognised, by whom, on which paper. The paper itself is downloaded from the learner's own screen."""
    rows = Recognition.objects.filter(enrolment__person=person).select_related("competency", "author")
    return [
        {
            "competency": row.competency.title,
            "level": row.level,
            "reason": row.reason,
            "author": row.author.name if row.author else None,
            "made_at": row.made_at,
            "file": row.file_name,
            "sha256": row.sha256,
            "withdrawn_at": row.withdrawn_at,
            "withdrawn_for": row.withdrawn_for,
        }
        for row in rows.order_by("made_at", "pk")
    ]


def erase(person: Person) -> None:
    """Papers and words go; the level stays, nameless, as the measures it gave do. Files go once it is certain."""
    rows = Recognition.objects.filter(enrolment__person=person)
    paths = [row.path for row in rows if row.file_name]
    rows.update(reason="", withdrawn_for="", file_name="", file_type="", file_size=0, sha256="")
    Recognition.objects.filter(author=person).update(author=None)
    transaction.on_commit(lambda: shelf.throw_away(paths))

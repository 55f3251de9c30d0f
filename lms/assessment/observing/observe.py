"""What somebody saw of several learners, told at once: one grading a learner, all of them kept or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lms.assessment.grading import Given, Subject, grade
from lms.assessment.models import Grading, Grid
from lms.enrolment.models import Enrolment
from lms.people.models import Person

MOST = 40  # learners on one screen


@dataclass(frozen=True)
class Seen:
    """What was seen of one learner."""

    enrolment: Enrolment
    given: Mapping[int, Given]
    comment: str = ""


def observe(grid: Grid, seen: Sequence[Seen], *, author: Person, key: str) -> list[Grading]:
    """Each learner is graded by the whole grid, at this moment. The same key again changes nothing. Raises Refused."""
    now = timezone.now()
    with transaction.atomic():
        # In one order, so that two who observe the same people wait for each other and never cross.
        return [
            grade(
                grid,
                Subject(one.enrolment, f"observation:{key}", happened_at=now),
                one.given,
                author=author,
                key=f"observation:{key}",
                comment=one.comment,
            )
            for one in sorted(seen, key=lambda one: one.enrolment.pk)
        ]

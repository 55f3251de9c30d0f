"""The world to be measured: the demo journey with 200 activities, and twenty learners who walked the real engine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.importer import import_journey, organisation_of, read_journey
from courses.journeyfile.replay import Replay
from courses.publish import publish_journey
from lms.catalogue.models import Activity, Journey
from lms.catalogue.outline import SequenceItem
from lms.enrolment.models import Enrolment
from lms.people.models import Membership, Person, Role
from lms.progress import tally

FILE = Path(__file__).resolve().parents[2] / "courses/demo/demo-journey.yaml"
ACTIVITIES = 200
# How many of the twenty sequences each of the twenty model learners has done: most people are at their beginning.
DONE = (0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20)
MIDWAY = 10  # the model learner whose pages are measured: sequences done
WRITTEN = timedelta(days=400)


@transaction.atomic
def build() -> Journey:
    """Publish the journey through the real publisher, and walk the model learners through it."""
    document = read_journey(FILE.read_bytes())
    _lengthen(document.data)
    imported = import_journey(document, organisation_of(document.data))
    assert imported.journey is not None
    # As old as the histories that follow: what is younger asks nothing of them.
    Activity.objects.filter(journey=imported.journey).update(created_at=timezone.now() - WRITTEN)
    publish_journey(imported.page.translation_key)
    journey = Journey.objects.get(pk=imported.journey.pk)
    _make_team(journey)
    models = ModelLearners(document.data, journey)
    for number, done in enumerate(DONE):
        models.follow(models.told(number, done), models.person(number, done))
    tally.move_all()
    return journey


def model_enrolments(journey: Journey) -> list[Enrolment]:
    return list(Enrolment.objects.filter(journey=journey).order_by("pk")[: len(DONE)])


def _lengthen(data: dict[str, Any]) -> None:
    """Optional readings until the journey has 200 activities: they count for no minutes, so the balance stays."""
    sequences = [sequence for block in data["blocs"] for sequence in block["sequences"]]
    missing = ACTIVITIES - sum(len(sequence["activites"]) for sequence in sequences)
    for number in range(max(0, missing)):
        reading = {"titre": f"Pour aller plus loin {number + 1}", "type": "apport", "duree_minutes": 5}
        sequences[number % len(sequences)]["activites"].append({**reading, "facultative": True})


def _make_team(journey: Journey) -> None:
    for name, role, sees_names in (("eva", Role.EVALUATOR, True), ("nora", Role.EVALUATOR, False)):
        person = Person.objects.create_user(f"{name}@scale.invalid", None, name=name.title())
        Membership.objects.create(
            person=person, organisation_id=journey.organisation_id, role=role, may_see_names=sees_names
        )


class ModelLearners(Replay):
    """Learners who did the first sequences of the file, and were measured in them; never its optional readings."""

    def person(self, number: int, done: int) -> Person:
        return Person.objects.create_user(f"model{number}@scale.invalid", None, name=f"Modèle {number:02} ({done})")

    def told(self, number: int, done: int) -> dict[str, Any]:
        """A learner of the file's shape: every third measure falls short of what is asked."""
        walked = [sequence.code for sequence in self.outline.sequences][:done]
        best = next(one for one in self.data["apprenants_demo"] if len(one["mesures"]) == len(self.indicators))
        measured = {code: value for code, value in best["mesures"].items() if self.sources[code] in walked}
        short = {code: _short(self.indicators[code], value) for code, value in list(measured.items())[number % 3 :: 3]}
        start: date = timezone.localdate() - self.shift - timedelta(days=60 + 14 * (number % 4))
        return {
            "entree": start.isoformat(),
            "sequences_realisees": walked,
            "positionnement": best["positionnement"],
            "mesures": {**measured, **short},
        }

    def _do(self, enrolment: Enrolment, sequence: SequenceItem, clock: Iterator[datetime]) -> None:
        asked = tuple(item for item in sequence.activities if item.is_required)
        super()._do(enrolment, replace(sequence, activities=asked), clock)


def _short(indicator: Any, value: float) -> float:
    """A value that does not reach the threshold, whichever way it goes."""
    return float(indicator.threshold) + (1 if indicator.operator == "<=" else -1) if value else value

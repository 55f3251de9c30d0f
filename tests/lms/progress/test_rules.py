"""The figures of the field: `regles_calcul` of the demo journey, through the real engine, against its `attendus`."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import yaml

from lms.catalogue.models import Competency, CompetencyBlock, Framework, Indicator, Journey
from lms.catalogue.outline import outline_of
from lms.catalogue.plan import ActivityPlan, BlockPlan, JourneyPlan, SequencePlan
from lms.catalogue.publish import publish
from lms.people.models import Role
from lms.progress import intake, tally
from lms.progress.models import JourneyTotal
from lms.progress.rebuild import differences
from lms.progress.standing import Standing, view_of
from tests.factories import enrol_learner, make_organisation, make_person

pytestmark = pytest.mark.django_db
TIMINGS = {"synchrone": "synchronous", "asynchrone": "asynchronous"}
GROUPINGS = {"collectif": "collective", "individuel": "individual"}
PLACES = {"presentiel": "in_person", "distanciel": "remote"}
ASSESSORS = {"apprenant": "learner"}


@pytest.fixture(scope="module")
def file(shared) -> dict[str, Any]:
    return yaml.safe_load((shared / "demo-journey.yaml").read_text(encoding="utf8"))


def make_rows(file: dict[str, Any], organisation: Any) -> Framework:
    framework = Framework.objects.create(organisation=organisation, code="demo", title="Demo")
    for block in file["blocs"]:
        row = CompetencyBlock.objects.create(framework=framework, code=block["code"], title=block["titre"])
        for item in block["competences"]:
            competency = Competency.objects.create(competency_block=row, code=item["code"], title=item["libelle"])
            for one in item["indicateurs"]:
                Indicator.objects.create(
                    competency=competency,
                    code=one["code"],
                    title=one["libelle"],
                    operator=one["operateur"],
                    threshold=Decimal(str(one["seuil"])),
                    autonomy_threshold=Decimal(str(one["seuil_autonomie"])),
                    assessor=ASSESSORS.get(one["evaluateur"], "trainer"),
                    evidence_type="quiz",
                )
    return framework


def make_journey(file: dict[str, Any], organisation: Any) -> Journey:
    framework = make_rows(file, organisation)
    keys = {sequence["code"]: uuid4() for block in file["blocs"] for sequence in block["sequences"]}
    blocks = [
        BlockPlan(
            code=block["code"],
            titles={"fr": block["titre"]},
            competency_block_id=framework.blocks.get(code=block["code"]).pk,
            sequences=tuple(make_sequence(sequence, keys) for sequence in block["sequences"]),
        )
        for block in file["blocs"]
    ]
    return publish(
        JourneyPlan(uuid4(), organisation.pk, "DEMO", {"fr": "Demo"}, framework_id=framework.pk, blocks=tuple(blocks))
    )


def make_sequence(sequence: dict[str, Any], keys: dict[str, Any]) -> SequencePlan:
    return SequencePlan(
        key=keys[sequence["code"]],
        code=sequence["code"],
        titles={"fr": sequence["titre"]},
        timing=TIMINGS[sequence["modalite"]["temporalite"]],
        grouping=GROUPINGS[sequence["modalite"]["regroupement"]],
        place=PLACES[sequence["modalite"]["lieu"]],
        week=sequence["semaine"],
        minutes=sequence["duree_minutes"],
        prerequisites=tuple(keys[code] for code in sequence["prerequis"]),
        activities=tuple(
            ActivityPlan(uuid4(), "text", {"fr": one["titre"]}, "marked_done", minutes=one["duree_minutes"])
            for one in sequence["activites"]
        ),
    )


def replay(file: dict[str, Any]) -> SimpleNamespace:
    """Everything that the file says its learners did, said to the engine."""
    organisation = make_organisation("demo")
    journey = make_journey(file, organisation)
    trainer = make_person("Bo Berger", organisation, Role.TRAINER)
    competencies = {item.code: item.id for item in outline_of(journey).competencies}
    enrolments = {}
    for learner in file["apprenants_demo"]:
        person = make_person(learner["code"], organisation)
        enrolment = enrolments[learner["code"]] = enrol_learner(SimpleNamespace(journey=journey), person)
        intake.declare(enrolment, {competencies[code]: level for code, level in learner["positionnement"].items()})
        for activity in journey.activities.filter(sequence__code__in=learner["sequences_realisees"]):
            intake.receive(enrolment, activity, {"verb": "completed"})
        for code, value in learner["mesures"].items():
            indicator = Indicator.objects.get(code=code)
            author = person if indicator.assessor == "learner" else trainer
            intake.judge(enrolment, indicator, Decimal(str(value)), author=author)
    return SimpleNamespace(journey=journey, enrolments=enrolments)


def figures(standing: Standing) -> dict[str, Any]:
    """Under the names of `attendus`."""
    competencies = standing.outline.competencies
    blocks = [block for block in standing.outline.blocks if standing.is_block_validated(block.id)]
    return {
        "minutes_realisees": standing.minutes,
        "heures_realisees": standing.minutes / 60,
        "minutes_presentiel": standing.minutes_in_person,
        "minutes_distanciel": standing.minutes_remote,
        "indicateurs_atteints": standing.indicators_met,
        "progression_pourcent": standing.progress,
        "niveaux": {item.code: standing.level_of(item.id) for item in competencies},
        "niveaux_retenus": {item.code: standing.retained_level_of(item.id) for item in competencies},
        "blocs_valides": [block.code for block in blocks],
        "competences_validees": standing.competencies_validated,
        "gain": standing.gain,
    }


def test_the_demo_learners_come_to_exactly_what_is_expected(file):
    world = replay(file)
    outline = outline_of(world.journey)
    for code, enrolment in world.enrolments.items():
        enrolment.total.refresh_from_db()
        standing = view_of(enrolment, outline)
        assert figures(standing) == file["attendus"]["apprenants"][code], code
        learner = next(one for one in file["apprenants_demo"] if one["code"] == code)
        done = {outline.sequence_by_id[number].code for number in standing.done_sequences}
        assert done == set(learner["sequences_realisees"])
        assert standing.attendance is not None and 0 < standing.attendance <= 100
    assert differences(world.journey) == []
    tally.move_all()
    total = JourneyTotal.objects.get(cohort=None)
    assert total.minutes / 60 == file["attendus"]["cohorte"]["heures_stagiaires_totales"]
    assert total.progress_counts == {"30": 1, "10": 1, "1": 1, "9": 1}


def test_one_threshold_moves_exactly_what_depends_on_it(file):
    indicators = [one for block in file["blocs"] for item in block["competences"] for one in item["indicateurs"]]
    changed = next(one for one in indicators if one["code"] == "I1.3a")
    changed["seuil"], changed["seuil_autonomie"] = 8, 9
    try:
        world = replay(file)
    finally:
        changed["seuil"], changed["seuil_autonomie"] = 7, 9
    outline = outline_of(world.journey)
    for code, enrolment in world.enrolments.items():
        enrolment.total.refresh_from_db()
        expected = {**file["attendus"]["apprenants"][code]}
        if code == "A2":  # seven gestures: enough for 7, not for 8
            expected |= {"indicateurs_atteints": 9, "progression_pourcent": 30, "blocs_valides": []}
            expected |= {"competences_validees": 3, "gain": 3}
            expected["niveaux"] = {**expected["niveaux"], "C1.3": 1}
            expected["niveaux_retenus"] = {**expected["niveaux_retenus"], "C1.3": 1}
        assert figures(view_of(enrolment, outline)) == expected, code

"""rebuild finds and repairs whatever was stored wrongly, and says so."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.enrolment.models import EnrolmentTotal
from lms.progress import intake, tally
from lms.progress.models import ActivityTotal, Completion, IndicatorStanding, JourneyTotal
from lms.progress.rebuild import differences, rebuild
from tests.factories import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    intake.receive(world.enrolment, world.activity("S11", 2), {"verb": "opened"})
    intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.bo)
    intake.declare(world.enrolment, {world.indicator().competency_id: 1})
    tally.move_all()
    return world


def check(journey: str | None = None) -> tuple[str, bool]:
    """What the command says, and whether it is satisfied."""
    out = StringIO()
    try:
        call_command("rebuild", check=True, journey=journey, stdout=out)
    except CommandError as error:
        assert error.returncode == 1
        return out.getvalue() + str(error), False
    return out.getvalue(), True


def test_what_the_engine_stores_is_what_the_evidence_says(world):
    assert check()[1] and check("J1")[1]


def test_what_waits_for_the_tally_is_no_difference(world):
    intake.receive(world.enrolment, world.activity("S11", 2), {"verb": "completed"})
    assert check()[1]


SPOILT = [
    lambda: Completion.objects.filter(state="done").update(state="doing"),
    lambda: Completion.objects.filter(state="done").update(completed_at=timezone.now()),
    lambda: Completion.objects.filter(state="done").update(facts={}),
    lambda: Completion.objects.filter(state="done").delete(),
    lambda: IndicatorStanding.objects.update(value=1, is_met=False),
    lambda: IndicatorStanding.objects.all().delete(),
    lambda: EnrolmentTotal.objects.update(minutes=999),
    lambda: EnrolmentTotal.objects.update(levels={}, declared_levels={}),
    lambda: EnrolmentTotal.objects.update(sequences={}, last_evidence_at=None),
    lambda: EnrolmentTotal.objects.update(tallied={}),
    lambda: Completion.objects.filter(state="done").update(tallied_state="doing"),
    lambda: ActivityTotal.objects.update(done=7),
    lambda: ActivityTotal.objects.all().delete(),
    lambda: JourneyTotal.objects.update(minutes=1, progress_counts={"4": 9}),
    lambda: JourneyTotal.objects.all().delete(),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_whatever_is_stored_wrongly_is_named_and_repaired(world, spoil):
    before = everything()
    spoil()
    said, is_clean = check()
    assert not is_clean and said.strip()
    assert differences(world.journey)
    call_command("rebuild", stdout=StringIO())
    assert check()[1], check()[0]
    assert everything() == before


def test_a_completion_without_evidence_is_taken_away(world):
    row = Completion.objects.get(state="done")
    row.pk, row.activity = None, world.activity("S12", 1)
    row.save()
    assert not check()[1]
    rebuild(world.journey)
    assert check()[1]
    assert not Completion.objects.filter(activity=world.activity("S12", 1)).exists()


def test_rebuilding_what_is_right_changes_nothing(world):
    before = everything()
    assert rebuild() == []
    assert everything() == before


def test_a_kind_that_is_gone_leaves_its_completions_standing(world):
    world.journey.activities.update(kind="gone")
    assert check()[1]


def test_an_unknown_journey_is_refused():
    with pytest.raises(CommandError):
        call_command("rebuild", journey="NONE", stdout=StringIO())


def everything() -> list[list[dict]]:
    """All derived rows, without their numbers."""
    tables = (Completion, IndicatorStanding, EnrolmentTotal, ActivityTotal, JourneyTotal)
    found = []
    for table in tables:
        rows = [{name: value for name, value in row.items() if name != "id"} for row in table.objects.values()]
        found.append(sorted(rows, key=str))
    return found

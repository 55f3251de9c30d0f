from dataclasses import replace
from decimal import Decimal

import pytest

from lms.catalogue.models import Activity, ActivityVersion, Indicator, IndicatorVersion, Journey, Sequence
from lms.catalogue.outline import outline_of
from lms.catalogue.plan import JourneyPlan
from lms.catalogue.publish import publish, withdraw
from tests.factories import make_framework, make_organisation, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> JourneyPlan:
    organisation = make_organisation()
    return make_plan(organisation, make_framework(organisation))


def edit_sequence(plan: JourneyPlan, number: int, **changes: object) -> JourneyPlan:
    """The plan with the nth sequence of its first block changed."""
    sequences = list(plan.blocks[0].sequences)
    sequences[number] = replace(sequences[number], **changes)
    return replace(plan, blocks=(replace(plan.blocks[0], sequences=tuple(sequences)), *plan.blocks[1:]))


def test_publishing_twice_changes_nothing_but_the_outline_version(plan):
    publish(plan)
    versions = set(ActivityVersion.objects.values_list("pk", flat=True))
    indicators = set(IndicatorVersion.objects.values_list("pk", flat=True))
    journey = publish(plan)
    assert journey.outline_version == 2
    assert set(ActivityVersion.objects.values_list("pk", flat=True)) == versions
    assert set(IndicatorVersion.objects.values_list("pk", flat=True)) == indicators


def test_the_outline_reads_back_what_was_planned(plan):
    outline = outline_of(publish(plan))
    assert [block.code for block in outline.blocks] == ["B1", "B2"]
    assert [sequence.code for sequence in outline.sequences] == ["S11", "S12", "S21", "S22"]
    assert len(outline.activities) == 8 and len(outline.competencies) == 4 and len(outline.indicators) == 8
    assert outline.sequences[1].prerequisites == (outline.sequences[0].key,)
    assert outline.indicators[0].threshold == "60"


def test_the_outline_costs_one_query_cold_and_none_warm(plan, django_assert_num_queries):
    journey = publish(plan)
    with django_assert_num_queries(1):
        outline_of(journey)
    with django_assert_num_queries(0):
        outline_of(journey)


def test_a_sequence_taken_out_is_withdrawn_and_its_rows_stay(plan):
    publish(plan)
    first = plan.blocks[0].sequences[0]
    publish(replace(plan, blocks=(replace(plan.blocks[0], sequences=(first,)), plan.blocks[1])))
    assert Sequence.objects.filter(is_live=False).count() == 1
    assert Activity.objects.filter(is_live=False, addresses={}).count() == 2


def test_a_withdrawn_activity_comes_back_under_the_same_row(plan):
    publish(plan)
    before = set(Activity.objects.values_list("pk", flat=True))
    publish(replace(plan, blocks=()))
    assert not Activity.objects.filter(is_live=True).exists()
    publish(plan)
    assert set(Activity.objects.filter(is_live=True).values_list("pk", flat=True)) == before


def test_an_activity_moved_to_another_sequence_keeps_its_row(plan):
    journey = publish(plan)
    source, target = plan.blocks[0].sequences
    moved = source.activities[0]
    row = journey.activities.get(key=moved.key)
    edited = edit_sequence(plan, 0, activities=source.activities[1:])
    publish(edit_sequence(edited, 1, activities=(*target.activities, moved)))
    row.refresh_from_db()
    assert row.sequence.key == target.key and row.is_live


def test_changed_minutes_make_a_new_version_and_keep_the_old(plan):
    journey = publish(plan)
    row = journey.activities.get(sequence__code="S11", position=1)
    publish(edit_sequence(plan, 0, minutes=90))
    assert list(row.versions.order_by("pk").values_list("minutes", flat=True)) == [30, 45]


def test_a_changed_threshold_makes_one_new_version(plan):
    publish(plan)
    before = IndicatorVersion.objects.count()
    Indicator.objects.filter(code="I1.1a").update(threshold=Decimal(70))
    publish(plan)
    assert IndicatorVersion.objects.count() == before + 1
    assert Indicator.objects.get(code="I1.1a").version.threshold == 70


def test_a_withdrawn_journey_keeps_every_row(plan):
    publish(plan)
    withdraw(plan.key)
    assert Journey.objects.get().is_live is False
    assert Activity.objects.count() == 8 and not Activity.objects.filter(is_live=True).exists()


def test_withdrawing_what_was_never_published_is_quiet(plan):
    withdraw(plan.key)
    assert not Journey.objects.exists()

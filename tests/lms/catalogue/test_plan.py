from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from lms.catalogue.plan import ActivityPlan, SequencePlan, minute_shares

ACTIVITIES = st.lists(st.tuples(st.integers(0, 600), st.booleans()), min_size=1, max_size=12)


def sequence(minutes: int, activities: list[tuple[int, bool]]) -> SequencePlan:
    return SequencePlan(
        key=uuid4(),
        code="S",
        titles={},
        timing="synchronous",
        grouping="individual",
        place="remote",
        minutes=minutes,
        activities=tuple(
            ActivityPlan(key=uuid4(), kind="text", titles={}, rule="opened", minutes=share, is_required=required)
            for share, required in activities
        ),
    )


@given(minutes=st.integers(0, 6000), activities=ACTIVITIES)
def test_shares_sum_to_exactly_what_the_sequence_announces(minutes, activities):
    plan = sequence(minutes, activities)
    assert sum(minute_shares(plan).values()) == plan.announced_minutes


@given(activities=ACTIVITIES)
def test_shares_are_the_announced_minutes_when_these_add_up(activities):
    plan = sequence(0, activities)
    shares = minute_shares(plan)
    for item in plan.activities:
        if any(one.is_required and one.minutes for one in plan.activities):
            assert shares[item.key] == (item.minutes if item.is_required else 0)


def test_optional_activities_count_for_nothing_beside_required_ones():
    plan = sequence(100, [(30, True), (30, False), (20, True)])
    assert list(minute_shares(plan).values()) == [60, 0, 40]

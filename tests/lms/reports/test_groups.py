"""Small groups: neither shown, nor to be worked out from those that are."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from lms.people.access import SMALLEST_GROUP
from lms.reports.groups import ALL, shown_groups, with_margins

STATES = ["active", "paused", "ended"]
tables = st.dictionaries(
    st.tuples(st.sampled_from([None, 1, 2, 3]), st.sampled_from(STATES)), st.integers(0, 12), max_size=12
)


def test_a_group_of_five_is_shown_and_one_of_four_is_not():
    shown = shown_groups({(1, "active"): 5, (2, "active"): 4, (3, "active"): 6})
    assert (3, ALL) in shown
    assert (2, ALL) not in shown


def test_the_whole_less_the_others_gives_nobody_away():
    """20 + 3 = 23: with 23 and 20 shown, anybody finds the 3."""
    shown = shown_groups({(1, "active"): 20, (2, "active"): 3})
    assert shown == {(ALL, ALL), (ALL, "active")}


def test_two_small_groups_hide_each_other_when_together_they_are_five():
    shown = shown_groups({(1, "active"): 20, (2, "active"): 3, (3, "active"): 2})
    assert (1, ALL) in shown


def test_fewer_than_five_in_all_show_nothing():
    assert shown_groups({(1, "active"): 4}) == frozenset()


def test_nobody_at_all_is_no_secret():
    assert shown_groups({}) == {(ALL, ALL)}


@given(tables)
def test_no_shown_group_is_small(counts):
    table = with_margins(counts)
    assert all(table[group] == 0 or table[group] >= SMALLEST_GROUP for group in shown_groups(counts))


@given(tables)
def test_what_a_line_hides_is_nobody_or_five_people(counts):
    table, shown = with_margins(counts), shown_groups(counts)
    for line in lines(table):
        total, parts = line[0], line[1]
        hidden = sum(table[part] for part in parts if part not in shown)
        if total in shown:
            assert hidden == 0 or hidden >= SMALLEST_GROUP
        else:
            assert not any(table[part] for part in parts if part in shown)


def lines(table):
    for side, place in itertools.product((0, 1), {part for group in table for part in group}):
        total = (place, ALL) if side == 0 else (ALL, place)
        if total in table:
            yield (
                total,
                [group for group in table if group[side] == place and group != total and group[1 - side] != ALL],
            )

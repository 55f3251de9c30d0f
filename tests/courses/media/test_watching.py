"""What was watched is the same whatever the order it is told in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.media.watching import merge, read_stretches, share_watched, watched_ms

stretches = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)).map(sorted).map(tuple), max_size=12)


@given(stretches, st.randoms())
def test_order_and_repetition_change_nothing(told, chance):
    again = told * 2
    chance.shuffle(again)
    assert merge(told) == merge(again) == merge(merge(told[:3]), told[3:])


@given(stretches)
def test_each_moment_counts_once(told):
    assert watched_ms(told) == len({ms for start, end in told for ms in range(start, end)})


def test_only_what_was_played_counts():
    assert share_watched([(0, 1000), (9000, 10_000)], 10_000) == 0.2
    assert share_watched([(0, 99_000)], 10_000) == 1.0
    assert share_watched([(0, 10)], 0) == 0.0


@pytest.mark.parametrize(
    "told", [None, {}, [[1]], [[1, "2"]], [[True, 2]], [[2, 1]], [[-1, 2]], [[0, 10**12]], [[0, 1.5]]]
)
def test_rubbish_from_a_browser_is_refused(told):
    with pytest.raises(ValueError, match=r"stretch|list"):
        read_stretches(told)

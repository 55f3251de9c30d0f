"""The benchmark of reminders builds what it says and tells each once."""

import pytest

from tests.scale.reminders import measure


@pytest.mark.django_db
def test_a_run_over_many_tells_each_once_in_few_queries():
    """Of forty: 4 seats, 4 missed, 4 silent and 4 near the end each with their coach, 4 without a meeting."""
    found = measure(40)
    assert found["first"]["notices"] == 4 + 4 + 8 + 8 + 4
    assert found["again"]["notices"] == 0
    assert found["again"]["queries"] <= 20

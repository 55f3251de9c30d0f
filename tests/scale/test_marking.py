"""The benchmark of the marking queue builds what it says, and its screen costs the same however much waits."""

import pytest

from tests.scale.marking import measure


@pytest.mark.django_db
def test_the_queue_costs_no_more_queries_when_more_waits():
    few, many = measure(100), measure(400)
    for name in ("first_page", "last_page", "filtered"):
        assert many[name]["queries"] <= max(10, few[name]["queries"])

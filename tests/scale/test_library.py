"""The benchmark of the library builds what it says, and its screens cost the same however much stands there."""

import pytest

from tests.scale.library import measure


@pytest.mark.django_db
def test_the_library_costs_no_more_queries_when_it_holds_more():
    few, many = measure(30), measure(200)
    for name, cost in many.items():
        assert cost["queries"] <= max(10, few[name]["queries"]), name

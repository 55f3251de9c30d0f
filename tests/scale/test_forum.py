"""The benchmark of forums builds what it says, and a page costs no more queries when more was said."""

import pytest

from tests.scale.forum import measure


@pytest.mark.django_db
def test_a_page_costs_no_more_queries_when_more_was_said():
    few, many = measure(10), measure(600)
    for name, cost in many.items():
        assert cost["queries"] <= max(10, few[name]["queries"]), name

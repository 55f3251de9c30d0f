"""The measure of testimonials runs, and queries do not follow their number."""

import pytest

from tests.scale.testimonials import measure

MOST = {"list": 15, "filtered": 15, "last_page": 15, "feed": 10, "said": 10, "desk": 30}


@pytest.mark.django_db
def test_queries_keep_to_their_bound_however_many_testimonials():
    found = measure(60, 6)
    assert {name: cost["queries"] <= MOST[name] for name, cost in found.items()} == dict.fromkeys(MOST, True), found

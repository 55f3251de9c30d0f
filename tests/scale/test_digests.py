"""The benchmark of the day's e-mails sends one letter each, in queries that grow with the letters and no faster."""

import pytest

from lms.notices.digest import PEOPLE
from tests.scale.digests import measure


@pytest.mark.django_db
def test_each_gets_one_letter_in_few_queries_a_batch():
    found = measure(3 * PEOPLE)
    assert found["first"]["letters"] == 3 * PEOPLE and found["again"]["letters"] == 0
    # A batch is claimed in some five queries; each letter is marked by one.
    assert found["first"]["queries"] <= 6 * 4 + 3 * PEOPLE
    assert found["again"]["queries"] <= 4


@pytest.mark.scale
@pytest.mark.django_db
def test_ten_thousand_cost_ten_times_a_thousand(capsys):
    small, large = measure(1000), measure(10_000)
    with capsys.disabled():
        print(f"\n{small}\n{large}\nratio {large['first']['cpu_s'] / small['first']['cpu_s']:.1f}")
    assert large["first"]["queries"] <= 10.5 * small["first"]["queries"]
    assert large["first"]["cpu_s"] <= 15 * small["first"]["cpu_s"]

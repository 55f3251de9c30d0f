"""The benchmark itself: budgets are judged right, and a small large world holds what its evidence says."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection

from tests.scale.budgets import holds, report
from tests.scale.measuring import Cost

PLAIN = Cost(queries=7, cpu_ms=10, wall_ms=12, lean_ms=9, work_ms=10, bare_ms=9)


def costs(**changed: Cost) -> dict[str, Cost]:
    names = ("bare_wagtail_page", "learner_activity_page", "one_evidence_in", "evaluator_matrix", "matrix_by_name")
    return {name: changed.get(name, PLAIN) for name in names}


def test_what_stays_within_its_budgets_holds():
    assert holds(report(costs(), costs()))


@pytest.mark.parametrize(
    "changed",
    [
        {"one_evidence_in": replace(PLAIN, queries=9)},
        {"learner_activity_page": replace(PLAIN, lean_ms=19)},
        {"evaluator_matrix": replace(PLAIN, work_ms=14)},
        {"evaluator_matrix": replace(PLAIN, queries=11)},
    ],
)
def test_one_budget_that_is_passed_says_so(changed):
    measured = report(costs(), costs(**changed))
    assert not holds(measured)
    name = next(iter(changed))
    assert [budget["holds"] for budget in measured[name]["budgets"]].count(False) == 1


def test_what_others_do_on_the_machine_is_no_growth():
    """Medians rise with the load; the quickest rounds do not."""
    assert holds(report(costs(), costs(evaluator_matrix=replace(PLAIN, cpu_ms=30, wall_ms=90))))


def test_what_has_no_budget_is_told_and_not_judged():
    measured = report(costs(), costs(matrix_by_name=replace(PLAIN, queries=50, work_ms=500)))
    assert measured["matrix_by_name"]["budgets"] == []
    assert measured["matrix_by_name"]["ratios"]["growth"] == 50
    assert holds(measured)


@pytest.mark.scale
@pytest.mark.django_db
def test_a_world_made_in_bulk_holds_what_its_evidence_says():
    """Minutes long, so on demand: pytest -m scale."""
    if connection.vendor != "postgresql":
        pytest.skip("the large world is built on PostgreSQL")
    command = [sys.executable, "-m", "django", "scale", "--learners=400", "--small=100"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, check=True)
    told = json.loads(done.stdout)
    assert told["learners"] == {"small": 100, "large": 400}
    assert told["differs_from_evidence"] == []
    queries = [
        budget for line in told["measured"].values() for budget in line["budgets"] if budget["what"] == "queries"
    ]
    assert all(budget["holds"] for budget in queries)

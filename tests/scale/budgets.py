"""The budgets of design.md 10, and whether what was measured holds them."""

from collections.abc import Mapping
from typing import Any

from tests.scale.measuring import Cost

# What is measured: (queries at most, times the processor time of a bare page at most, times its cost when small).
BUDGETS: dict[str, tuple[int, float | None, float | None]] = {
    "learner_journey_page": (10, 2.0, None),
    "learner_sequence_page": (10, 2.0, None),
    "learner_activity_page": (10, 2.0, None),
    "learner_progress_page": (10, None, None),
    "one_evidence_in": (8, None, None),
    "evaluator_matrix": (10, None, 1.3),
}


def report(small: Mapping[str, Cost], large: Mapping[str, Cost]) -> dict[str, Any]:
    """By what is measured: both costs, the ratios, and each budget with whether it holds."""
    return {name: _line(name, small, large) for name in large}


def holds(measured: Mapping[str, Any]) -> bool:
    return all(budget["holds"] for line in measured.values() for budget in line["budgets"])


def _line(name: str, small: Mapping[str, Cost], large: Mapping[str, Cost]) -> dict[str, Any]:
    one, many = small[name], large[name]
    ratios = {
        "cpu": round(many.cpu_ms / one.cpu_ms, 2),
        "wall": round(many.wall_ms / one.wall_ms, 2),
        "growth": round(many.work_ms / one.work_ms, 2),
        "cpu_to_bare_page": round(many.lean_ms / many.bare_ms, 2),
    }
    return {
        "small": one.as_json(),
        "large": many.as_json(),
        "ratios": ratios,
        "budgets": _budgets(name, one, many, ratios),
    }


def _budgets(name: str, one: Cost, many: Cost, ratios: Mapping[str, float]) -> list[dict[str, Any]]:
    if name not in BUDGETS:
        return []
    queries, bare, growth = BUDGETS[name]
    found = [_budget("queries", max(one.queries, many.queries), queries)]
    if bare is not None:
        found.append(_budget("cpu, times a bare Wagtail page", ratios["cpu_to_bare_page"], bare))
    if growth is not None:
        found.append(_budget("work of page and database, times that of the small world", ratios["growth"], growth))
    return found


def _budget(what: str, measured: float, at_most: float) -> dict[str, Any]:
    return {"what": what, "measured": measured, "at_most": at_most, "holds": measured <= at_most}

"""Levels and blocks from standings, and facts from evidence: pure, without a database."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from lms.catalogue.models import ActivityVersion, IndicatorVersion
from lms.plugins import rules
from lms.plugins.kind import Cell, Facts, Kind, Settings, Verb
from lms.progress import folding, levels
from lms.progress.models import Completion, Evidence, IndicatorStanding, Measure, Trust

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
COMPETENCY, OTHER = 7, 8
INDICATORS = {1: COMPETENCY, 2: COMPETENCY, 3: OTHER}


def version(operator: str = ">=", threshold: int = 60, autonomy: int = 80, siblings=(1, 2)) -> IndicatorVersion:
    return IndicatorVersion(
        operator=operator,
        threshold=Decimal(threshold),
        autonomy_threshold=Decimal(autonomy),
        siblings=list(siblings),
        block_competencies=[COMPETENCY, OTHER],
    )


def measure(number: int, value: str, minute: int = 0, indicator: int = 1, is_validated: bool = True, **fields):
    evidence = Evidence(pk=number, happened_at=NOON + timedelta(minutes=minute), organisation_id=1)
    return Measure(
        pk=number,
        enrolment_id=1,
        indicator_id=indicator,
        indicator_version=version(**fields),
        evidence=evidence,
        value=Decimal(value),
        is_validated=is_validated,
    )


def standing(indicator: int, value: str | None, first: int = 1, **fields) -> IndicatorStanding:
    found = levels.retain_all([measure(first, value or "0", indicator=indicator, is_validated=bool(value), **fields)])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("operator", "value", "is_met", "is_autonomous"),
    [
        (">=", "59.9999", False, False),
        (">=", "60", True, False),
        (">=", "80", True, True),
        ("<=", "60.0001", False, False),
        ("<=", "60", True, True),
        ("==", "60", True, False),
        ("==", "61", False, False),
    ],
)
def test_a_value_meets_its_bounds(operator, value, is_met, is_autonomous):
    found = standing(1, value, operator=operator, autonomy=80 if operator != "<=" else 60)
    assert (found.is_met, found.is_autonomous) == (is_met, is_autonomous)


def test_the_last_measure_that_counts_is_retained_whatever_the_order():
    rows = [measure(1, "10", 5), measure(2, "20", 9), measure(3, "30", 7), measure(4, "99", 20, is_validated=False)]
    for numbers in itertools.permutations(range(1, 5)):
        for row, number in zip(rows, numbers, strict=True):
            row.pk = number
        found = levels.retain_all(rows)
        assert found is not None and found.value == 20


def test_of_two_measures_at_the_same_moment_the_later_arrival_is_retained():
    found = levels.retain_all([measure(2, "20"), measure(1, "10")])
    assert found is not None and found.value == 20


def test_nothing_measured_is_no_standing():
    assert levels.retain_all([]) is None


def test_a_competency_without_a_measure_that_counts_has_no_level():
    assert levels.levels_of([], INDICATORS) == {}
    assert levels.levels_of([standing(1, None)], INDICATORS) == {}


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [("10", None, 1), ("90", None, 1), ("60", "10", 1), ("60", "60", 2), ("90", "60", 2), ("80", "80", 3)],
)
def test_the_level_of_a_competency(first, second, level):
    rows = [standing(1, first)] + ([standing(2, second, first=2)] if second else [])
    assert levels.levels_of(rows, INDICATORS) == {COMPETENCY: level}


def test_an_indicator_added_after_the_first_measure_is_not_asked():
    rows = [standing(1, "60", siblings=(1,))]
    assert levels.levels_of(rows, INDICATORS) == {COMPETENCY: 2}


def test_a_block_asks_all_the_competencies_it_had_at_the_first_measure():
    asked = levels.asked_of_block([standing(1, "60")])
    assert asked == [COMPETENCY, OTHER] and levels.asked_of_block([]) == []
    assert not levels.is_block_validated([], {})
    assert not levels.is_block_validated(asked, {COMPETENCY: 3, OTHER: 1})
    assert levels.is_block_validated(asked, {COMPETENCY: 2, OTHER: 3})


class Plain(Kind):
    name = "plain"
    label = "Plain"
    verbs = frozenset(Verb)
    rules = (rules.SCORED, rules.FINISHED)

    def is_waiting(self, facts: Facts) -> bool:
        return rules.count(facts, "submitted") > 0

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        return []


def evidence(number: int, verb: str, minute: int, score: float | None = None, trust: Trust = Trust.SERVER) -> Evidence:
    return Evidence(
        pk=number,
        verb=verb,
        score=score,
        trust=trust,
        happened_at=NOON + timedelta(minutes=minute),
        activity_version=ActivityVersion(rule="scored", settings={"pass_score": 0.5}),
    )


def test_completion_dates_from_the_first_moment_the_rule_held():
    rows = [
        evidence(3, "opened", 0),
        evidence(1, "answered", 10, 0.3),
        evidence(4, "answered", 20, 0.7),
        evidence(2, "answered", 30, 0.9),
    ]
    for order in itertools.permutations(rows):
        found = folding.fold_all(order, Plain())
        assert found is not None
        assert found.completed_at == NOON + timedelta(minutes=20)
        assert (found.started_at, found.last_at) == (NOON, NOON + timedelta(minutes=30))
        assert (found.state, found.score) == (Completion.State.DONE, 0.9)


def test_what_was_handed_in_waits():
    found = folding.fold_all([evidence(1, "submitted", 0)], Plain())
    assert found is not None and found.state == Completion.State.WAITING


def test_nothing_is_no_completion():
    assert folding.fold_all([], Plain()) is None


@pytest.mark.parametrize(
    ("rows", "trust"),
    [
        ([("opened", None, Trust.BROWSER)], Trust.BROWSER),
        ([("opened", None, Trust.BROWSER), ("completed", None, Trust.PERSON)], Trust.PERSON),
        ([("completed", None, Trust.PERSON), ("answered", 0.2, Trust.BROWSER)], Trust.BROWSER),
        ([("answered", 0.9, Trust.BROWSER), ("answered", 0.8, Trust.PERSON)], Trust.BROWSER),
        ([("answered", 0.9, Trust.BROWSER), ("answered", 0.9, Trust.PERSON)], Trust.PERSON),
    ],
)
def test_trust_is_that_of_the_best_score_in_any_order(rows, trust):
    made = [evidence(n, verb, n, score, vouched) for n, (verb, score, vouched) in enumerate(rows, start=1)]
    for order in itertools.permutations(range(len(made))):
        for row, place in zip(made, order, strict=True):
            row.happened_at = NOON + timedelta(minutes=place)
        found = folding.fold_all(made, Plain())
        assert found is not None and found.trust == trust

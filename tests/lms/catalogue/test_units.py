"""Values with their units, as every screen writes them."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from lms.catalogue import units


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("80", "pourcentage", "80 %"),
        ("80", "%", "80 %"),
        ("62.5", "Percent", "62,5 %"),
        ("12", "points sur 20", "12 points sur 20"),
        ("1", "points sur 20", "1 point sur 20"),
        ("1.5", "points sur 20", "1,5 point sur 20"),
        ("0", "écarts", "0 écart"),
        ("1", "écarts", "1 écart"),
        ("2", "écarts", "2 écarts"),
        ("1", "mois", "1 mois"),
        ("1", "savoir-faire", "1 savoir-faire"),
        ("1", "objectifs datés", "1 objectif daté"),
        ("1", "tableaux", "1 tableau"),
        ("3", "", "3"),
    ],
)
def test_a_value_is_written_with_its_unit(value, unit, words):
    with override("fr"):
        assert units.quantity(Decimal(value), unit).replace(units.TIED, " ") == words


def test_in_english_the_plural_is_everything_but_one():
    with override("en"):
        assert units.quantity(Decimal(0), "messages").replace(units.TIED, " ") == "0 messages"
        assert units.quantity(Decimal(1), "messages").replace(units.TIED, " ") == "1 message"


@pytest.mark.parametrize(
    ("unit", "most"),
    [("pourcentage", 100), ("%", 100), ("points sur 20", 20), ("points out of 10", 10), ("/ 5", 5), ("écarts", None)],
)
def test_a_unit_says_how_far_a_value_may_go(unit, most):
    assert units.largest(unit) == most

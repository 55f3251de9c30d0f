"""Grids are written with copy on write, by those who may, within bounds that are said in words."""

from decimal import Decimal

import pytest

from lms.assessment.grids import CriterionTold, find_grid, write_grid
from lms.assessment.models import Grid
from lms.plugins.kind import Refused
from tests.factories import make_framework, make_world
from tests.lms.assessment.making import LEVELS, graded, grid_told, make_grid

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(blocks=1)


def test_a_grid_nobody_used_is_written_over(world):
    first = make_grid(world)
    again = make_grid(world, instructions="Regardez d'abord les exemples.")
    assert (again.pk, again.version, Grid.objects.count()) == (first.pk, 1, 1)
    assert [one.title for one in again.criteria.all()] == ["Clarté", "Soin"]


def test_one_that_somebody_was_assessed_by_stays_and_the_next_version_takes_its_place(world):
    first = make_grid(world)
    kept = graded(world, first, 2, 1)
    second = make_grid(world)
    assert second.version == 2 and find_grid(world.organisation.pk, "CARTE") == second
    first.refresh_from_db()
    assert not first.is_current and kept.grid_id == first.pk and first.criteria.count() == 2


@pytest.mark.parametrize(
    "criteria",
    [
        (),
        (CriterionTold("Un seul niveau", LEVELS[:1]),),
        (CriterionTold("Rien à gagner", (LEVELS[0], LEVELS[0])),),
        (CriterionTold("Sans poids", LEVELS, weight=Decimal(0)),),
        (CriterionTold("Sans échelle", LEVELS, scale=Decimal(-1)),),
    ],
)
def test_a_grid_that_tells_nothing_is_refused_in_words(world, criteria):
    with pytest.raises(Refused) as refusal:
        make_grid(world, criteria=criteria)
    assert len(str(refusal.value)) > 20 and not Grid.objects.exists()


def test_two_criteria_cannot_measure_one_indicator(world):
    both = (
        CriterionTold("a", LEVELS, indicator=world.indicator()),
        CriterionTold("b", LEVELS, indicator=world.indicator()),
    )
    with pytest.raises(Refused):
        make_grid(world, criteria=both)


def test_an_indicator_of_another_organisation_is_not_measured(world):
    theirs = make_framework(world.other_organisation, blocks=1).blocks.get().competencies.first().indicators.first()
    with pytest.raises(Refused):
        write_grid(world.organisation, grid_told(world, criteria=(CriterionTold("a", LEVELS, indicator=theirs),)))


def test_a_code_is_looked_for_in_its_own_organisation(world):
    make_grid(world)
    assert find_grid(world.other_organisation.pk, "CARTE") is None
    assert find_grid(world.organisation.pk, "") is None

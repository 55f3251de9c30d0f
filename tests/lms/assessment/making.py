"""A grid of two criteria, and what an assessor gives: shared by the tests of whatever is assessed."""

from decimal import Decimal

from lms.assessment.grading import Given, Subject, grade
from lms.assessment.grids import CriterionTold, GridTold, LevelTold, with_lines, write_grid
from lms.assessment.models import Grading, Grid
from tests.factories import World

LEVELS = (
    LevelTold("Pas encore", Decimal(0)),
    LevelTold("En partie", Decimal(2), "Quelques exemples."),
    LevelTold("Tout à fait", Decimal(4), "Des exemples précis."),
)


def grid_told(world: World, code: str = "CARTE", **fields: object) -> GridTold:
    """Clarity, of weight 1, measures I1.1a in per cent; care, of weight 3, measures nothing."""
    criteria = (
        CriterionTold("Clarté", LEVELS, indicator=world.indicator("I1.1a")),
        CriterionTold("Soin", LEVELS, weight=Decimal(3)),
    )
    return GridTold(code, "Carte de savoir-faire", fields.pop("criteria", criteria), **fields)


def make_grid(world: World, code: str = "CARTE", **fields: object) -> Grid:
    return read_again(write_grid(world.organisation, grid_told(world, code, **fields)))


def read_again(grid: Grid) -> Grid:
    return with_lines(Grid.objects).get(pk=grid.pk)


def given(grid: Grid, *places: int, comment: str = "") -> dict[int, Given]:
    """The level at that place, from 0, for each criterion in turn."""
    criteria = list(grid.criteria.all())
    return {one.pk: Given(one.levels.all()[place].pk, comment) for one, place in zip(criteria, places, strict=False)}


def graded(world: World, grid: Grid, *places: int, name: str = "test:1", key: str = "k1", **fields: object) -> Grading:
    subject = Subject(world.enrolment, name, happened_at=fields.pop("happened_at", None))
    author = fields.pop("author", world.bo)
    words = fields.pop("words", "")
    return grade(grid, subject, given(grid, *places, comment=words), author=author, key=key, **fields)

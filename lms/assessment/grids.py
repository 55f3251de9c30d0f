"""The grids of an organisation: found by code, and written with copy on write. Screens and kinds call it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.assessment.models import Criterion, Grading, Grid, Level
from lms.catalogue.models import Indicator
from lms.people.models import Organisation
from lms.plugins.kind import Refused


@dataclass(frozen=True)
class LevelTold:
    title: str
    points: Decimal
    description: str = ""


@dataclass(frozen=True)
class CriterionTold:
    title: str
    levels: Sequence[LevelTold]
    help: str = ""
    weight: Decimal = Decimal(1)
    indicator: Indicator | None = None
    scale: Decimal = Decimal(100)  # what full marks are worth on the indicator, in its unit


@dataclass(frozen=True)
class GridTold:
    """A grid as somebody writes it."""

    code: str
    title: str
    criteria: Sequence[CriterionTold] = field(default_factory=tuple)
    instructions: str = ""


def write_grid(organisation: Organisation, told: GridTold) -> Grid:
    """Keep a grid under its code. One that somebody was graded by stays as it is, and the next version takes its
    place; one that nobody used is written over. Raises Refused, in words."""
    _check(organisation, told)
    with transaction.atomic():
        # Who grades at this moment by the version in force waits, or is waited for.
        old = current(organisation.pk).select_for_update().filter(code=told.code).first()
        grid = _next_version(organisation, told.code, old)
        grid.title, grid.instructions = told.title, told.instructions
        grid.save()
        grid.criteria.all().delete()
        for position, one in enumerate(told.criteria):
            _write_criterion(grid, position, one)
    return grid


def current(organisation_id: int) -> QuerySet[Grid]:
    """The version in force of each grid of an organisation, by title."""
    return Grid.objects.filter(organisation_id=organisation_id, is_current=True).order_by("title", "pk")


def find_grid(organisation_id: int, code: str) -> Grid | None:
    """The version in force of that code, with criteria and levels: three queries, one when there is none."""
    if not code:
        return None
    return with_lines(current(organisation_id)).filter(code=code).first()


def with_lines(rows: QuerySet[Grid]) -> QuerySet[Grid]:
    """Grids with their criteria, levels and indicators."""
    return rows.prefetch_related("criteria__levels", "criteria__indicator")


def _next_version(organisation: Organisation, code: str, old: Grid | None) -> Grid:
    if old is not None and not _is_used(old):
        return old
    if old is not None:
        old.is_current = False
        old.save(update_fields=["is_current"])
    return Grid(organisation=organisation, code=code, version=old.version + 1 if old else 1)


def _is_used(grid: Grid) -> bool:
    """Has anybody been assessed by it, or is anybody about to be, before a jury or by their peers?"""
    return Grading.objects.filter(grid=grid).exists() or grid.juries.exists() or grid.peer_rounds.exists()


def _write_criterion(grid: Grid, position: int, told: CriterionTold) -> None:
    row = Criterion.objects.create(
        grid=grid,
        position=position,
        title=told.title,
        help=told.help,
        weight=told.weight,
        indicator=told.indicator,
        scale=told.scale,
    )
    Level.objects.bulk_create(
        Level(criterion=row, position=place, title=one.title, description=one.description, points=one.points)
        for place, one in enumerate(told.levels)
    )


def _check(organisation: Organisation, told: GridTold) -> None:
    if not told.criteria:
        raise Refused(_("A grid needs at least one criterion."))
    for one in told.criteria:
        if len(one.levels) < 2 or max(level.points for level in one.levels) <= 0:
            raise Refused(
                _("“%(title)s” needs two levels at least, one of them worth some points.") % {"title": one.title}
            )
        if one.weight <= 0 or one.scale <= 0 or min(level.points for level in one.levels) < 0:
            raise Refused(_("“%(title)s”: weight, points and full marks are positive numbers.") % {"title": one.title})
    indicators = [one.indicator for one in told.criteria if one.indicator is not None]
    if len({one.pk for one in indicators}) < len(indicators):
        raise Refused(_("Each indicator stands once in a grid: two criteria cannot both measure it."))
    ours = Indicator.objects.filter(competency__competency_block__framework__organisation=organisation)
    if ours.filter(pk__in=[one.pk for one in indicators]).count() < len(indicators):
        raise Refused(_("An indicator of this grid does not belong to your organisation."))

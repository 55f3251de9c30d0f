"""These tests read sentences: in English, whatever the site speaks."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

from lms.agenda.models import HalfDay
from tests.factories import World, make_world
from tests.lms.agenda.signoffs.room import make_half_day


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def world(db) -> World:
    cache.clear()
    return make_world()


@pytest.fixture
def half_day(world: World) -> HalfDay:
    """It began five minutes ago, Bo leads it, Ana has a seat."""
    return make_half_day(world)

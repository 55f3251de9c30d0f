"""Which screen a page is: the one place that goes from a page's class to what its template needs."""

from typing import Any

from django.http import HttpRequest

from courses import activity_screen, journey_screen, public
from courses.models import ActivityPage, BlockPage, CataloguePage, HomePage, JourneyPage, SequencePage

# First the most particular; every kind's page is an ActivityPage.
SCREENS: dict[type, Any] = {
    HomePage: public.home_screen,
    CataloguePage: public.catalogue_screen,
    JourneyPage: public.journey_screen,
    BlockPage: journey_screen.block_screen,
    SequencePage: journey_screen.sequence_screen,
    ActivityPage: activity_screen.activity_screen,
}


def screen_of(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The context documented on top of the page's template; also for an author's preview, which has no seat."""
    build = next(build for model, build in SCREENS.items() if isinstance(page, model))
    context: dict[str, Any] = build(page, request)
    return context

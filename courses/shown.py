"""What every page of ours shares when it is shown: its context comes from the learner's screens, also in preview."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet


class Shown:
    """A page whose template gets the context documented on top of it."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.screens import screen_of  # the screens read the page classes, which stand on this one

        return {**super().get_context(request, *args, **kwargs), **screen_of(self, request)}  # type: ignore[misc]


class Guarded(Shown):
    """A page inside a journey: enrolment and role decide who sees it (courses/seat.py), not Wagtail's privacy."""

    private_page_options: ClassVar[list[str]] = []

    def get_view_restrictions(self) -> PageQuerySet:
        return PageViewRestriction.objects.none()

"""What authors find beside pages: their organisation's frameworks, and a word about balance. For wagtail_hooks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from courses.balance import Unbalanced, balance_of, refuse_unbalanced
from courses.frameworks import FrameworkGroup
from courses.models import JourneyPage


@hooks.register("register_admin_viewset")
def register_frameworks() -> FrameworkGroup:
    return FrameworkGroup()


@hooks.register("after_publish_page")
def tell_balance(request: HttpRequest, page: Page) -> None:
    """Publishing a sequence may break the balance that its journey announces: said at once, to who can mend it."""
    journey = JourneyPage.objects.ancestor_of(page).filter(in_person_share__isnull=False).last()
    fault = balance_of(journey, live_only=True).fault() if journey is not None else ""
    if fault:
        messages.warning(request, f"{journey.title} : {fault}")


@hooks.register("before_bulk_action")
def refuse_unbalanced_together(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> HttpResponse | None:
    if action_type != "publish":
        return None
    for page in objects:
        journey = page.specific if isinstance(page, Page) else None
        if isinstance(journey, JourneyPage):
            try:
                refuse_unbalanced(journey.get_latest_revision_as_object(), live_only=True)
            except Unbalanced as fault:
                messages.error(request, f"{journey.title} : {' '.join(fault.messages)}")
                return redirect("wagtailadmin_explore", journey.get_parent().pk)
    return None

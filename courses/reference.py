"""Of the pages of one thing in several languages, the one whose structure, minutes and rules are in force."""

from typing import Any

from django.conf import settings
from wagtail.models import Page


def reference_of(page: Page) -> Any:
    """The page in the site's first language if it is there, else the oldest; None for a page not saved yet."""
    if not page.translation_key:
        return None
    twins = list(type(page).objects.filter(translation_key=page.translation_key).select_related("locale"))
    return first_of(twins)


def first_of(twins: list[Any]) -> Any:
    """The reference among pages of one translation key; published ones come first."""
    if not twins:
        return None
    return min(twins, key=lambda one: (not one.live, one.locale.language_code != settings.LANGUAGE_CODE, one.pk))

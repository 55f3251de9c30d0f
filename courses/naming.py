"""Codes of journeys: once in an organisation, also among journeys whose pages are gone but whose records stay."""

import re
from typing import Any

from lms.catalogue.models import Journey


def catalogue_of(page: Any) -> Any:
    """The catalogue page above a journey page, also before the page is saved (treebeard has set its path)."""
    from courses.models import CataloguePage

    return CataloguePage.objects.get(path=page.path[: -page.steplen])


def taken_codes(organisation_id: int, except_key: object) -> set[str]:
    """Codes used by other journeys of the organisation, in pages or in records."""
    from courses.models import CataloguePage, JourneyPage

    codes = set(
        Journey.objects.filter(organisation_id=organisation_id).exclude(key=except_key).values_list("code", flat=True)
    )
    for path in CataloguePage.objects.filter(organisation_id=organisation_id).values_list("path", flat=True):
        pages = JourneyPage.objects.filter(path__startswith=path).exclude(translation_key=except_key)
        codes.update(pages.values_list("code", flat=True))
    return codes


def free_code(page: Any) -> str:
    """The page's code, or the same with the next free number behind it: J1, J1-2, J1-3."""
    taken = taken_codes(catalogue_of(page).organisation_id, page.translation_key)
    code, number = page.code, 1
    stem = re.sub(r"-\d{1,3}$", "", code) if code in taken else code
    while code in taken:
        number += 1
        code = f"{stem[:55]}-{number}"
    return str(code)

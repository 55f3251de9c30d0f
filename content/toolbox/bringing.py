"""Resources that a journey file names by their code: looked up in the library of the page's organisation."""

from uuid import UUID

from django.db.models import Q

from content.toolbox.models import Resource, ToolboxLine, ToolboxPage
from courses.models import CataloguePage


def bring_in(page: ToolboxPage) -> None:
    """Make lines of what was brought. A code that the library does not have yet becomes a draft that waits for it."""
    organisation_id = CataloguePage.objects.ancestor_of(page).get().organisation_id
    page.lines = [
        ToolboxLine(
            resource=_named(organisation_id, told["code"]),
            task=told["task"],
            is_needed=told["is_needed"],
            sort_order=order,
        )
        for order, told in enumerate(page.brought)
    ]
    page.brought = []


def _named(organisation_id: int, code: str) -> Resource:
    row = Resource.objects.filter(_is(code), organisation_id=organisation_id).first()
    if row is None:
        fields = {"title": code, "description": "", "format": "document", "live": False}
        row = Resource.objects.create(organisation_id=organisation_id, code=code, **fields)
        row.save_revision(clean=False)
    return row


def _is(code: str) -> Q:
    """An export names what has no code by its public id."""
    try:
        return Q(code=code) | Q(public_id=UUID(code))
    except ValueError:
        return Q(code=code)

"""What tests of the toolbox need: resources of the club and of others, files, and a toolbox in Ana's journey."""

import io
from typing import Any

from openpyxl import Workbook

from content.toolbox import files
from content.toolbox.models import Resource, ToolboxLine, ToolboxPage
from courses.models import ActivityPage
from lms.catalogue.models import Activity
from lms.people.models import Organisation
from tests.courses.walk import Walk

PDF = b"%PDF-1.7\n1 0 obj <</Type /Page>> endobj\n%%EOF\n"


def xlsx(text: str = "Budget") -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.active["A1"] = text
    book.save(buffer)
    return buffer.getvalue()


def draft(organisation: Organisation, title: str = "Guide d’entretien", **fields: Any) -> Resource:
    """A resource that nobody has published: a page to read, complete."""
    told = {
        "description": "Pour préparer un entretien.",
        "format": "page",
        "body": [("prose", "<p>Écoutez plus que vous ne parlez.</p>")],
        "licence": "CC-BY-SA-4.0",
        "authors": "Ana et Bo",
        **fields,
    }
    row = Resource(organisation=organisation, title=title, live=False, **told)
    row.save()
    row.save_revision(clean=False)
    return row


def published(organisation: Organisation, title: str = "Guide d’entretien", **fields: Any) -> Resource:
    row = draft(organisation, title, **fields)
    row.get_latest_revision().publish()
    return Resource.objects.get(pk=row.pk)


def with_file(organisation: Organisation, name: str = "budget.xlsx", **fields: Any) -> Resource:
    """A published spreadsheet."""
    file = files.keep_bytes(organisation, name, xlsx())
    return published(organisation, fields.pop("title", "Budget du foyer"), format="spreadsheet", file=file, **fields)


def change(row: Resource, **fields: Any) -> Resource:
    """The next version."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save_revision().publish()
    return Resource.objects.get(pk=row.pk)


def toolbox_in(walk: Walk, *resources: Resource, optional: tuple[Resource, ...] = (), **fields: Any) -> ToolboxPage:
    """A live toolbox in the first sequence of Ana's journey."""
    page = ToolboxPage(title=fields.pop("title", "Mes outils"), minutes=10, **fields)
    page.lines = [
        ToolboxLine(resource=one, sort_order=place, is_needed=one not in optional)
        for place, one in enumerate([*resources, *optional])
    ]
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return ToolboxPage.objects.get(pk=page.pk)


def activity_of(page: ActivityPage) -> Activity:
    return Activity.objects.select_related("version").get(key=page.translation_key)

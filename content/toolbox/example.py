"""The smallest toolbox that publishes, and the messages that complete it."""

import uuid

from content.toolbox.models import Resource, ToolboxPage
from lms.people.models import Organisation

PUBLIC_ID = uuid.UUID("70010070-0000-4000-8000-000000000001")


def build_page() -> ToolboxPage:
    """An unsaved page; its resource, a page to read, stands in the library of the first organisation."""
    page = ToolboxPage(title="Trois questions avant de commencer", minutes=10)
    page.lines.create(resource=build_resource(), task="Lisez les trois questions, puis répondez pour vous.")
    return page


def build_resource() -> Resource:
    """One published resource, made the first time."""
    row = Resource.objects.filter(public_id=PUBLIC_ID).first()
    if row is None:
        row = Resource(
            public_id=PUBLIC_ID,
            organisation=Organisation.objects.order_by("pk")[0],
            title="Trois questions avant de commencer",
            description="Pour savoir par où commencer.",
            format="page",
            body=[("prose", "<p>Pour qui ? Pourquoi vous ? Pourquoi maintenant ?</p>")],
            licence="CC-BY-SA-4.0",
            authors="Cordée",
            live=False,
        )
        row.save()
        row.save_revision().publish()
        row.refresh_from_db()
    return row


MESSAGES = [{"verb": "opened"}, {"verb": "progressed", "resource": str(PUBLIC_ID)}]
RUBBISH = [{}, {"verb": "attended"}, {"verb": 7}, {"verb": "<script>"}, {"verb": "passed"}]

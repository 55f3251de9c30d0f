"""What the authors' admin keeps of a person: their hand in pages, and their settings. No learner has any of it."""

from typing import Any

from django.db.models import QuerySet
from wagtail.images import get_image_model
from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry, Revision

from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Each act of an author with its day, and what they wrote in the margin."""
    return {
        "acts": [
            {"act": row.action, "on": row.label, "at": row.timestamp.isoformat()}
            for table in (PageLogEntry, ModelLogEntry)
            for row in table.objects.filter(user=person).order_by("timestamp")
        ],
        "comments": [
            {"text": row.text, "at": row.created_at.isoformat()}
            for table in (Comment, CommentReply)
            for row in table.objects.filter(user=person)
        ],
        "images": list(get_image_model().objects.filter(uploaded_by_user=person).values_list("title", flat=True)),
    }


def erase(person: Person) -> None:
    """Pages stay, without the name of who wrote them. Wagtail's log has no key in the database: empty it by hand."""
    logs: tuple[QuerySet, ...] = (PageLogEntry.objects.all(), ModelLogEntry.objects.all())
    for log in logs:
        log.filter(user=person).update(user=None)
    Revision.objects.filter(user=person).update(user=None)

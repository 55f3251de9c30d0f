"""What the templates of documents need, in words."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.documents import words
from lms.agenda.models import EndDocument

Context = dict[str, Any]


def with_company(rows: QuerySet[EndDocument]) -> QuerySet[EndDocument]:
    """Ready for `line`: without the files, which are long."""
    found = rows.select_related("organisation", "enrolment__journey", "issued_by", "replaces", "replaced_by")
    return found.defer(
        "pdf", "replaces__pdf", "replaces__facts", "replaced_by__pdf", "replaced_by__facts", "enrolment__intake"
    )


def line(document: EndDocument) -> Context:
    """One document in a list."""
    newer = getattr(document, "replaced_by", None)
    issued = timezone.localdate(document.issued_at, timezone=document.organisation.zone)
    said = {"number": document.full_number, "day": words.day(issued)}
    return {
        "title": document.get_sort_display(),
        "journey": document.enrolment.journey.title,
        "facts": _("Number %(number)s, issued on %(day)s") % said,
        "url": "" if document.is_blanked else reverse("agenda:document", args=[document.code]),
        "code": document.code,
        "issued_by": str(document.issued_by) if document.issued_by else "",
        "is_replaced": newer is not None,
        "replaced": _("Replaced by number %(number)s") % {"number": newer.full_number} if newer else "",
        "reason": document.reason,
        "is_blanked": document.is_blanked,
    }

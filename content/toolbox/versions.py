"""Publishing a resource: what it must say first, and the version that stays readable ever after."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from content.toolbox import access, easy_read, names
from content.toolbox.models import Resource, ResourceVersion, StoredFile
from lms.people.models import Person

# What a reader of a version sees; when none of it has changed, no version is added.
TOLD = ("title", "description", "format", "file_id", "link", "body", "licence", "authors", "language", "easy_read")


def publish(resource: Resource, revision: Revision, author: Person | None, write: Callable[[], Any]) -> None:
    """Check, write, and keep the version; two at once wait for each other. Raises ValidationError, in words."""
    with transaction.atomic():
        Resource.objects.select_for_update().get(pk=resource.pk)
        if author is not None and not access.may_publish(author, resource.organisation_id):
            raise PermissionDenied(_("Trainers and administrators publish. Ask one of them."))
        check_ready(revision.as_object())
        write()
        row = Resource.objects.get(pk=resource.pk)
        if row.live and row.live_revision_id == revision.pk:
            _keep(row, author or revision.user)
            Resource.objects.filter(pk=row.pk).update(
                is_easy_read=easy_read.is_reviewed(row),
                review_on=row.review_on or months_from(timezone.localdate(), row.review_months),
            )


def check_ready(draft: Resource) -> None:
    """Raises ValidationError, by field: a licence, authors, and the thing itself (domain.md A20, AC3)."""
    missing: dict[str, str] = {}
    if draft.licence not in names.LICENCES:
        missing["licence"] = _("Choose a licence: without one, nothing is published.")
    if not draft.authors.strip():
        missing["authors"] = _("Name the authors: the licence asks for it.")
    if draft.format in names.FILES and draft.file_id is None:
        missing["format"] = _("Add the file first, or choose another format.")
    elif draft.format == names.Format.LINK and not draft.link:
        missing["link"] = _("Write the address first, or choose another format.")
    elif draft.format == names.Format.PAGE and not draft.body:
        missing["body"] = _("Write the page first, or choose another format.")
    if draft.file_id and not StoredFile.objects.filter(pk=draft.file_id, organisation=draft.organisation_id).exists():
        missing["format"] = _("This file is not your organisation's. Add it once more.")
    if missing:
        raise ValidationError(missing)


def told(row: Resource) -> dict[str, Any]:
    """What a version keeps of a resource. A file counts for files alone, an address for links, words for pages."""
    fields = {name: getattr(row, name) for name in TOLD}
    fields["body"] = list(row.body.get_prep_value()) if row.format == names.Format.PAGE else []
    fields["link"] = row.link if row.format == names.Format.LINK else ""
    fields["file_id"] = row.file_id if row.format in names.FILES else None
    return fields


def _keep(row: Resource, author: Person | None) -> None:
    fields = told(row)
    last = row.versions.order_by("-number").first()
    if last is not None and {name: getattr(last, name) for name in TOLD} == fields:
        return
    number = last.number + 1 if last else 1
    ResourceVersion.objects.create(resource=row, number=number, author=author, note=row.change_note, **fields)


def months_from(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")

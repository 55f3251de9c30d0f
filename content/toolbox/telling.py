"""A resource in words for the screens: its line in a list, its page, and where it is used."""

from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.toolbox import easy_read, names
from content.toolbox.models import EasyReadReview, Resource, ResourceVersion, ToolboxLine
from content.toolbox.pictograms import PICTOGRAMS
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.access import TEAM, organisations_where
from lms.people.models import Person


def line(row: Resource, is_favourite: bool = False) -> dict[str, Any]:
    """For a list: no query when the file and the organisation came with the row."""
    return {
        "row": row,
        "url": reverse("toolbox:resource", args=[row.public_id]),
        "sign": PICTOGRAMS[row.format],
        "format": row.get_format_display(),
        "step": names.step_label(row.step),
        "licence": names.LICENCES.get(row.licence),
        "is_favourite": is_favourite,
        "weight": weight(row),
    }


def page(told: Resource | ResourceVersion, row: Resource | None = None) -> dict[str, Any]:
    """For its page: of a resource, or of one of its versions, when `row` is the resource. One query for the sign."""
    resource = row or told
    assert isinstance(resource, Resource)
    format = names.Format(told.format)
    return {
        "resource": resource,
        "told": told,
        "sign": PICTOGRAMS[format],
        "format": format.label,
        "licence": names.LICENCES.get(told.licence),
        "language": dict(names.LANGUAGES).get(told.language, told.language),
        "step": names.step_label(resource.step),
        "is_file": format in names.FILES and told.file is not None,
        "is_page": format == names.Format.PAGE,
        "body": told.stream if isinstance(told, ResourceVersion) else told.body,
        "is_link": format == names.Format.LINK and bool(told.link),
        "site": urlsplit(told.link).hostname or "",
        "weight": weight(told),
        "sentences": easy_read.sentences_of(told.easy_read),
        "easy_read_by": _readers(resource, told.easy_read),
    }


def weight(told: Resource | ResourceVersion) -> dict[str, Any] | None:
    """Of a file: its ending, its size in bytes, its pages in words."""
    if told.format not in names.FILES or told.file is None:
        return None
    pages = told.file.pages
    return {
        "type": told.file.name.rpartition(".")[2].upper(),
        "size": told.file.size,
        "pages": ngettext("%(count)d page", "%(count)d pages", pages) % {"count": pages} if pages else "",
    }


def used_in(row: Resource, person: Person) -> list[dict[str, str]]:
    """Sequences that hold it: for the team all of their organisations', for learners those of their journeys."""
    pages = ToolboxLine.objects.filter(resource=row, page__live=True).values("page__translation_key")
    rows = Activity.objects.filter(key__in=pages, is_live=True, sequence__isnull=False)
    team = organisations_where(person, *TEAM)
    own = Enrolment.objects.filter(person_id=person.pk).values("journey")
    mine = rows.filter(journey__organisation__in=team) | rows.filter(journey__in=own)
    found = mine.distinct().select_related("sequence", "journey").order_by("journey", "sequence__position", "position")
    return [
        {
            "title": _("%(sequence)s: %(activity)s") % {"sequence": one.sequence.title, "activity": one.title},
            "journey": one.journey.title,
            "url": one.address,
        }
        for one in found
        if one.sequence is not None
    ]


def _readers(row: Resource, text: str) -> str:
    """Who proofread this very text; empty: the sign is not shown."""
    if not text.strip():
        return ""
    rows = EasyReadReview.objects.filter(resource=row, text_sha256=easy_read.digest(text))
    return rows.values_list("readers", flat=True).first() or ""

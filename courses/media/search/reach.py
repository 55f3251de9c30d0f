"""Which videos a person may look through: those on pages open to them, and all of a library that they keep."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Page, ReferenceIndex

from courses.media.access import kept_organisations
from courses.media.models import Consent, Video
from courses.media.showing import PLATFORM, visible
from courses.models import JourneyPage
from lms.enrolment.models import Enrolment
from lms.people.access import TEAM, organisations_where
from lms.people.models import Person


@dataclass
class Used:
    """Where videos stand: by the video's primary key, pages that are published."""

    pages: dict[int, list[Page]] = field(default_factory=dict)


def readable(person: Person) -> QuerySet[Video]:
    """Four queries, then the one that uses it."""
    team, kept = organisations_where(person, *TEAM), kept_organisations(person)
    own = [pk for pk in organisations_where(person) if pk not in team]
    shown = Q(organisation__in=team) | Q(organisation__in=own, pk__in=_open_to(person) if own else [])
    agreed = visible(Video.objects.filter(shown), PLATFORM).values("pk")
    withdrawn = Consent.objects.filter(withdrawn_at__isnull=False, video__isnull=False).values("video")
    mine = Video.objects.filter(organisation__in=kept).exclude(pk__in=withdrawn).values("pk")
    return Video.objects.filter(Q(pk__in=agreed) | Q(pk__in=mine))


def _open_to(person: Person) -> list[int]:
    """Videos on published pages outside all journeys, or inside one in which this person is or was enrolled."""
    pages = used_on()
    journeys = list(JourneyPage.objects.values_list("path", "translation_key"))
    keys = set(Enrolment.objects.filter(person=person).values_list("journey__key", flat=True))
    closed = tuple(path for path, key in journeys if key not in keys)
    return [pk for pk, rows in pages.items() if any(not row.path.startswith(closed) for row in rows)]


def used_on() -> dict[int, list[Page]]:
    """Published pages by the video that stands on them. Two queries."""
    kinds = ContentType.objects.get_for_model(Video)
    links = list(
        ReferenceIndex.objects.filter(to_content_type=kinds).values_list(
            "to_object_id", "object_id", "base_content_type"
        )
    )
    page_type = ContentType.objects.get_for_model(Page).pk
    wanted = {int(page) for _video, page, base in links if base == page_type}
    pages = Page.objects.filter(pk__in=wanted, live=True).in_bulk()
    found: dict[int, list[Page]] = {}
    for video, page, base in links:
        if base == page_type and int(page) in pages:
            found.setdefault(int(video), []).append(pages[int(page)])
    return found

"""Videos that a journey file lists by code: kept in the library under a key made of the organisation's and the code.

A file holds no film and no captions: what it lists waits for them. Both kinds that show videos call this.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from courses.media.models import Video
from courses.models import CataloguePage, JourneyPage
from lms.people.models import Organisation


def key_of(code: str, organisation: Organisation) -> UUID:
    """The same for the same code, so that a second import finds what the first one wrote."""
    try:
        return UUID(hex=code)
    except ValueError:
        return uuid5(organisation.public_id, f"video:{code}")


def video_of(code: str, organisation: Organisation) -> Video | None:
    return Video.objects.filter(organisation=organisation, key=key_of(code, organisation)).first()


def write_videos(
    rows: Iterable[dict[str, Any]], organisation: Organisation, *, is_testimonial: bool = False
) -> list[Video]:
    """One video an entry, in order; of one that is there, only the title and a length still unknown are written."""
    return [_write(row, organisation, is_testimonial) for row in rows]


def own_page(data: dict[str, Any], organisation: Organisation) -> JourneyPage | None:
    """The journey page that an import has just written."""
    catalogues = CataloguePage.objects.filter(organisation=organisation)
    rows = JourneyPage.objects.filter(code=data["parcours"]["code"])
    return next((page for page in rows if page.get_parent().pk in {one.pk for one in catalogues}), None)


def _write(row: dict[str, Any], organisation: Organisation, is_testimonial: bool) -> Video:
    ms = row.get("duree_secondes")
    known = ms * 1000 if isinstance(ms, int) and not isinstance(ms, bool) and 0 < ms < 86_400 else 0
    video, is_new = Video.objects.get_or_create(
        key=key_of(str(row["code"]), organisation),
        defaults={
            "organisation": organisation,
            "title": row["titre"],
            "duration_ms": known,
            "is_testimonial": is_testimonial,
        },
    )
    if not is_new and (video.title != row["titre"] or (known and not video.duration_ms)):
        video.title, video.duration_ms = row["titre"], video.duration_ms or known
        video.save(update_fields=["title", "duration_ms"])
    return video

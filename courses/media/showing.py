"""May a video be shown here, today? Asked by every page, list, feed, search and file, each time: nothing is remembered.

A consent that is withdrawn, expired, not yet given, or given for another place hides the video there at once.
"""

from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.media.models import Consent, Video


class Place(StrEnum):
    """Where a video is shown. Named as the consent's own boxes are."""

    PLATFORM = "platform"  # to people who have signed in
    PUBLIC_SITE = "public_site"  # to anybody


PLATFORM, PUBLIC_SITE = Place.PLATFORM, Place.PUBLIC_SITE


def visible(videos: QuerySet[Video], place: Place, today: date | None = None) -> QuerySet[Video]:
    """Those that may be shown there: everybody seen in them agreed; what asks nobody's consent is visible."""
    own = Consent.objects.filter(video=OuterRef("pk"))
    allows = allowing(place, today or timezone.localdate())
    return videos.filter(~Exists(own.exclude(allows)), Q(is_testimonial=False) | Exists(own))


def may_show(video: Video, place: Place, today: date | None = None) -> bool:
    """The same for one. One query."""
    return visible(Video.objects.filter(pk=video.pk), place, today).exists()


def allowing(place: Place, day: date) -> Q:
    """Consents that hold for this place on that day."""
    holds = Q(withdrawn_at__isnull=True, given_at__isnull=False, given_at__lte=day)
    return holds & (Q(expires_at__isnull=True) | Q(expires_at__gte=day)) & Q(**{place.value: True})

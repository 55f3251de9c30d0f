"""Sixty days before a consent ends, who keeps the library is told: periodic work."""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.media.consents.withdraw import keepers
from courses.media.models import Consent
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many

DAYS_BEFORE = 60


def warn() -> int:
    """How many people were told of something new. A consent that is renewed has another date, and warns again."""
    told = 0
    for consent in ending().select_related("video", "person").order_by("expires_at", "pk"):
        told += tell_many(_telling(consent, person) for person in keepers(consent.organisation_id))
    return told


def ending() -> QuerySet[Consent]:
    """Those in force that end within sixty days, or ended in the last week while no worker was running."""
    today = timezone.localdate()
    return Consent.objects.filter(
        withdrawn_at=None,
        video__isnull=False,
        given_at__isnull=False,
        expires_at__gte=today - timedelta(days=7),
        expires_at__lte=today + timedelta(days=DAYS_BEFORE),
    )


def _telling(consent: Consent, person: "object") -> Telling:
    assert consent.video is not None and consent.expires_at is not None
    subject = format_lazy(_("A consent ends soon: {title}"), title=consent.video_title)
    body = format_lazy(
        _("{name} agreed until {day}. After that day the video is hidden. Ask them for a new agreement in time."),
        name=consent.person_name,
        day=lazystr(_Day(consent.expires_at)),
    )
    address = reverse_lazy("media:film", args=[consent.video.key])
    key = f"consent:{consent.pk}:{consent.expires_at.isoformat()}:ends"
    return Telling(person, consent.organisation_id, Topic.TEAM, key, subject, body, address)  # type: ignore[arg-type]


class _Day:
    """A date that is worded when it is read, in the reader's language."""

    def __init__(self, day: "object") -> None:
        self.day = day

    def __str__(self) -> str:
        return date_format(self.day)  # type: ignore[arg-type]

"""What the library keeps of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from courses.media.models import CaptionTrack, Consent, Video
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Consents they gave, and which captions they read over."""
    names = ("video_title", "purpose", "platform", "public_site", "social_networks", "territory", "is_paid")
    days = ("text_version", "given_at", "expires_at", "withdrawn_at", "reason")
    return {
        "consents": list(Consent.objects.filter(person=person).values(*names, *days)),
        "captions_read_over": list(
            CaptionTrack.objects.filter(reviewed_by=person).values_list("video__title", flat=True)
        ),
        "videos_added": list(Video.objects.filter(uploaded_by_user=person).values_list("title", flat=True)),
    }


def erase(person: Person) -> None:
    """Authors' names go."""
    CaptionTrack.objects.filter(reviewed_by=person).update(reviewed_by=None)
    Consent.objects.filter(recorded_by=person).update(recorded_by=None)
    Video.objects.filter(uploaded_by_user=person).update(uploaded_by_user=None)
    Consent.objects.filter(person=person).update(person=None)

"""Who may keep the library of an organisation, and who may read a file of it. Views ask here and nowhere else."""

from django.core import signing

from courses.media.models import Consent, Video
from courses.media.showing import PLATFORM, Place, may_show
from lms.people import access
from lms.people.access import AUTHORS, Visitor

SALT = "cordee.media"
LIFETIME = 24 * 3600  # seconds that an address of a file holds: a page left open overnight still plays


def may_keep(person: Visitor, organisation_id: int) -> bool:
    """Add videos, write captions, record consents: who writes this organisation's pages."""
    return access.may_author(person, organisation_id)


def kept_organisations(person: Visitor) -> list[int]:
    """Ids of the organisations whose library this person keeps."""
    return access.organisations_where(person, *AUTHORS)


def sign_for(video: Video, place: Place) -> str:
    """What makes an address of a file good for whoever was shown the page, in that place, for a day."""
    return signing.dumps([video.key.hex, place.value], salt=SALT)


def may_read_files(person: Visitor, video: Video, signature: str) -> bool:
    """Asked at each request of a file. Who keeps the library sees what is not agreed yet; what is withdrawn, nobody."""
    place = _signed_place(video, signature)
    if place is None and access.is_member(person, video.organisation_id):
        place = PLATFORM
    if place is not None and may_show(video, place):
        return True
    return may_keep(person, video.organisation_id) and not is_withdrawn(video)


def is_withdrawn(video: Video) -> bool:
    return Consent.objects.filter(video=video, withdrawn_at__isnull=False).exists()


def _signed_place(video: Video, signature: str) -> Place | None:
    try:
        key, place = signing.loads(signature, salt=SALT, max_age=LIFETIME)
        return Place(place) if key == video.key.hex else None
    except (signing.BadSignature, ValueError, TypeError):
        return None

"""The next act about a video, as a button: what opens the first gate that is still closed."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.media.gates import CLOSED, TODO, Gates
from courses.media.models import Video


@dataclass(frozen=True)
class Act:
    words: str
    url: str


def next_act(video: Video, gates: Gates) -> Act | None:
    """None when all gates are open."""
    film = reverse("media:film", args=[video.key])
    captions = reverse("media:captions", args=[video.key, video.language])
    if gates.consent.state == CLOSED:
        return Act(_("Look at the consents"), film)
    if gates.next == "video":
        return _about_the_film(video, gates, film)
    if gates.next in ("captions", "transcript"):
        if gates.captions.state == TODO:
            return Act(_("Bring captions"), reverse("media:bring", args=[video.key]))
        return Act(_("Read the captions over"), captions)
    if gates.next == "consent":
        return Act(_("Record a consent"), reverse("media:consent_add", args=[video.key]))
    return None


def _about_the_film(video: Video, gates: Gates, film: str) -> Act:
    if gates.video.state == TODO or video.external_url:
        return Act(
            _("Send the film") if gates.video.state == TODO else _("Add a picture"),
            reverse("media:change", args=[video.key]),
        )
    return Act(_("See how far it is"), film)

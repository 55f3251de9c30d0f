"""The smallest page that publishes, and the messages that complete it: one video of ten seconds, without a file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from content.video.models import VideoLine, VideoPage
from courses.media.evidence import complete_messages
from courses.media.models import Video
from lms.people.models import Organisation

KEY = UUID("6f1c6c1e-6f0c-5b5e-9d53-2f6a0a3f5b01")
MS = 10_000


def build_page() -> VideoPage:
    """An unsaved page, ready to be added below a sequence; its video is kept in the library."""
    page = VideoPage(title="La marge en deux minutes", minutes=10)
    page.lines = [VideoLine(video=_video(), words="Pour fixer un prix.")]
    return page


def _video() -> Video:
    found = Video.objects.filter(key=KEY).first()
    if found is not None:
        return found
    organisation = Organisation.objects.order_by("pk").first()
    return Video.objects.create(key=KEY, organisation=organisation, title="La marge", duration_ms=MS)


def played(*segments: list[Any]) -> dict[str, Any]:
    """A message as a player's page sends it."""
    return {"verb": "progressed", "video": KEY.hex, "segments": list(segments)}


def messages_for(settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What completes any activity of this kind."""
    return complete_messages(settings)


MESSAGES = [{"verb": "opened"}, played([0, 6000]), played([5000, 9800]), {"verb": "completed"}]
RUBBISH: list[dict[str, Any]] = [
    {},
    {"verb": "attended"},
    {"verb": 7},
    {"verb": "progressed"},
    {"verb": "progressed", "video": "0" * 32, "segments": [[0, 5000]]},
    {"verb": "progressed", "video": ["<script>"], "segments": [[0, 5000]]},
    {"verb": "progressed", "gone": [KEY.hex], "receipt": "0" * 64},
    {"verb": "progressed", "gone": [KEY.hex]},
    {"verb": "progressed", "video": KEY.hex, "segments": []},
    {"verb": "progressed", "video": KEY.hex, "segments": "all"},
    played([5000, 1000]),
    played([-1, 5000]),
    played([20_000, 30_000]),
    played([0.0, 5000.5]),
    played([0, True]),
    played(*[[0, 1]] * 501),
]

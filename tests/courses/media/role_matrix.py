"""What each role meets at the library's addresses; see tests/role_matrix.py for columns and marks."""

from typing import Any

from django.core.files.base import ContentFile

from courses.media.consents.letters import link_of
from courses.media.models import GlossaryEntry, OutsideCopy
from tests.courses.media.films import make_consent, make_track, make_video

TABLE = r"""
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A film of the organisation with captions, one consent and its paper, a copy elsewhere and a name."""
    organisation = site.walk.world.organisation
    video = make_video(organisation)
    make_track(video)
    consent = make_consent(video)
    consent.proof_name, consent.proof_type = "paper.pdf", "application/pdf"
    consent.proof_file.save("paper.pdf", ContentFile(b"%PDF-1.7"), save=True)
    return {
        "videos:key": video.key,
        "videos:consent": consent.key,
        "videos:language": "fr",
        "videos:ending": "vtt",
        "videos:name": "source",
        "videos:token": link_of(consent).rstrip("/").rpartition("/")[2],
        "videos:copy": OutsideCopy.objects.create(video=video, where="Ailleurs").pk,
        "videos:entry": GlossaryEntry.objects.create(organisation=organisation, right="Avise", heard="a vise").pk,
    }

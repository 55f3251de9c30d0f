"""What each role meets at the library's addresses; see tests/role_matrix.py for columns and marks."""

from typing import Any

from django.core.files.base import ContentFile

from courses.media.consents.letters import link_of
from courses.media.models import GlossaryEntry, OutsideCopy
from tests.courses.media.films import make_consent, make_track, make_video

TABLE = r"""
GET  videos/                                                                                SFOFFOFFOFO
POST videos/                                                                                SMMMMMMMMMM
GET  videos/search/                                                                         SOOOOOOOOOO
POST videos/search/                                                                         SMMMMMMMMMM
GET  videos/watch/<uuid:key>/                                                               SNOOOOONONN
POST videos/watch/<uuid:key>/                                                               SMMMMMMMMMM
GET  videos/upload/add/                                                                     SFOFFOFFOFO
POST videos/upload/add/                                                                     SFOFFOFFOFO
GET  videos/upload/<uuid:key>/                                                              SFOFFOFFONN
POST videos/upload/<uuid:key>/                                                              SFOFFOFFONN
GET  videos/upload/<uuid:key>/captions/                                                     SFOFFOFFONN
POST videos/upload/<uuid:key>/captions/                                                     SFOFFOFFONN
GET  videos/upload/<uuid:key>/consent/                                                      SFOFFOFFONN
POST videos/upload/<uuid:key>/consent/                                                      SFOFFOFFONN
GET  videos/upload/consents/<uuid:consent>/                                                 SFOFFOFFONN
POST videos/upload/consents/<uuid:consent>/                                                 SFOFFOFFONN
GET  videos/consents/<uuid:consent>/proof/                                                  SFOFFOFFONN
POST videos/consents/<uuid:consent>/proof/                                                  SMMMMMMMMMM
GET  videos/consents/<uuid:consent>/withdraw/                                               SFOFFOFFONN
POST videos/consents/<uuid:consent>/withdraw/                                               SFRFFRFFRNN
GET  videos/consents/<uuid:consent>/link/                                                   SMMMMMMMMMM
POST videos/consents/<uuid:consent>/link/                                                   SFRFFRFFRNN
GET  videos/withdraw/<str:token>/                                                           OOOOOOOOOOO
POST videos/withdraw/<str:token>/                                                           RRRRRRRRRRR
GET  videos/<uuid:key>/                                                                     SFOFFOFFONN
POST videos/<uuid:key>/                                                                     SMMMMMMMMMM
GET  videos/<uuid:key>/preparing/                                                           SFOFFOFFONN
POST videos/<uuid:key>/preparing/                                                           SMMMMMMMMMM
GET  videos/<uuid:key>/prepare/                                                             SMMMMMMMMMM
POST videos/<uuid:key>/prepare/                                                             SFRFFRFFRNN
GET  videos/<uuid:key>/delete/                                                              SFOFFOFFONN
POST videos/<uuid:key>/delete/                                                              SFRFFRFFRNN
GET  videos/<uuid:key>/copies/                                                              SFOFFOFFONN
POST videos/<uuid:key>/copies/                                                              SFOFFOFFONN
GET  videos/<uuid:key>/copies/<int:copy>/removed/                                           SMMMMMMMMMM
POST videos/<uuid:key>/copies/<int:copy>/removed/                                           SFRFFRFFRNN
GET  videos/<uuid:key>/captions/<slug:language>/                                            SFOFFOFFONN
POST videos/<uuid:key>/captions/<slug:language>/                                            SFOFFOFFONN
GET  videos/<uuid:key>/captions/<slug:language>/review/                                     SMMMMMMMMMM
POST videos/<uuid:key>/captions/<slug:language>/review/                                     SFRFFRFFRNN
GET  videos/<uuid:key>/captions/<slug:language>/glossary/                                   SFOFFOFFONN
POST videos/<uuid:key>/captions/<slug:language>/glossary/                                   SFOFFOFFONN
GET  videos/<uuid:key>/captions/<slug:language>/glossary/<int:entry>/                       SMMMMMMMMMM
POST videos/<uuid:key>/captions/<slug:language>/glossary/<int:entry>/                       SFRFFRFFRNN
GET  videos/<uuid:key>/captions/<slug:language>/<str:ending>/                               SFOFFOFFONN
POST videos/<uuid:key>/captions/<slug:language>/<str:ending>/                               SMMMMMMMMMM
GET  videos/<uuid:key>/file/<str:name>/                                                     NOOOOOOOONN
POST videos/<uuid:key>/file/<str:name>/                                                     MMMMMMMMMMM
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

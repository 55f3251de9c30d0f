"""What each role meets at the addresses of end documents; see tests/role_matrix.py for columns and marks.

A learner reads their own, the coach reads them too; coordinators and administrators issue, and those of the team who do
neither are told why not. Anybody verifies.
"""

from typing import Any

from lms.agenda.models import EndDocument

TABLE = r"""
GET  en/agenda/documents/                                                                   SOOOOOOOOOO
POST en/agenda/documents/                                                                   SMMMMMMMMMM
GET  en/agenda/documents/file/<str:document>/                                               SONOONNNONN
POST en/agenda/documents/file/<str:document>/                                               SMMMMMMMMMM
GET  en/agenda/documents/learners/<uuid:enrolment>/                                         SFFOOFFFONN
POST en/agenda/documents/learners/<uuid:enrolment>/                                         SFFFOFFFONN
GET  en/agenda/documents/journeys/<uuid:journey>/                                           SFFFOFFFONN
POST en/agenda/documents/journeys/<uuid:journey>/                                           SFFFRFFFRNN
GET  en/agenda/verify/                                                                      OOOOOOOOOOO
POST en/agenda/verify/                                                                      MMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A certificate of Ana's, as a row: nothing else of this world is moved."""
    world = site.walk.world
    EndDocument.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        sort=EndDocument.Sort.CERTIFICATE,
        year=2026,
        number=1,
        code="7F3K-9QWM-2XHD",
        facts={"title": "Certificat"},
        pdf=b"%PDF-1.7",
        sha256="0" * 64,
    )
    return {"agenda:document": "7F3K-9QWM-2XHD"}

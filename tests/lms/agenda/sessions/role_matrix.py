"""Sessions, venues and seats: what each role meets there. Columns and marks: tests/role_matrix.py."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lms.catalogue.models import Sequence
from tests.lms.agenda.factories import make_booking, make_session, make_venue

TABLE = r"""
GET  en/agenda/sessions/                                                                    SFFFOFFFOFO
POST en/agenda/sessions/                                                                    SMMMMMMMMMM
GET  en/agenda/sessions/mine/                                                               SFOOOFFFOFO
POST en/agenda/sessions/mine/                                                               SMMMMMMMMMM
GET  en/agenda/sessions/new/                                                                SFFFOFFFOFO
POST en/agenda/sessions/new/                                                                SFFFOFFFOFO
GET  en/agenda/sessions/<uuid:session>/                                                     SFOFOFFFONN
POST en/agenda/sessions/<uuid:session>/                                                     SMMMMMMMMMM
GET  en/agenda/sessions/<uuid:session>/change/                                              SFFFOFFFONN
POST en/agenda/sessions/<uuid:session>/change/                                              SFFFOFFFONN
GET  en/agenda/sessions/<uuid:session>/cancel/                                              SFFFOFFFONN
POST en/agenda/sessions/<uuid:session>/cancel/                                              SFFFOFFFONN
GET  en/agenda/sessions/<uuid:session>/add/                                                 SMMMMMMMMMM
POST en/agenda/sessions/<uuid:session>/add/                                                 SFNFNFFFNNN
GET  en/agenda/sessions/<uuid:session>/remove/                                              SMMMMMMMMMM
POST en/agenda/sessions/<uuid:session>/remove/                                              SFNFNFFFNNN
GET  en/agenda/venues/                                                                      SFFFOFFFOFO
POST en/agenda/venues/                                                                      SMMMMMMMMMM
GET  en/agenda/venues/new/                                                                  SFFFOFFFOFO
POST en/agenda/venues/new/                                                                  SFFFOFFFOFO
GET  en/agenda/venues/<uuid:venue>/                                                         SFFFOFFFONN
POST en/agenda/venues/<uuid:venue>/                                                         SFFFOFFFONN
GET  en/agenda/dates/<uuid:sequence_key>/                                                   SONNNNNNNNN
POST en/agenda/dates/<uuid:sequence_key>/                                                   SMMMMMMMMMM
GET  en/agenda/seats/<uuid:session>/take/                                                   SMMMMMMMMMM
POST en/agenda/seats/<uuid:session>/take/                                                   SRNNNNNNNNN
GET  en/agenda/seats/<uuid:session>/give-back/                                              SONNNNNNNNN
POST en/agenda/seats/<uuid:session>/give-back/                                              SRNNNNNNNNN
GET  en/agenda/access-points/                                                               SONNNNNNNNN
POST en/agenda/access-points/                                                               SMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A session of Ana's journey that Bo leads, where she has a seat, and its place."""
    world = site.walk.world
    sequence = Sequence.objects.get(key=site.walk.sequences[0].translation_key)
    venue = make_venue(world, "MATRIX")
    session = make_session(world, timezone.now() + timedelta(days=3), sequence=sequence.code, venue=venue)
    make_booking(session, world.enrolment)
    return {"agenda:session": session.public_id, "agenda:venue": venue.public_id, "agenda:sequence_key": sequence.key}

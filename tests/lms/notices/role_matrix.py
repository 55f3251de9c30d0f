"""What each role meets at its own notices; see tests/role_matrix.py for columns and marks. A notice is one person's."""

from typing import Any

from lms.notices.models import Notice, Topic

TABLE = r"""
GET  en/notices/                                                                            SOOOOOOOOOO
POST en/notices/                                                                            SMMMMMMMMMM
GET  en/notices/read/                                                                       SMMMMMMMMMM
POST en/notices/read/                                                                       SRRRRRRRRRR
GET  en/notices/<int:notice>/                                                               SRNNNNNNNNN
POST en/notices/<int:notice>/                                                               SMMMMMMMMMM
GET  en/notices/preferences/                                                                SOOOOOOOOOO
POST en/notices/preferences/                                                                SOOOOOOOOOO
GET  en/notices/<int:notice>/mark/                                                          SMMMMMMMMMM
POST en/notices/<int:notice>/mark/                                                          SRNNNNNNNNN
GET  en/notices/again/                                                                      SMMMMMMMMMM
POST en/notices/again/                                                                      SRRRRRRRRRR
GET  en/notices/failing/                                                                    SFFOOFFFOFO
POST en/notices/failing/                                                                    SMMMMMMMMMM
GET  en/notices/stop/<str:token>/                                                           NNNNNNNNNNN
POST en/notices/stop/<str:token>/                                                           NNNNNNNNNNN
GET  en/notices/upload/inbound/                                                             MMMMMMMMMMM
POST en/notices/upload/inbound/                                                             NNNNNNNNNNN
"""


def sample_values(site: Any) -> dict[str, Any]:
    world = site.walk.world
    row = Notice.objects.create(
        person=world.ana, organisation=world.organisation, topic=Topic.BOOKING, key="matrix", subject="Votre place"
    )
    return {"notice": row.pk}

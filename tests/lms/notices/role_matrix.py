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
"""


def sample_values(site: Any) -> dict[str, Any]:
    world = site.walk.world
    row = Notice.objects.create(
        person=world.ana, organisation=world.organisation, topic=Topic.BOOKING, key="matrix", subject="Votre place"
    )
    return {"notice": row.pk}

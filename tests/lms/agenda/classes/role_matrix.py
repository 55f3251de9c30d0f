"""What each role meets at the door of a class and at the settings of time; see tests/role_matrix.py.

The class is tomorrow's: who may enter is told when the door opens. Reports are signed by a server, or refused alike.
"""

from datetime import timedelta
from typing import Any

from lms.agenda.models import Online
from tests.lms.agenda.classes.making import make_class

TABLE = r"""
GET  en/agenda/class/<uuid:online_meeting>/                                                 SOOFOFFFONN
POST en/agenda/class/<uuid:online_meeting>/                                                 SMMMMMMMMMM
GET  en/agenda/class/<uuid:online_meeting>/presence/                                        MMMMMMMMMMM
POST en/agenda/class/<uuid:online_meeting>/presence/                                        SSSSSSSSSSS
GET  en/agenda/rules/                                                                       SFFFFFFFRFR
POST en/agenda/rules/                                                                       SMMMMMMMMMM
GET  en/agenda/rules/<slug:rules_of>/                                                       SFFFFFFFONN
POST en/agenda/rules/<slug:rules_of>/                                                       SFFFFFFFONN
"""


def sample_values(site: Any) -> dict[str, Any]:
    world = site.walk.world
    tomorrow = -timedelta(days=1) / timedelta(minutes=1)
    session = make_class(world, Online.BIGBLUEBUTTON, began=tomorrow, sequence=None, journey=world.journey)
    return {"online_meeting": session.public_id, "rules_of": world.organisation.code}

"""What each role meets in a learner's conversation; see tests/role_matrix.py for columns and marks.

Ana learns, Chloé is her coach; coordinators and administrators answer in her place. A trainer was not brought in.
"""

from typing import Any

from tests.lms.conversations.writing import photo, say

TABLE = r"""
GET  en/messages/                                                                           SROOOOROOOO
POST en/messages/                                                                           SMMMMMMMMMM
GET  en/messages/figures/                                                                   SFOOOFOFOFO
POST en/messages/figures/                                                                   SMMMMMMMMMM
GET  en/messages/figures/<uuid:journey>/                                                    SNOOONFNONN
POST en/messages/figures/<uuid:journey>/                                                    SMMMMMMMMMM
GET  en/messages/file/<uuid:file>/                                                          SONOONNNONN
POST en/messages/file/<uuid:file>/                                                          SMMMMMMMMMM
GET  en/messages/with/<uuid:enrolment>/                                                     SOFOONNNONN
POST en/messages/with/<uuid:enrolment>/                                                     SMMMMMMMMMM
GET  en/messages/with/<uuid:enrolment>/people/                                              SMMMMMMMMMM
POST en/messages/with/<uuid:enrolment>/people/                                              SFFNNNNNNNN
GET  en/messages/with/<uuid:enrolment>/settled/                                             SMMMMMMMMMM
POST en/messages/with/<uuid:enrolment>/settled/                                             SFFRRNNNRNN
GET  en/messages/upload/<uuid:enrolment>/                                                   MMMMMMMMMMM
POST en/messages/upload/<uuid:enrolment>/                                                   SOFOONNNONN
"""


def sample_values(site: Any) -> dict[str, Any]:
    from lms.conversations.papers import keep_papers, read_papers

    message = say(site.walk.enrolment, site.walk.world.ana)
    keep_papers(message, read_papers([photo()]))
    return {"messages:file": message.attachments.get().public_id}

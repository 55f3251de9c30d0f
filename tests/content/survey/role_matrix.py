"""What each role meets at this kind's addresses; see tests/role_matrix.py for columns and marks.

Links sent by e-mail and polls open to whoever holds them, signed in or not; a stranger's guess opens nothing.
"""

from typing import Any

from content.survey.models import Survey
from content.survey.polls import make_poll
from courses.models import ActivityPage
from lms.catalogue.models import Activity
from tests.content.survey.making import make_questionnaire

TABLE = r"""
GET  content/survey/                                                                        SFOOOFOFOFO
POST content/survey/                                                                        SMMMMMMMMMM
GET  content/survey/new/                                                                    SFOFOFFFOFO
POST content/survey/new/                                                                    SFOFOFFFOFO
GET  content/survey/questionnaires/<uuid:questionnaire>/                                    SNONONNNONN
POST content/survey/questionnaires/<uuid:questionnaire>/                                    SNONONNNONN
GET  content/survey/questionnaires/<uuid:questionnaire>/questions/                          SNONONNNONN
POST content/survey/questionnaires/<uuid:questionnaire>/questions/                          SNONONNNONN
GET  content/survey/questionnaires/<uuid:questionnaire>/questions/<int:question>/           SNONONNNONN
POST content/survey/questionnaires/<uuid:questionnaire>/questions/<int:question>/           SNONONNNONN
GET  content/survey/questionnaires/<uuid:questionnaire>/version/                            SMMMMMMMMMM
POST content/survey/questionnaires/<uuid:questionnaire>/version/                            SNRNRNNNRNN
GET  content/survey/questionnaires/<uuid:questionnaire>/ask/                                SNONONNNONN
POST content/survey/questionnaires/<uuid:questionnaire>/ask/                                SNONONNNONN
GET  content/survey/results/<uuid:survey>/                                                  SNOOONONONN
POST content/survey/results/<uuid:survey>/                                                  SMMMMMMMMMM
GET  content/survey/results/<uuid:survey>/results.csv                                       SNOOONONONN
POST content/survey/results/<uuid:survey>/results.csv                                       SMMMMMMMMMM
GET  content/survey/results/<uuid:survey>/results.xlsx                                      SNOOONONONN
POST content/survey/results/<uuid:survey>/results.xlsx                                      SMMMMMMMMMM
GET  content/survey/results/<uuid:survey>/answers.csv                                       SNONONNNONN
POST content/survey/results/<uuid:survey>/answers.csv                                       SMMMMMMMMMM
GET  content/survey/results/<uuid:survey>/missing/                                          SNOOONNNONN
POST content/survey/results/<uuid:survey>/missing/                                          SNRRRNNNRNN
GET  content/survey/results/<uuid:survey>/invite/                                           SNONONNNONN
POST content/survey/results/<uuid:survey>/invite/                                           SNONONNNONN
GET  content/survey/results/<uuid:survey>/close/                                            SMMMMMMMMMM
POST content/survey/results/<uuid:survey>/close/                                            SNRNRNNNRNN
GET  content/survey/polls/new/                                                              SFOFOFFFOFO
POST content/survey/polls/new/                                                              SFOFOFFFOFO
GET  content/survey/polls/<uuid:poll>/                                                      SNONONNNONN
POST content/survey/polls/<uuid:poll>/                                                      MMMMMMMMMMM
GET  content/survey/activities/<uuid:activity>/                                             MMMMMMMMMMM
POST content/survey/activities/<uuid:activity>/                                             SRRRRRRNRNN
GET  content/survey/a/<str:token>/                                                          OOOOOOOOOOO
POST content/survey/a/<str:token>/                                                          OOOOOOOOOOO
GET  content/survey/p/                                                                      OOOOOOOOOOO
POST content/survey/p/                                                                      OOOOOOOOOOO
GET  content/survey/p/<str:code>/                                                           OOOOOOOOOOO
POST content/survey/p/<str:code>/                                                           OOOOOOOOOOO
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A questionnaire on the page of Ana's journey, and a study by invitation of it."""
    world = site.walk.world
    row = make_questionnaire(world.organisation)
    page = next(one for one in ActivityPage.objects.specific() if one.kind == "survey")
    study = Survey.objects.create(organisation=world.organisation, questionnaire=row, sort=Survey.Sort.STUDY)
    poll = make_poll(world.organisation, "Ça va ?", [])
    return {
        "questionnaire": row.public_id,
        "question": row.questions.first().pk,
        "survey": study.public_id,
        "activity": Activity.objects.get(key=page.translation_key).key,
        "poll": poll.public_id,
        "content:code": poll.code,
        "content:token": "no-such-token",
    }

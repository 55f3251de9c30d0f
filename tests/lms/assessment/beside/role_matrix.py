"""What each role meets at the addresses of observations, waivers, recognised learning and peer reviews.

Trainers and coaches assess, coordinators waive too; the learner reads. Columns and marks: tests/role_matrix.py.
"""

from typing import Any

from lms.assessment.peers.models import PeerReview
from lms.assessment.peers.rounds import Told, begin
from lms.assessment.recognised.recognise import Recognised, recognise
from lms.people.models import Role
from lms.progress import intake
from lms.progress.models import Evidence
from tests.factories import enrol_learner, make_person
from tests.lms.assessment.making import make_grid

TABLE = r"""
GET  en/assessment/observe/                                                                 SFOOFFFFFFO
POST en/assessment/observe/                                                                 SFOOFFFFFFO
GET  en/assessment/waivers/<uuid:enrolment>/                                                SOOOOFFFONN
POST en/assessment/waivers/<uuid:enrolment>/                                                SFOOOFFFONN
GET  en/assessment/waivers/<uuid:enrolment>/<uuid:evidence>/                                SFOOOFFFONN
POST en/assessment/waivers/<uuid:enrolment>/<uuid:evidence>/                                SFOOOFFFONN
GET  en/assessment/upload/recognised/<uuid:enrolment>/                                      SOOOFFFFFNN
POST en/assessment/upload/recognised/<uuid:enrolment>/                                      SFOOFFFFFNN
GET  en/assessment/recognised/<uuid:recognition>/withdraw/                                  SFOOFFFFFNN
POST en/assessment/recognised/<uuid:recognition>/withdraw/                                  SFOOFFFFFNN
GET  en/assessment/recognised/<uuid:recognition>/paper/                                     SNNNFFFFFNN
POST en/assessment/recognised/<uuid:recognition>/paper/                                     SMMMMMMMMMM
GET  en/assessment/peers/                                                                   SOOFFFFFFOO
POST en/assessment/peers/                                                                   SMMMMMMMMMM
GET  en/assessment/peers/new/<slug:code>/                                                   SFOFFFFFFNN
POST en/assessment/peers/new/<slug:code>/                                                   SFOFFFFFFNN
GET  en/assessment/peers/<uuid:round>/                                                      SFOFFFFFFNN
POST en/assessment/peers/<uuid:round>/                                                      SMMMMMMMMMM
GET  en/assessment/peers/<uuid:round>/add/                                                  SFOFFFFFFNN
POST en/assessment/peers/<uuid:round>/add/                                                  SFOFFFFFFNN
GET  en/assessment/peers/<uuid:round>/change/                                               SMMMMMMMMMM
POST en/assessment/peers/<uuid:round>/change/                                               SFRFFFFFFNN
GET  en/assessment/peers/<uuid:round>/mine/                                                 SONNNNNNNNN
POST en/assessment/peers/<uuid:round>/mine/                                                 SONNNNNNNNN
GET  en/assessment/peers/review/<uuid:review>/                                              SONNNNNNNNN
POST en/assessment/peers/review/<uuid:review>/                                              SONNNNNNNNN
"""


def sample_values(site: Any) -> dict[str, Any]:
    world, enrolment = site.walk.world, site.walk.enrolment
    other = enrol_learner(world, make_person("Léa Pair", world.organisation, Role.LEARNER))
    round = begin(world.organisation, Told("Pairs", make_grid(world, "PAIRS")), [enrolment, other], author=world.bo)
    said = Recognised(world.indicator().competency, 2, "Vu.")
    recognition = recognise(enrolment, said, author=world.bo, key="m")
    activity = world.journey.activities.order_by("pk").last()
    outcome = intake.waive(enrolment, activity, author=world.bo, reason="Vu ailleurs.", key="m")
    return {
        "assessment:round": round.public_id,
        "assessment:review": PeerReview.objects.get(reviewer__enrolment=enrolment).public_id,
        "assessment:recognition": recognition.public_id,
        "assessment:evidence": Evidence.objects.get(pk=outcome.evidence_id).public_id,
    }

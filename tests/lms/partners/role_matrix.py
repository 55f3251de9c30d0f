"""What each role meets in the directory of partners; see tests/role_matrix.py for columns and marks."""

from typing import Any

from lms.partners.models import PartnerPlan, SolutionPack
from tests.lms.partners.making import make_partner, make_request

TABLE = r"""
GET  en/partners/                                                                           ORRRRRRRROO
POST en/partners/                                                                           MMMMMMMMMMM
GET  en/partners/question/confirm/<str:token>/                                              NNNNNNNNNNN
POST en/partners/question/confirm/<str:token>/                                              NNNNNNNNNNN
GET  en/partners/question/answer/<str:token>/                                               NNNNNNNNNNN
POST en/partners/question/answer/<str:token>/                                               NNNNNNNNNNN
GET  en/partners/question/mine/<str:token>/                                                 NNNNNNNNNNN
POST en/partners/question/mine/<str:token>/                                                 NNNNNNNNNNN
GET  en/partners/questions/mine/                                                            SOOOOOOOOOO
POST en/partners/questions/mine/                                                            SMMMMMMMMMM
GET  en/partners/upload/<slug:code>/                                                        SFFFOOFFONN
POST en/partners/upload/<slug:code>/                                                        SFFFOOFFONN
GET  en/partners/upload/<slug:code>/<uuid:partner>/                                         SFFFOOFFONN
POST en/partners/upload/<slug:code>/<uuid:partner>/                                         SFFFOOFFONN
GET  en/partners/<slug:code>/                                                               NOOOOOOOONN
POST en/partners/<slug:code>/                                                               NOOOOOOOONN
GET  en/partners/<slug:code>/guide/                                                         NOOOOOOOONN
POST en/partners/<slug:code>/guide/                                                         MMMMMMMMMMM
GET  en/partners/<slug:code>/guide/pdf/                                                     NOOOOOOOONN
POST en/partners/<slug:code>/guide/pdf/                                                     MMMMMMMMMMM
GET  en/partners/<slug:code>/solutions/                                                     NOOOOOOOONN
POST en/partners/<slug:code>/solutions/                                                     MMMMMMMMMMM
GET  en/partners/<slug:code>/solutions/new/                                                 SFFFOOFFONN
POST en/partners/<slug:code>/solutions/new/                                                 SFFFOOFFONN
GET  en/partners/<slug:code>/solutions/<uuid:pack>/                                         NOOOOOOOONN
POST en/partners/<slug:code>/solutions/<uuid:pack>/                                         MMMMMMMMMMM
GET  en/partners/<slug:code>/solutions/<uuid:pack>/edit/                                    SFFFOOFFONN
POST en/partners/<slug:code>/solutions/<uuid:pack>/edit/                                    SFFFOOFFONN
GET  en/partners/<slug:code>/questions/                                                     SFFFOFFFONN
POST en/partners/<slug:code>/questions/                                                     SMMMMMMMMMM
GET  en/partners/<slug:code>/questions/table/                                               SFFFOFFFONN
POST en/partners/<slug:code>/questions/table/                                               SMMMMMMMMMM
GET  en/partners/<slug:code>/questions/<uuid:request_id>/                                   SOFFOFFFONN
POST en/partners/<slug:code>/questions/<uuid:request_id>/                                   SOFFRFFFRNN
GET  en/partners/<slug:code>/keep/                                                          SFFFOOFFONN
POST en/partners/<slug:code>/keep/                                                          SMMMMMMMMMM
GET  en/partners/<slug:code>/keep/new/                                                      SFFFOOFFONN
POST en/partners/<slug:code>/keep/new/                                                      SFFFOOFFONN
GET  en/partners/<slug:code>/keep/rules/                                                    SFFFOFFFONN
POST en/partners/<slug:code>/keep/rules/                                                    SFFFOFFFONN
GET  en/partners/<slug:code>/keep/table/                                                    SFFFOOFFONN
POST en/partners/<slug:code>/keep/table/                                                    SMMMMMMMMMM
GET  en/partners/<slug:code>/keep/sample/                                                   SFFFOOFFONN
POST en/partners/<slug:code>/keep/sample/                                                   SMMMMMMMMMM
GET  en/partners/<slug:code>/keep/plan/<uuid:partner_plan>/                                 SFFFOOFFONN
POST en/partners/<slug:code>/keep/plan/<uuid:partner_plan>/                                 SFFFRRFFRNN
GET  en/partners/<slug:code>/keep/<uuid:partner>/                                           SFFFOOFFONN
POST en/partners/<slug:code>/keep/<uuid:partner>/                                           SFFFOOFFONN
GET  en/partners/<slug:code>/<uuid:partner>/                                                NOOOOOOOONN
POST en/partners/<slug:code>/<uuid:partner>/                                                MMMMMMMMMMM
GET  en/partners/<slug:code>/<uuid:partner>/logo/                                           NNNNNNNNNNN
POST en/partners/<slug:code>/<uuid:partner>/logo/                                           MMMMMMMMMMM
GET  en/partners/<slug:code>/<uuid:partner>/ask/                                            NOOOOOOOONN
POST en/partners/<slug:code>/<uuid:partner>/ask/                                            NOOOOOOOONN
"""


def sample_values(site: Any) -> dict[str, Any]:
    world = site.walk.world
    partner = make_partner(world.organisation)
    pack = SolutionPack.objects.create(
        organisation=world.organisation,
        title="Halle",
        territory_type="rural",
        problem="x",
        solution="y",
        is_published=True,
    )
    plan = PartnerPlan.objects.create(organisation=world.organisation, author=world.dora)
    return {
        "partners:partner": partner.public_id,
        "partners:pack": pack.public_id,
        "partners:partner_plan": plan.public_id,
        "partners:request_id": make_request(partner, world.ana).public_id,
    }

"""What each role meets where violence is reported; see tests/role_matrix.py for columns and marks.

Chloé and Bo are the named contacts: nobody reads a report by role.
"""

from typing import Any

from tests.lms.incidents.making import make_procedure, make_report

TABLE = r"""
GET  en/incidents/                                                                          RRRRRRRRRRR
POST en/incidents/                                                                          MMMMMMMMMMM
GET  en/incidents/by-code/                                                                  OOOOOOOOOOO
POST en/incidents/by-code/                                                                  OOOOOOOOOOO
GET  en/incidents/my-reports/                                                               SOOOOOOOOOO
POST en/incidents/my-reports/                                                               SNNNNNNNNNN
GET  en/incidents/read/<uuid:report>/                                                       SNOONNNNNNN
POST en/incidents/read/<uuid:report>/                                                       SNRRNNNNNNN
GET  en/incidents/at/<slug:code>/                                                           OOOOOOOOOOO
POST en/incidents/at/<slug:code>/                                                           MMMMMMMMMMM
GET  en/incidents/at/<slug:code>/report/                                                    OOOOOOOOOOO
POST en/incidents/at/<slug:code>/report/                                                    OOOOOOOOOOO
GET  en/incidents/at/<slug:code>/versions/                                                  OOOOOOOOOOO
POST en/incidents/at/<slug:code>/versions/                                                  MMMMMMMMMMM
GET  en/incidents/at/<slug:code>/write/                                                     SFFFFFFFONN
POST en/incidents/at/<slug:code>/write/                                                     SFFFFFFFONN
GET  en/incidents/at/<slug:code>/reports/                                                   SFOOFFFFFNN
POST en/incidents/at/<slug:code>/reports/                                                   SMMMMMMMMMM
GET  en/incidents/at/<slug:code>/log/                                                       SFOOFFFFFNN
POST en/incidents/at/<slug:code>/log/                                                       SMMMMMMMMMM
GET  en/incidents/at/<slug:code>/count/                                                     SFOOOFOFONN
POST en/incidents/at/<slug:code>/count/                                                     SMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    world = site.walk.world
    make_procedure(world)
    return {"incidents:report": make_report(world)[0].public_id}

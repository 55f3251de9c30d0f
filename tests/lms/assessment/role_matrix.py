"""What each role meets at the addresses of grids and of the queue; see tests/role_matrix.py for columns and marks.

Trainers and coaches mark; trainers, coordinators and administrators write grids.
"""

from typing import Any

from tests.lms.assessment.making import make_grid

TABLE = r"""
GET  en/assessment/to-mark/                                                                 SFOOFFFFFFO
POST en/assessment/to-mark/                                                                 SMMMMMMMMMM
GET  en/assessment/to-mark/next/                                                            SMMMMMMMMMM
POST en/assessment/to-mark/next/                                                            SFRRFFFFFFR
GET  en/assessment/grids/                                                                   SFOFOFFFOFO
POST en/assessment/grids/                                                                   SMMMMMMMMMM
GET  en/assessment/grids/new/<slug:code>/                                                   SFOFOFFFONN
POST en/assessment/grids/new/<slug:code>/                                                   SFOFOFFFONN
GET  en/assessment/grids/<uuid:grid>/                                                       SFOFOFFFONN
POST en/assessment/grids/<uuid:grid>/                                                       SFOFOFFFONN
"""


def sample_values(site: Any) -> dict[str, Any]:
    return {"assessment:grid": make_grid(site.walk.world).public_id}

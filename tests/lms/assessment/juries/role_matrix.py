"""What each role meets at the addresses of juries; columns and marks as in tests/role_matrix.py.

Bo presides, Chloé and Gaëlle sit; trainers, coordinators and administrators organise.
"""

from typing import Any

from lms.assessment.juries import plan
from tests.lms.assessment.making import make_grid

TABLE = r"""
GET  en/assessment/juries/                                                                  SFOOOFFOOFO
POST en/assessment/juries/                                                                  SMMMMMMMMMM
GET  en/assessment/juries/new/<slug:code>/                                                  SFOFOFFFONN
POST en/assessment/juries/new/<slug:code>/                                                  SFOFOFFFONN
GET  en/assessment/juries/decisions/<slug:code>/                                            SFOFOFFFONN
POST en/assessment/juries/decisions/<slug:code>/                                            SFOFOFFFONN
GET  en/assessment/juries/<uuid:jury>/                                                      SFOOOFFOONN
POST en/assessment/juries/<uuid:jury>/                                                      SMMMMMMMMMM
GET  en/assessment/juries/<uuid:jury>/change/                                               SFOFOFFFONN
POST en/assessment/juries/<uuid:jury>/change/                                               SFOFOFFFONN
GET  en/assessment/juries/<uuid:jury>/jurors/                                               SFOFOFFFONN
POST en/assessment/juries/<uuid:jury>/jurors/                                               SFOFOFFFONN
GET  en/assessment/juries/<uuid:jury>/jurors/<int:juror>/                                   SMMMMMMMMMM
POST en/assessment/juries/<uuid:jury>/jurors/<int:juror>/                                   SFRFRFFFRNN
GET  en/assessment/juries/<uuid:jury>/candidates/                                           SFOFOFFFONN
POST en/assessment/juries/<uuid:jury>/candidates/                                           SFOFOFFFONN
GET  en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/change/                    SMMMMMMMMMM
POST en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/change/                    SFRFRFFFRNN
GET  en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/category/                  SFOFOFFFONN
POST en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/category/                  SFOFOFFFONN
GET  en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/score/                     SFOOFFFOFNN
POST en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/score/                     SFOOFFFOFNN
GET  en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/                           SFFFFFFFFNN
POST en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/                           SFFFFFFFFNN
GET  en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/reopen/                    SFRFFFFFFNN
POST en/assessment/juries/<uuid:jury>/candidates/<int:candidate>/reopen/                    SFRFFFFFFNN
GET  en/assessment/juries/<uuid:jury>/open/                                                 SFOFFFFFFNN
POST en/assessment/juries/<uuid:jury>/open/                                                 SFRFFFFFFNN
GET  en/assessment/juries/<uuid:jury>/comments/                                             SMMMMMMMMMM
POST en/assessment/juries/<uuid:jury>/comments/                                             SFRFFFFFFNN
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A jury before which Ana comes; deliberation is not open."""
    from datetime import timedelta

    from django.utils import timezone

    from content.jury.models import JuryPage
    from lms.catalogue.models import Activity

    world = site.walk.world
    page = JuryPage.objects.first()
    activity = Activity.objects.get(key=page.translation_key)
    told = plan.Told("Jury", timezone.now() - timedelta(hours=1), make_grid(world, "MATRICE"))
    session = plan.plan(activity, world.organisation, told, world.bo)
    for person in (world.chloe, world.gaelle):
        plan.add_juror(session, person)
    plan.add_candidates(session, [site.walk.enrolment])
    return {
        "jury": session.public_id,
        "juror": session.jurors.last().pk,
        "candidate": session.candidates.get().pk,
    }

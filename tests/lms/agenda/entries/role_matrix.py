"""What each role meets at the addresses of entries and exits; see tests/role_matrix.py for columns and marks.

Lists and tables are for those who plan. A card is for those who know the learner; dates and gates also for the coach.
"""

from datetime import date
from typing import Any

from lms.agenda.models import EntryPlan
from lms.enrolment.models import Closure

TABLE = r"""
GET  en/agenda/entries/                                                                     SFFFRFFFRFR
POST en/agenda/entries/                                                                     SMMMMMMMMMM
GET  en/agenda/entries/<slug:code>/                                                         SFFFOFFFONN
POST en/agenda/entries/<slug:code>/                                                         SMMMMMMMMMM
GET  en/agenda/entries/<slug:code>/new/                                                     SFFFOFFFONN
POST en/agenda/entries/<slug:code>/new/                                                     SFFFOFFFONN
GET  en/agenda/entries/<slug:code>/selected/                                                SMMMMMMMMMM
POST en/agenda/entries/<slug:code>/selected/                                                SFFFRFFFRNN
GET  en/agenda/entries/<slug:code>/days-off/                                                SFFFOFFFONN
POST en/agenda/entries/<slug:code>/days-off/                                                SFFFOFFFONN
GET  en/agenda/entries/<slug:code>/days-off/<int:closure>/remove/                           SMMMMMMMMMM
POST en/agenda/entries/<slug:code>/days-off/<int:closure>/remove/                           SFFFRFFFRNN
GET  en/agenda/entries/<slug:code>/table/                                                   SFFFOFFFONN
POST en/agenda/entries/<slug:code>/table/                                                   SFFFOFFFONN
GET  en/agenda/entries/<slug:code>/table/sample.csv                                         SFFFOFFFONN
POST en/agenda/entries/<slug:code>/table/sample.csv                                         SMMMMMMMMMM
GET  en/agenda/entries/<slug:code>/table/<uuid:entry_plan>/                                 SFFFOFFFONN
POST en/agenda/entries/<slug:code>/table/<uuid:entry_plan>/                                 SFFFRFFFRNN
GET  en/agenda/entries/<slug:code>/table/<uuid:entry_plan>/wrong.csv                        SFFFOFFFONN
POST en/agenda/entries/<slug:code>/table/<uuid:entry_plan>/wrong.csv                        SMMMMMMMMMM
GET  en/agenda/enrolments/<uuid:enrolment>/                                                 SNOOONNNONN
POST en/agenda/enrolments/<uuid:enrolment>/                                                 SMMMMMMMMMM
GET  en/agenda/enrolments/<uuid:enrolment>/date/<int:step>/                                 SNFOONNNONN
POST en/agenda/enrolments/<uuid:enrolment>/date/<int:step>/                                 SNFOONNNONN
GET  en/agenda/enrolments/<uuid:enrolment>/gate/<int:step>/                                 SNFOONNNONN
POST en/agenda/enrolments/<uuid:enrolment>/gate/<int:step>/                                 SNFOONNNONN
GET  en/agenda/enrolments/<uuid:enrolment>/extend/                                          SNFFONNNONN
POST en/agenda/enrolments/<uuid:enrolment>/extend/                                          SNFFONNNONN
GET  en/agenda/enrolments/<uuid:enrolment>/place/                                           SNFFONNNONN
POST en/agenda/enrolments/<uuid:enrolment>/place/                                           SNFFONNNONN
GET  en/agenda/enrolments/<uuid:enrolment>/exit/                                            SNFFONNNONN
POST en/agenda/enrolments/<uuid:enrolment>/exit/                                            SNFFONNNONN
GET  en/agenda/enrolments/<uuid:enrolment>/pause/                                           SMMMMMMMMMM
POST en/agenda/enrolments/<uuid:enrolment>/pause/                                           SNFFRNNNRNN
GET  en/agenda/enrolments/<uuid:enrolment>/resume/                                          SMMMMMMMMMM
POST en/agenda/enrolments/<uuid:enrolment>/resume/                                          SNFFRNNNRNN
GET  en/agenda/enrolments/<uuid:enrolment>/reopen/                                          SMMMMMMMMMM
POST en/agenda/enrolments/<uuid:enrolment>/reopen/                                          SNFFRNNNRNN
"""


def sample_values(site: Any) -> dict[str, Any]:
    world = site.walk.world
    closure = Closure.objects.create(
        organisation=world.organisation, first_on=date(2026, 12, 24), last_on=date(2026, 12, 24)
    )
    plan = EntryPlan.objects.create(organisation=world.organisation, author=world.dora)
    return {
        "agenda:step": world.journey.sequences.order_by("pk").first().pk,
        "agenda:closure": closure.pk,
        "agenda:entry_plan": plan.public_id,
    }

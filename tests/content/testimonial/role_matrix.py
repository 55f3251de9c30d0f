"""What each role meets at this kind's addresses; see tests/role_matrix.py for columns and marks.

The testimonial of the example is agreed for the platform alone: strangers and other organisations do not meet it.
"""

from typing import Any

from content.testimonial.models import Testimonial
from courses.models import ActivityPage

TABLE = r"""
GET  en/testimonial/                                                                        OOOOOOOOOOO
POST en/testimonial/                                                                        MMMMMMMMMMM
GET  en/testimonial/feed/                                                                   OOOOOOOOOOO
POST en/testimonial/feed/                                                                   MMMMMMMMMMM
GET  en/testimonial/watch/                                                                  MMMMMMMMMMM
POST en/testimonial/watch/                                                                  BBBBBBBBBBB
GET  en/testimonial/said/<uuid:key>/                                                        SMMMMMMMMMM
POST en/testimonial/said/<uuid:key>/                                                        SRRRRRRNRNN
GET  en/testimonial/keep/<uuid:key>/                                                        SMMMMMMMMMM
POST en/testimonial/keep/<uuid:key>/                                                        SRRRRRRNRNN
GET  en/testimonial/<uuid:testimonial>/                                                     NOOOOOOOONN
POST en/testimonial/<uuid:testimonial>/                                                     MMMMMMMMMMM
GET  en/testimonial/<uuid:testimonial>/poster/                                              NNNNNNNNNNN
POST en/testimonial/<uuid:testimonial>/poster/                                              MMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    page = next(one for one in ActivityPage.objects.specific() if one.kind == "testimonial")
    return {"testimonial:key": page.translation_key, "testimonial": Testimonial.objects.get().public_id}

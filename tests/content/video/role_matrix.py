"""What each role meets at this kind's addresses; see tests/role_matrix.py for columns and marks.

Tutorials are for anybody. What a player sends carries a token of one learner: without one, all are turned away.
"""

from typing import Any

from courses.models import ActivityPage

TABLE = r"""
GET  en/video/watch/                                                                        MMMMMMMMMMM
POST en/video/watch/                                                                        BBBBBBBBBBB
GET  en/video/said/<uuid:key>/                                                              SMMMMMMMMMM
POST en/video/said/<uuid:key>/                                                              SRRRRRRNRNN
GET  en/video/tutorials/                                                                    OOOOOOOOOOO
POST en/video/tutorials/                                                                    MMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    page = next(one for one in ActivityPage.objects.specific() if one.kind == "video")
    return {"video:key": page.translation_key}

"""What each role meets at this kind's addresses; see tests/role_matrix.py for columns and marks."""

from typing import Any

from content.forum.access import pass_to
from content.forum.models import Attachment, Forum
from content.forum.writing import Draft, open_thread

TABLE = r"""
GET  content/forum/                                                                         SOOOOFFOOFO
POST content/forum/                                                                         SMMMMMMMMMM
GET  content/forum/search/                                                                  SOOOOOOOOOO
POST content/forum/search/                                                                  SMMMMMMMMMM
GET  content/forum/reported/                                                                SOOOOOOOOOO
POST content/forum/reported/                                                                SMMMMMMMMMM
GET  content/forum/new/                                                                     SFOFOFFFOFO
POST content/forum/new/                                                                     SFOFOFFFOFO
GET  content/forum/<uuid:forum>/                                                            SOOOONNOONN
POST content/forum/<uuid:forum>/                                                            SMMMMMMMMMM
GET  content/forum/<uuid:forum>/settings/                                                   SNOFONNNONN
POST content/forum/<uuid:forum>/settings/                                                   SNOFONNNONN
GET  content/forum/<uuid:forum>/follow/                                                     SMMMMMMMMMM
POST content/forum/<uuid:forum>/follow/                                                     SRRRRNNRRNN
GET  content/forum/<uuid:forum>/name/                                                       SMMMMMMMMMM
POST content/forum/<uuid:forum>/name/                                                       SRRRRNNRRNN
GET  content/forum/upload/forum/<uuid:forum>/                                               SOOOONNOONN
POST content/forum/upload/forum/<uuid:forum>/                                               SOOOONNOONN
GET  content/forum/upload/thread/<uuid:thread>/                                             SMMMMMMMMMM
POST content/forum/upload/thread/<uuid:thread>/                                             SOOOONNOONN
GET  content/forum/thread/<uuid:thread>/                                                    SOOOONNOONN
POST content/forum/thread/<uuid:thread>/                                                    SMMMMMMMMMM
GET  content/forum/thread/<uuid:thread>/follow/                                             SMMMMMMMMMM
POST content/forum/thread/<uuid:thread>/follow/                                             SRRRRNNRRNN
GET  content/forum/thread/<uuid:thread>/arrange/                                            SMMMMMMMMMM
POST content/forum/thread/<uuid:thread>/arrange/                                            SFRFRNNFRNN
GET  content/forum/thread/<uuid:thread>/move/                                               SFOFONNFONN
POST content/forum/thread/<uuid:thread>/move/                                               SFOFONNFONN
GET  content/forum/post/<uuid:post>/                                                        SRRRRNNRRNN
POST content/forum/post/<uuid:post>/                                                        SMMMMMMMMMM
GET  content/forum/post/<uuid:post>/change/                                                 SORRRNNRRNN
POST content/forum/post/<uuid:post>/change/                                                 SOOOONNOONN
GET  content/forum/post/<uuid:post>/delete/                                                 SMMMMMMMMMM
POST content/forum/post/<uuid:post>/delete/                                                 SRRRRNNRRNN
GET  content/forum/post/<uuid:post>/report/                                                 SOOOONNOONN
POST content/forum/post/<uuid:post>/report/                                                 SOOOONNOONN
GET  content/forum/post/<uuid:post>/moderate/                                               SFOFONNFONN
POST content/forum/post/<uuid:post>/moderate/                                               SFRFRNNFRNN
GET  content/forum/post/<uuid:post>/accept/                                                 SMMMMMMMMMM
POST content/forum/post/<uuid:post>/accept/                                                 SRRRRNNRRNN
GET  content/forum/file/<uuid:file>/                                                        SNNNNNNNNNN
POST content/forum/file/<uuid:file>/                                                        SMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A forum of Ana's journey to which Gaëlle is invited, with a thread of Ana's; its file is not on the shelf."""
    world = site.walk.world
    forum = Forum.objects.create(
        organisation=world.organisation, code="PLACE", title="Entre nous", journey=world.journey, for_guests=True
    )
    forum.guests.add(world.gaelle)
    held = pass_to(world.ana, forum)
    assert held is not None
    post = open_thread(held, "Bonjour", Draft("Je me présente.", "role-matrix"))
    file = Attachment.objects.create(post=post, name="a.pdf", type="application/pdf", size=1, sha256="0")
    return {
        "content:forum": forum.public_id,
        "content:thread": post.thread.public_id,
        "content:post": post.public_id,
        "content:file": file.public_id,
    }
